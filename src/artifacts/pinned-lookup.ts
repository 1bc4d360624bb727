import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { judgeAddress } from '../rules/flink-session-job/address.ts';
import { ArtifactRefused, ArtifactUnavailable } from './errors.ts';

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const askSystem: Resolve = async (host) => (await systemLookup(host, { all: true })).map(({ address }) => address);

/**
 * The address to connect to, resolved once: what was judged is what is called, whatever the name means a moment later. With
 * `restrictHosts` every address of the name must be a public one. Throws ArtifactRefused and ArtifactUnavailable.
 */
export async function addressOf(
  hostname: string,
  restrictHosts: boolean,
  resolve: Resolve = askSystem,
): Promise<string> {
  // URLs write IPv6 in brackets, and have read every odd spelling of IPv4 by now.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(host) ? [host] : await resolved(host, resolve);
  const [first] = addresses;
  if (first === undefined) throw new ArtifactUnavailable(`${host} has no address`);
  if (!restrictHosts) return first;
  for (const address of addresses) {
    const { verdict, description } = judgeAddress(address);
    if (verdict !== 'public')
      throw new ArtifactRefused(`${host} is ${address}, ${description}, from which nothing is fetched`);
  }
  return first;
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch (cause) {
    throw new ArtifactUnavailable(`${host} cannot be resolved: ${(cause as Error).message}`, { cause });
  }
}

/** Connects to this address and no other. */
export function pinned(address: string): LookupFunction {
  const family = isIP(address);
  return (_host, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}
