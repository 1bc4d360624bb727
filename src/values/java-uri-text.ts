/** The classes of characters that `java.net.URI` knows, and how it walks over them. */

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const unreserved = `${letters}0123456789-_.!~*'()`;

function table(characters: string): Uint8Array {
  const allowed = new Uint8Array(128);
  for (const character of characters) allowed[character.charCodeAt(0)] = 1;
  return allowed;
}

/** In every one, an escape (`%2F`) and a visible character beyond ASCII are allowed as well. */
export const uriClass = {
  any: table(`${unreserved};/?:@&=+$,[]`),
  path: table(`${unreserved}:@&=+$,;/`),
  userInfo: table(`${unreserved};:&=+$,`),
  registryName: table(`${unreserved}$,;:@&=+`),
  server: table(`${unreserved};:&=+$,.@[]`),
  /** A zone of an IPv6 address stands behind a bare `%`. */
  serverWithPercent: table(`${unreserved};:&=+$,.@[]%`),
} as const;

const hexDigit = table('0123456789ABCDEFabcdef');

function isHexDigit(code: number): boolean {
  return code < 128 && hexDigit[code] === 1;
}

const invisible = /^[\p{Z}\p{Cc}]$/u;

/** Where the characters of a class end; −1 where a `%` begins no escape, which is an error anywhere. */
export function endOfUriText(text: string, start: number, end: number, allowed: Uint8Array): number {
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code < 128 && allowed[code] === 1) {
      at++;
    } else if (code === 0x25) {
      if (at + 3 > end || !isHexDigit(text.charCodeAt(at + 1)) || !isHexDigit(text.charCodeAt(at + 2))) return -1;
      at += 3;
    } else if (code > 128 && !invisible.test(text.charAt(at))) {
      at++;
    } else {
      return at;
    }
  }
  return at;
}

/** Whether the whole range is of a class. */
export function isUriText(text: string, start: number, end: number, allowed: Uint8Array): boolean {
  return endOfUriText(text, start, end, allowed) === end;
}
