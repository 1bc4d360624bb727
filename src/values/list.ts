import { isJavaWhitespace, javaTrim } from './java-text.ts';

/**
 * A list as Flink's options hold it: items joined by `;`, trimmed. Quotes `'` or `"` around a whole item protect a `;`, a
 * doubled quote inside stands for itself. `undefined` where the quoting is wrong. Nothing between two `;` is an empty item.
 */
export function parseList(text: string): string[] | undefined {
  return split(text, ';');
}

/** A map: pairs joined by `,`, key and value by `:`. `undefined` where a pair is none or the quoting is wrong. */
export function parseMap(text: string): Map<string, string> | undefined {
  const pairs = split(text, ',');
  if (!pairs) return undefined;
  const map = new Map<string, string>();
  for (const pair of pairs) {
    const parts = split(pair, ':');
    if (parts?.length !== 2) return undefined;
    map.set(parts[0] as string, parts[1] as string);
  }
  return map;
}

function split(text: string, delimiter: string): string[] | undefined {
  const items: string[] = [];
  let at = 0;
  let betweenItems = false;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === delimiter) {
      if (betweenItems) items.push('');
      betweenItems = true;
      at++;
    } else if (char === "'" || char === '"') {
      const quoted = readQuoted(text, at, char);
      const end = quoted ? skipWhitespace(text, quoted.end) : -1;
      if (!quoted || (end < text.length && text.charAt(end) !== delimiter)) return undefined;
      items.push(quoted.value);
      betweenItems = false;
      at = end;
    } else if (isJavaWhitespace(text.charCodeAt(at))) {
      at++;
    } else {
      const found = text.indexOf(delimiter, at);
      const end = found < 0 ? text.length : found;
      items.push(javaTrim(text.slice(at, end)));
      betweenItems = false;
      at = end;
    }
  }
  return items;
}

function skipWhitespace(text: string, start: number): number {
  let at = start;
  while (at < text.length && isJavaWhitespace(text.charCodeAt(at))) at++;
  return at;
}

/** `undefined` where the quote is not closed. */
function readQuoted(text: string, start: number, quote: string): { value: string; end: number } | undefined {
  let value = '';
  let from = start + 1;
  for (;;) {
    const close = text.indexOf(quote, from);
    if (close < 0) return undefined;
    value += text.slice(from, close);
    if (text.charAt(close + 1) !== quote) return { value, end: close + 1 };
    value += quote;
    from = close + 2;
  }
}
