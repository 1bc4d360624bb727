import type { KindDefinition } from '../../src/api/definition.ts';
import type { Schema } from '../../src/api/schema.ts';
import { quantityPattern } from './validation-keywords.ts';

type Strictness = KindDefinition['podTemplates'];

/** A schema as CRDs want it: without references, titles or what Kubernetes' own types leave open. */
export function structuralSchema(
  schema: Schema,
  parts: Readonly<Record<string, Schema>>,
  strictness: Strictness,
): object {
  const ours = (own: Schema): object => expand(own, ours);
  const theirs = (part: Schema): object => expand(strictness === 'loose' ? looser(part) : withoutWords(part), theirs);

  function expand(value: Schema, below: (field: Schema) => object): object {
    const { title: _, $ref, items, properties, additionalProperties, ...rest } = value;
    if ($ref !== undefined) return { ...theirs(partOf($ref)), ...rest };
    if (value['x-kubernetes-int-or-string']) return { ...rest, anyOf: [{ type: 'integer' }, { type: 'string' }] };
    return {
      ...(value['x-kubernetes-preserve-unknown-fields'] && { type: 'object' }),
      ...rest,
      ...(items && { items: below(items) }),
      // An API server stores no map that is empty, and would differ from what was applied.
      ...(Object.keys(properties ?? {}).length > 0 && {
        properties: Object.fromEntries(Object.entries(properties ?? {}).map(([name, field]) => [name, below(field)])),
      }),
      ...(additionalProperties && { additionalProperties: below(additionalProperties) }),
    };
  }

  function partOf($ref: string): Schema {
    const name = $ref.slice('#/$defs/'.length);
    const part = parts[name];
    if (!part) throw new Error(`there is no ${name}`);
    return name === 'Quantity' && strictness === 'strict' ? { ...part, pattern: quantityPattern } : part;
  }

  return ours(schema);
}

/** Names and types only. */
function looser(part: Schema): Schema {
  const {
    required: _,
    enum: __,
    default: ___,
    'x-kubernetes-list-type': ____,
    'x-kubernetes-list-map-keys': _____,
    'x-kubernetes-map-type': ______,
    ...schema
  } = part;
  if (schema.format !== 'date-time') return schema;
  const { format: _______, ...text } = schema;
  return text;
}

/** Kubernetes adds words in new releases; what it takes is for it to say. */
function withoutWords({ enum: _, ...schema }: Schema): Schema {
  return schema;
}
