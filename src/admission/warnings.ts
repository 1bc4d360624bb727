import type { Finding } from '../rules/rule.ts';

// S-05: API servers cut longer warnings and drop what is beyond their own totals.
const lengthLimit = 120;
const countLimit = 20;
const totalLimit = 3500;

/** The warnings of an answer: most important first, each on one line, cut to what an API server hands on (S-05). */
export function warningTexts(findings: readonly Pick<Finding, 'path' | 'message' | 'fix'>[]): string[] {
  const sorted = findings.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const texts = new Set<string>();
  let total = 0;
  for (const warning of sorted) {
    const text = textOf(warning);
    if (texts.has(text)) continue;
    if (texts.size === countLimit - 1 || total + text.length > totalLimit - lengthLimit) {
      texts.add(`${sorted.length - texts.size} more warnings; sluice lint shows all of them`);
      break;
    }
    texts.add(text);
    total += text.length;
  }
  return [...texts];
}

/** What to do is told where there is room for it. */
function textOf({ path, message, fix }: Pick<Finding, 'path' | 'message' | 'fix'>): string {
  const told = printable(path === '$' ? message : `${path}: ${message}`);
  const whole = fix === undefined ? told : printable(`${told} (${fix})`);
  return whole.length <= lengthLimit ? whole : shorten(told);
}

/** API servers refuse warnings with control characters. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001F\u007F-\u009F]+/g, ' ');
}

function shorten(text: string): string {
  if (text.length <= lengthLimit) return text;
  return `${text.slice(0, lengthLimit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
