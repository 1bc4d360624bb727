import { endOfDigits, endOfZeros } from './java-text.ts';

const groups = 8;

/**
 * Whether this is an IPv6 address without brackets and zone. How many digits a group may have, leading zeros included,
 * differs between Java's parsers.
 */
export function isIpv6Literal(text: string, maxGroupLength: number): boolean {
  const gap = text.indexOf('::');
  if (gap < 0) return countGroups(text, maxGroupLength, true) === groups;
  const head = text.slice(0, gap);
  const tail = text.slice(gap + 2);
  const before = head === '' ? 0 : countGroups(head, maxGroupLength, false);
  const after = tail === '' ? 0 : countGroups(tail, maxGroupLength, true);
  return before >= 0 && after >= 0 && before + after < groups;
}

/** An IPv4 address at the end counts as two groups. −1 for what are no groups. */
function countGroups(text: string, maxGroupLength: number, mayEndInIpv4: boolean): number {
  if (text.length > groups * (maxGroupLength + 1)) return -1;
  const parts = text.split(':');
  const last = parts.at(-1) as string;
  const ipv4 = mayEndInIpv4 && last.includes('.');
  if (ipv4 && !isIpv4Literal(last)) return -1;
  const hex = ipv4 ? parts.slice(0, -1) : parts;
  if (!hex.every((part) => isGroup(part, maxGroupLength))) return -1;
  return hex.length + (ipv4 ? 2 : 0);
}

const hexDigits = /^[0-9A-Fa-f]+$/;

function isGroup(part: string, maxLength: number): boolean {
  return part.length <= maxLength && hexDigits.test(part) && Number.parseInt(part, 16) <= 0xffff;
}

/** Four numbers up to 255, leading zeros allowed. */
export function isIpv4Literal(text: string): boolean {
  let at = 0;
  for (let part = 1; part <= 4; part++) {
    const end = endOfDigits(text, at);
    const significant = endOfZeros(text, at, end);
    if (end === at || end - significant > 3 || Number(text.slice(significant, end)) > 255) return false;
    if (part < 4 && text.charCodeAt(end) !== 0x2e) return false;
    at = end + 1;
  }
  return at === text.length + 1;
}
