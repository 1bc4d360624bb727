import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { gateway } from './kubelet/network.ts';

const domain = 'cluster.local';
const typeA = 1;
const typeAaaa = 28;
const ok = 0;
const noSuchName = 3;

/** Where a Service is found; `undefined` where there is none. */
interface Services {
  addresses(namespace: string, service: string, hostname: string | undefined): readonly string[] | undefined;
}

const noServices: Services = { addresses: () => undefined };

/** Answers for Services of the API server, and for names that a test has given. */
export class BenchDns {
  /** Host name → addresses, `null` for a name without any. */
  readonly extraNames = new Map<string, readonly string[] | null>();
  readonly #services: () => Services;
  readonly #socket: Socket = createSocket('udp4');

  constructor(services: () => Services = () => noServices) {
    this.#services = services;
  }

  async start(): Promise<void> {
    this.#socket.on('message', (message, { address, port }) => {
      const answer = this.#answer(message);
      if (answer) this.#socket.send(answer, port, address);
    });
    await new Promise<void>((resolve) => this.#socket.bind(53, gateway, resolve));
  }

  stop(): void {
    this.#socket.close();
  }

  #answer(query: Buffer): Buffer | undefined {
    if (query.length < 17) return undefined;
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase());
      at += length + 1;
    }
    const type = query.readUInt16BE(at + 1);
    const question = query.subarray(12, at + 5);
    const found = this.#resolve(labels);
    const addresses = (found ?? []).filter((address) => type === (isIPv6(address) ? typeAaaa : typeA));
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    // An answer, with authority, recursion wanted and had.
    header.writeUInt16BE(0x8580 | (found === undefined ? noSuchName : ok), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(addresses.length, 6);
    return Buffer.concat([header, question, ...addresses.map((address) => recordOf(type, address))]);
  }

  #resolve(labels: readonly string[]): readonly string[] | undefined {
    const name = labels.join('.');
    const extra = this.extraNames.get(name);
    if (extra !== undefined) return extra ?? undefined;
    if (!name.endsWith(`.svc.${domain}`)) return undefined;
    const parts = labels.slice(0, -3);
    const [hostname, service, namespace] = parts.length === 3 ? parts : [undefined, ...parts];
    if (service === undefined || namespace === undefined || parts.length > 3) return undefined;
    const found = this.#services().addresses(namespace, service, hostname);
    return found && (hostname === undefined || found.length > 0) ? found : undefined;
  }
}

/** One record that points at the name of the question, good for a second. */
function recordOf(type: number, address: string): Buffer {
  const bytes = isIPv6(address) ? bytesOfIPv6(address) : address.split('.').map(Number);
  return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 1, 0, bytes.length, ...bytes]);
}

function bytesOfIPv6(address: string): number[] {
  return ipaddr.parse(address).toByteArray();
}
