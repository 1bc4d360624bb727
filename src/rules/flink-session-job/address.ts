import ipaddr from 'ipaddr.js';

/** `restricted`: may lead to what is private. `odd`: on no public network, or reaches another address in disguise. */
export type AddressVerdict = 'public' | 'restricted' | 'odd';

/** Names of ranges as ipaddr.js gives them; its types lack some. */
const restricted: ReadonlySet<string> = new Set([
  'loopback',
  'linkLocal',
  'private',
  'uniqueLocal',
  'deprecatedSiteLocal',
  'carrierGradeNat',
  'multicast',
]);

export interface JudgedAddress {
  readonly verdict: AddressVerdict;
  /** What sort of address it is, for a message: `a loopback address`. */
  readonly description: string;
}

/** Which sort of network an address belongs to. Addresses mapped into IPv6 are seen through. */
export function judgeAddress(text: string): JudgedAddress {
  const bare = withoutZone(text);
  if (!ipaddr.isValid(bare)) return { verdict: 'odd', description: 'no IP address' };
  const address = ipaddr.process(bare);
  const range: string = address.range();
  if (range === 'unicast') return unicast(address);
  const description = descriptions[range] ?? 'in a reserved range';
  // The whole of 0/8 is called unspecified; only 0.0.0.0 and :: mean every address of the machine.
  const everyAddress = range === 'unspecified' && address.toByteArray().every((byte) => byte === 0);
  return { verdict: everyAddress || restricted.has(range) ? 'restricted' : 'odd', description };
}

const descriptions: { readonly [range: string]: string } = {
  loopback: 'a loopback address',
  linkLocal: 'a link-local address',
  private: 'in a private network',
  uniqueLocal: 'in a private network',
  deprecatedSiteLocal: 'in a private network',
  carrierGradeNat: 'in a private network behind a carrier',
  multicast: 'a multicast address',
  unspecified: 'every address of the machine',
  broadcast: 'a broadcast address',
  rfc6052: 'an IPv4 address behind a translator (NAT64)',
  '6to4': 'an IPv4 address behind a relay (6to4)',
  teredo: 'an IPv4 address behind a tunnel (Teredo)',
};

/** `::127.0.0.1` is an old way to write an IPv4 address, which ipaddr.js takes for any other. */
function unicast(address: ipaddr.IPv4 | ipaddr.IPv6): JudgedAddress {
  const compatible =
    address.kind() === 'ipv6' &&
    address
      .toByteArray()
      .slice(0, 12)
      .every((byte) => byte === 0);
  return compatible
    ? { verdict: 'odd', description: 'an IPv4 address in an outdated form' }
    : { verdict: 'public', description: 'a public address' };
}

const wholeNumber = /^\d{1,10}$/;
const addresses = 2 ** 32;

/** The address that a host of a URI is; `undefined` for a name. Java takes one whole number for an IPv4 address. */
export function literalAddress(host: string): string | undefined {
  if (host.startsWith('[')) return host.slice(1, -1);
  if (ipaddr.IPv4.isValidFourPartDecimal(host)) return host;
  if (!wholeNumber.test(host) || Number(host) >= addresses) return undefined;
  const number = Number(host);
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join('.');
}

function withoutZone(address: string): string {
  const percent = address.indexOf('%');
  return percent < 0 ? address : address.slice(0, percent);
}
