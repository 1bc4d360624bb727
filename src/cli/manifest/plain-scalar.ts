/**
 * What an unquoted value of YAML means to kubectl. Its parser (goyaml.v2 in sigs.k8s.io/yaml) reads YAML 1.1's booleans
 * and octal numbers, which a YAML 1.2 parser takes for texts; a cluster gets what kubectl makes of it.
 */
export interface PlainScalar {
  readonly value: string | number | boolean | null;
  /** A YAML 1.2 tool, such as an editor, reads something else. */
  readonly ambiguous?: true;
  /** JSON, and so the API server, has no such value. */
  readonly impossible?: true;
}

const words = new Map<string, PlainScalar>();

function allCases(word: string): string[] {
  return [word, word.toUpperCase(), word.slice(0, 1).toUpperCase() + word.slice(1)];
}

for (const text of ['', '~', ...allCases('null')]) words.set(text, { value: null });
for (const text of allCases('true')) words.set(text, { value: true });
for (const text of allCases('false')) words.set(text, { value: false });
for (const text of ['y', 'yes', 'on'].flatMap(allCases)) words.set(text, { value: true, ambiguous: true });
for (const text of ['n', 'no', 'off'].flatMap(allCases)) words.set(text, { value: false, ambiguous: true });
for (const text of ['.nan', '.NaN', '.NAN', ...['.inf', '+.inf', '-.inf'].flatMap(infinities)]) {
  words.set(text, { value: text, impossible: true });
}

function infinities(text: string): string[] {
  return [text, text.replace('inf', 'Inf'), text.toUpperCase()];
}

const decimal = /^[-+]?(?:0|[1-9]\d*)$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const otherBase = /^([-+]?)0(?:x([\da-fA-F]+)|b([01]+)|o?([0-7]+))$/;

/** The meaning of an unquoted scalar without a tag. */
export function readPlainScalar(text: string): PlainScalar {
  const first = text.charCodeAt(0);
  const isNumeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (isNumeric) return words.get(text) ?? readNumber(text);
  return (text.length <= 5 && words.get(text)) || { value: text };
}

function readNumber(text: string): PlainScalar {
  if (decimal.test(text)) return { value: Number(text) };
  // Go's parser drops underscores, but not where a value starts with a point.
  const digits = text.startsWith('.') || !text.includes('_') ? text : text.replaceAll('_', '');
  const ambiguous = digits === text ? {} : ({ ambiguous: true } as const);
  const based = otherBase.exec(digits.toLowerCase());
  if (based) {
    const [, sign, hex, binary, octal] = based;
    const size = Number.parseInt(hex ?? binary ?? octal ?? '', hex ? 16 : binary ? 2 : 8);
    const value = sign === '-' ? -size : size;
    return hex || digits === '00' ? { value, ...ambiguous } : { value, ambiguous: true };
  }
  if (float.test(digits)) return { value: Number(digits), ...ambiguous };
  return { value: text };
}
