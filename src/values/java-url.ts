import { isIpv6Literal } from './ipv6-literal.ts';
import { isBlank, javaTrim } from './java-text.ts';
import { parseJavaInt } from './scalar.ts';

const protocol = /^https?:\/\//i;

/** The URL that a template of `spec.ingress` gives for a resource. A protocol is added where there is none. */
export function renderIngressTemplate(template: string, name: string, namespace: string): string {
  const url = protocol.test(template) ? template : `http://${template}`;
  return url.replace(/\{\{name\}\}/gi, () => name).replace(/\{\{namespace\}\}/gi, () => namespace);
}

/**
 * Why Java cannot read the URL that an ingress template gives; `undefined` where it can. Java objects to ports and IPv6
 * addresses only. The sentence continues a path.
 */
export function checkIngressTemplate(template: string, name: string, namespace: string): string | undefined {
  return checkAuthority(authorityOf(renderIngressTemplate(template, name, namespace)));
}

/** What stands between `//` and the path, query or fragment. */
function authorityOf(url: string): string {
  const trimmed = javaTrim(url);
  const rest = trimmed.slice(trimmed.indexOf('//') + 2);
  // Java takes four slashes for a Windows share, which has no host to judge.
  if (rest.startsWith('//')) return '';
  const end = rest.search(/[/?#]/);
  return end < 0 ? rest : rest.slice(0, end);
}

function checkAuthority(authority: string): string | undefined {
  const at = authority.indexOf('@');
  // With two of them Java takes it for no server at all.
  if (at >= 0 && at !== authority.lastIndexOf('@')) return undefined;
  const server = authority.slice(at + 1);
  if (!server.startsWith('[')) {
    const colon = server.indexOf(':');
    if (hasControl(colon < 0 ? server : server.slice(0, colon)))
      return 'gives a URL with a control character in its host';
    return colon < 0 ? undefined : checkPort(server.slice(colon + 1));
  }
  const close = server.indexOf(']');
  if (close <= 2) return 'gives a URL whose IPv6 address is not closed with "]"';
  if (!isIpv6(server.slice(1, close))) return `gives a URL with "${server.slice(0, close + 1)}", no IPv6 address`;
  const rest = server.slice(close + 1);
  if (rest === '') return undefined;
  return rest.startsWith(':')
    ? checkPort(rest.slice(1))
    : 'gives a URL with text between the IPv6 address and the path';
}

function hasControl(host: string): boolean {
  for (let i = 0; i < host.length; i++) {
    const code = host.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function isIpv6(address: string): boolean {
  const percent = address.indexOf('%');
  if (percent < 0) return isIpv6Literal(address, Number.MAX_SAFE_INTEGER);
  if (hasControl(address)) return false;
  return percent < address.length - 1 && isIpv6Literal(address.slice(0, percent), Number.MAX_SAFE_INTEGER);
}

function checkPort(text: string): string | undefined {
  if (text === '') return undefined;
  const port = parseJavaInt(text);
  if (port === undefined) return `gives a URL whose port "${shortened(text)}" is no number`;
  return port < -1 ? `gives a URL whose port ${port} is negative` : undefined;
}

const longestQuote = 40;

function shortened(text: string): string {
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}…`;
}

const placeholder = /\{\{[^{}]*\}\}/;
const largestPort = 65_535;

/**
 * What makes a readable ingress template useless: a host that is blank or has blanks, a port that no server has, a
 * placeholder that nobody replaces. `undefined` where nothing is suspicious. The sentence continues a path.
 */
export function suspiciousIngressTemplate(template: string, name: string, namespace: string): string | undefined {
  if (isBlank(template)) return 'is blank';
  const url = renderIngressTemplate(template, name, namespace);
  const unknown = placeholder.exec(url.slice(0, longestSearched))?.[0];
  if (unknown !== undefined) return `has "${shortened(unknown)}", but only {{name}} and {{namespace}} are replaced`;
  const server = authorityOf(url).split('@').at(-1) as string;
  const colon = server.lastIndexOf(':');
  const hasPort = colon > server.lastIndexOf(']');
  const host = hasPort ? server.slice(0, colon) : server;
  if (/\s/.test(host)) return 'gives a URL whose host has blanks';
  if (hasPort && colon < server.length - 1) {
    const port = Number(server.slice(colon + 1));
    if (!(port > 0 && port <= largestPort)) return `gives a URL whose port is not between 1 and ${largestPort}`;
  }
  return undefined;
}

const longestSearched = 10_000;
