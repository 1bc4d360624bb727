import { definitions } from '../../src/api/definitions.ts';
import type { KindId } from '../../src/api/kinds.ts';
import type { Schema } from '../../src/api/schema.ts';

/** A schema as ajv compiles it, with the keywords of `validation-keywords.ts`. */
export type ValidationSchema = Readonly<Record<string, unknown>>;

const definitionsId = 'parts';

/** What a value of `metadata` may be: the API server judges it, but rules must be able to read it. */
const scalar = { type: ['string', 'number', 'boolean'] };
const looseMetadata = metadata(scalar);
const strictMetadata = metadata({ type: 'string' });

function metadata(text: ValidationSchema): ValidationSchema {
  const map = { type: 'object', additionalProperties: text };
  return {
    type: 'object',
    properties: { name: text, generateName: text, namespace: text, labels: map, annotations: map },
  };
}

/**
 * The schemas of all kinds and one of all parts that they share: pod template parts and our own named structures, each
 * under its name, so that each is compiled once.
 */
export function validationSchemas(parts: Readonly<Record<string, Schema>>): {
  readonly parts: ValidationSchema;
  readonly kinds: ReadonlyMap<KindId, ValidationSchema>;
} {
  const shared: Record<string, ValidationSchema> = {};
  for (const [name, part] of Object.entries(parts)) shared[name] = validation(withoutWords(part), shared);
  const kinds = new Map<KindId, ValidationSchema>();
  for (const [id, { schema, podTemplates }] of Object.entries(definitions) as [
    KindId,
    (typeof definitions)[KindId],
  ][]) {
    const text = { type: 'string' };
    const { title: _, ...root } = schema;
    const properties = {
      apiVersion: text,
      kind: text,
      metadata: podTemplates === 'loose' ? looseMetadata : strictMetadata,
    };
    const own = validation(root, shared);
    kinds.set(id, {
      ...own,
      properties: { ...properties, ...(own['properties'] as object) },
      knownFields: [...Object.keys(properties), ...(own['knownFields'] as string[])],
      $id: id,
    });
  }
  return { parts: { $id: definitionsId, $defs: shared }, kinds };
}

function validation(schema: Schema, shared: Record<string, ValidationSchema>): ValidationSchema {
  const { title, $ref, type, items, properties, additionalProperties, required } = schema;
  if ($ref !== undefined)
    return schema.$ref === '#/$defs/Quantity' ? { quantity: true } : { $ref: `${definitionsId}${$ref}` };
  if (title !== undefined) {
    // Structures that differ only in their description share a name and a validator.
    shared[title] ??= validation(untitled(schema), shared);
    return { $ref: `${definitionsId}#/$defs/${title}` };
  }
  if (schema['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] };
  if (schema['x-kubernetes-preserve-unknown-fields']) return { type: 'object' };
  if (type === 'array') {
    const keys = schema['x-kubernetes-list-map-keys'];
    return {
      type,
      items: validation(items ?? {}, shared),
      ...(keys && { uniqueKeys: keys.map((key) => (key === 'protocol' ? [key, 'TCP'] : [key])) }),
    };
  }
  if (type === 'object') {
    const fields = Object.entries(properties ?? {}).map(([name, field]) => [name, validation(field, shared)]);
    return {
      type,
      ...(additionalProperties
        ? { additionalProperties: validation(additionalProperties, shared) }
        : { knownFields: Object.keys(properties ?? {}) }),
      ...(fields.length > 0 && { properties: Object.fromEntries(fields) }),
      ...(required && { required }),
    };
  }
  const { minimum, maximum, minLength, pattern, format } = schema;
  if (type === 'integer') {
    const bounds = { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
    return { integer: { bits: format === 'int32' ? 32 : 64, ...bounds } };
  }
  if (minimum !== undefined || maximum !== undefined || pattern !== undefined)
    throw new Error('not known to validators');
  return { type, ...(schema.enum && { enum: schema.enum }), ...(minLength !== undefined && { minLength }) };
}

/** Kubernetes adds words in new releases, so only editors are told which there are. */
function withoutWords(part: Schema): Schema {
  const { enum: _, ...schema } = part;
  const { properties, items, additionalProperties } = schema;
  const fields = Object.entries(properties ?? {}).map(([name, field]) => [name, withoutWords(field)]);
  return {
    ...schema,
    ...(properties && { properties: Object.fromEntries(fields) }),
    ...(items && { items: withoutWords(items) }),
    ...(additionalProperties && { additionalProperties: withoutWords(additionalProperties) }),
  };
}

function untitled({ title: _, ...schema }: Schema): Schema {
  return schema;
}
