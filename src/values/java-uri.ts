import { isIpv4Literal, isIpv6Literal } from './ipv6-literal.ts';
import { endOfUriText, isUriText, uriClass } from './java-uri-text.ts';

/** The parts of a URI; a part that is not there is left out. */
export interface JavaUri {
  /** In the letter case that it was written in. */
  readonly scheme?: string;
  readonly authority?: string;
  /** Left out also where the authority is no server but a registry name, such as `bad_host` or `127.1`. */
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
}

/**
 * A URI as `java.net.URI` reads it, which is RFC 2396 with Java's deviations: no blanks, nothing empty after `https:` or
 * `https://`, a host that starts its last label with a letter unless it is an address or a single label.
 * `undefined` where Java reports a syntax error.
 */
export function parseJavaUri(text: string): JavaUri | undefined {
  const colon = text.indexOf(':');
  const hash = indexOrEnd(text, '#', 0);
  if (hash < text.length && !isUriText(text, hash + 1, text.length, uriClass.any)) return undefined;
  if (colon < 0 || colon > endOfPart(text, 0)) return parseHierarchical(text, 0, hash);
  const scheme = text.slice(0, colon);
  if (!schemeName.test(scheme)) return undefined;
  const rest = colon + 1;
  if (text.charAt(rest) !== '/') {
    return hash > rest && isUriText(text, rest, hash, uriClass.any) ? { scheme } : undefined;
  }
  const parts = parseHierarchical(text, rest, hash);
  return parts && { scheme, ...parts };
}

const schemeName = /^[A-Za-z][A-Za-z0-9+.-]*$/;

const delimiter = /[/?#]/g;

/** Where a scheme or an authority ends. */
function endOfPart(text: string, start: number): number {
  delimiter.lastIndex = start;
  return delimiter.exec(text)?.index ?? text.length;
}

function indexOrEnd(text: string, character: string, start: number): number {
  const index = text.indexOf(character, start);
  return index < 0 ? text.length : index;
}

function parseHierarchical(text: string, start: number, end: number): JavaUri | undefined {
  let at = start;
  let server: JavaUri = {};
  if (text.startsWith('//', start)) {
    at += 2;
    const stop = endOfPart(text, at);
    if (stop === at && stop === text.length) return undefined;
    if (stop > at) {
      const authority = parseAuthority(text.slice(at, stop));
      if (!authority) return undefined;
      server = authority;
      at = stop;
    }
  }
  const query = Math.min(indexOrEnd(text, '?', at), end);
  if (!isUriText(text, at, query, uriClass.path)) return undefined;
  if (query < end && !isUriText(text, query + 1, end, uriClass.any)) return undefined;
  return { ...server, path: text.slice(at, query) };
}

/** A server, `user@host:port`, or failing that a registry name, which has no host. */
function parseAuthority(authority: string): JavaUri | undefined {
  const asServer = authority.includes(']', 1) ? uriClass.serverWithPercent : uriClass.server;
  const serverEnd = endOfUriText(authority, 0, authority.length, asServer);
  const registryEnd = endOfUriText(authority, 0, authority.length, uriClass.registryName);
  if (serverEnd < 0 || registryEnd < 0) return undefined;
  const server = serverEnd === authority.length ? parseServer(authority) : undefined;
  if (server) return { authority, ...server };
  return registryEnd === authority.length ? { authority } : undefined;
}

function parseServer(authority: string): { host: string; port?: number } | undefined {
  const userEnd = authority.indexOf('@');
  if (userEnd >= 0 && !isUriText(authority, 0, userEnd, uriClass.userInfo)) return undefined;
  const server = authority.slice(userEnd + 1);
  const hostEnd = server.startsWith('[') ? server.indexOf(']') + 1 : indexOrEnd(server, ':', 0);
  const host = server.slice(0, hostEnd);
  if (!isHost(host)) return undefined;
  if (hostEnd === server.length) return { host };
  const port = server.slice(hostEnd + 1);
  if (server.charAt(hostEnd) !== ':' || !/^\d*$/.test(port)) return undefined;
  if (port === '') return { host };
  return Number(port) < 2 ** 31 ? { host, port: Number(port) } : undefined;
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) return isBracketed(host.slice(1, -1));
  return isIpv4Literal(host) || isHostname(host);
}

const zone = /^[A-Za-z0-9_.]+$/;

function isBracketed(address: string): boolean {
  const percent = address.indexOf('%');
  if (percent < 0) return isIpv6Literal(address, 4);
  return isIpv6Literal(address.slice(0, percent), 4) && zone.test(address.slice(percent + 1));
}

const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const startsWithLetter = /^[A-Za-z]/;

function isHostname(host: string): boolean {
  const labels = host.split('.');
  if (labels.length > 1 && labels.at(-1) === '') labels.pop();
  const last = labels.at(-1) as string;
  return labels.every((part) => label.test(part)) && (labels.length === 1 || startsWithLetter.test(last));
}
