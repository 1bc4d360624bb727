import { isJavaWhitespace, javaTrim } from './java-text.ts';

/** Reads a text as YAML; throws where it is none. Handed in, so that this folder need not load a parser. */
export type YamlParser = (text: string) => unknown;

/**
 * A list as Flink's options hold it: items joined by `;`, trimmed. Quotes `'` or `"` around a whole item protect a `;`, a
 * doubled quote inside stands for itself. `undefined` where the quoting is wrong. Nothing between two `;` is an empty item.
 * Where the operator is configured by a `config.yaml`, a YAML list is tried first.
 */
export function parseList(text: string, parseYaml?: YamlParser): string[] | undefined {
  return (parseYaml && yamlList(text, parseYaml)) ?? split(text, ';');
}

/**
 * A map: pairs joined by `,`, key and value by `:`. `undefined` where a pair is none, a key stands twice or the quoting is
 * wrong. Where the operator is configured by a `config.yaml`, a YAML map is tried first.
 */
export function parseMap(text: string, parseYaml?: YamlParser): Map<string, string> | undefined {
  const fromYaml = parseYaml && yamlMap(text, parseYaml);
  if (fromYaml) return fromYaml;
  const pairs = split(text, ',');
  if (!pairs) return undefined;
  const map = new Map<string, string>();
  for (const pair of pairs) {
    const parts = split(pair, ':');
    if (parts?.length !== 2) return undefined;
    const [key, value] = parts as [string, string];
    if (map.has(key)) return undefined;
    map.set(key, value);
  }
  return map;
}

function yamlList(text: string, parseYaml: YamlParser): string[] | undefined {
  const value = attempt(text, parseYaml);
  // Flink fails on a null item, and what fails is read the old way.
  return Array.isArray(value) && !value.includes(null) ? value.map(textOf) : undefined;
}

function yamlMap(text: string, parseYaml: YamlParser): Map<string, string> | undefined {
  const value = attempt(text, parseYaml);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  return entries.some(([, item]) => item === null)
    ? undefined
    : new Map(entries.map(([key, item]) => [key, textOf(item)]));
}

function attempt(text: string, parseYaml: YamlParser): unknown {
  try {
    return parseYaml(text);
  } catch {
    // No YAML: Flink falls back to its own notation, too.
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
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
