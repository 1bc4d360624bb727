/*
 * Ajv's code collects errors by joining arrays at each level, which is quadratic for an object with many errors, and
 * spends two thirds of its text on building them. Here the same checks hand each error to one collector that all
 * functions share. Whatever is not recognised fails the generation.
 */

const rewrites: readonly (readonly [RegExp, string])[] = [
  // What each function starts and ends with.
  [
    /function (validate\d+)\(data, \{instancePath="", parentData, parentDataProperty, rootData=data\}=\{\}\)\{(?:\/\*[^*]*\*\/;)?let vErrors = null;let errors = 0;/g,
    'function $1(data,path,found){',
  ],
  [/validate\d+\.errors = vErrors;return errors === 0;\}/g, '}\n'],
  // An error.
  [
    /const (err\d+) = \{instancePath(?::([^{}]*?))?,schemaPath:"(?:[^"\\]|\\.)*",keyword:("\w+"),params:(\{[^{}]*\})\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g,
    'found.add($2|,$3,$4);',
  ],
  // A call of another function.
  [
    /if\(!\((validate\d+)\(([^{}]*?), \{instancePath:([^{}]*?),parentData:[^{}]*?\}\)\)\)\{vErrors = vErrors === null \? \1\.errors : vErrors\.concat\(\1\.errors\);errors = vErrors\.length;\}/g,
    '$1($2,$3,found);',
  ],
  [/found\.add\(\|,/g, 'found.add(path,'],
  [/found\.add\(([^|]*?)\|,/g, 'found.add($1,'],
  [/\binstancePath\b/g, 'path'],
];

const leftovers = /vErrors|\berrors\b|_errs|rootData|parentData|schemaPath|\bvalid\d/;

export function compact(code: string): string {
  let text = code;
  for (const [pattern, replacement] of rewrites) text = text.replace(pattern, replacement);
  const leftover = leftovers.exec(text);
  if (leftover)
    throw new Error(
      `ajv writes code that is not known here: ${text.slice(leftover.index - 200, leftover.index + 100)}`,
    );
  return withoutUnused(text);
}

/** Ajv declares every schema, whether or not the code refers to it. */
function withoutUnused(text: string): string {
  const uses = new Map<string, number>();
  for (const [name] of text.matchAll(/\bschema\d+\b/g)) uses.set(name, (uses.get(name) ?? 0) + 1);
  return text.replace(/const (schema\d+) = (?:\{|\[)(?:"(?:[^"\\]|\\.)*"|[^;"])*;/g, (declaration, name: string) =>
    (uses.get(name) ?? 0) > 1 ? `${declaration}\n` : '',
  );
}
