import type { Schema } from './crd.ts';

const keepsAll = 'x-kubernetes-preserve-unknown-fields';

/** Paths of fields that one schema knows and another would drop. A field that is missing is named without what is in it. */
export function missingFields(ours: Schema, theirs: Schema, path = ''): string[] {
  if (theirs[keepsAll]) return [];
  const own = typeof theirs.additionalProperties === 'object' ? theirs.additionalProperties : undefined;
  return [
    ...Object.entries(ours.properties ?? {}).flatMap(([name, schema]) => {
      const at = path === '' ? name : `${path}.${name}`;
      const other = theirs.properties?.[name] ?? own;
      if (other) return missingFields(schema, other, at);
      return theirs.additionalProperties === true ? [] : [at];
    }),
    ...(ours.items && theirs.items ? missingFields(ours.items, theirs.items, `${path}[]`) : []),
    ...(typeof ours.additionalProperties === 'object' && own
      ? missingFields(ours.additionalProperties, own, `${path}.*`)
      : []),
  ];
}
