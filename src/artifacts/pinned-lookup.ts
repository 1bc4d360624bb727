import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { judgeAddress } from '../rules/flink-session-job/address.ts';
import { ArtifactRefused, ArtifactUnavailable } from './errors.ts';

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const askSystem: Resolve = async (host) => (await systemLookup(host, { all: true })).map(({ address }) => address);

export interface AddressOptions {
  /** Of what is fetched, for messages. */
  readonly uri: string;
  /** Whether every address must be a public one. */
  readonly restricted: boolean;
  readonly signal: AbortSignal;
  readonly resolve?: Resolve | undefined;
}

/**
 * The addresses to connect to, resolved once: what was judged is what is called, whatever the name means a moment later.
 * Throws ArtifactRefused, ArtifactUnavailable, and the reason of the signal.
 */
export async function addressesOf(hostname: string, options: AddressOptions): Promise<readonly string[]> {
  const { uri, restricted } = options;
  // URLs write IPv6 in brackets, and have read every odd spelling of IPv4 by now.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(host) ? [host] : await resolved(host, options);
  if (addresses.length === 0) throw new ArtifactUnavailable(uri, `cannot be fetched: ${host} has no address`);
  if (!restricted) return addresses;
  for (const address of addresses) {
    const { verdict, description } = judgeAddress(address);
    if (verdict === 'public') continue;
    const where = address === host ? host : `${host} (${address})`;
    throw new ArtifactRefused(uri, `is not fetched: ${where} is ${description}`);
  }
  return addresses;
}

async function resolved(
  host: string,
  { uri, signal, resolve = askSystem }: AddressOptions,
): Promise<readonly string[]> {
  signal.throwIfAborted();
  const { promise: abandoned, reject } = Promise.withResolvers<never>();
  const abandon = () => reject(signal.reason);
  signal.addEventListener('abort', abandon);
  try {
    // The system's own question cannot be taken back.
    return await Promise.race([resolve(host), abandoned]);
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ArtifactUnavailable(uri, `cannot be fetched: ${host} is not resolved: ${(cause as Error).message}`, {
      cause,
    });
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

/** Connects to these addresses and no other. */
export function pinned(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first = { address: '', family: 0 }] = found;
    if (options.all) callback(null, found);
    else callback(null, first.address, first.family);
  };
}
