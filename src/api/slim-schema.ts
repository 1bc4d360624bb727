import { definitions } from './definitions.ts';
import type { KindId } from './kinds.ts';
import { podParts } from './pod-template/parts.ts';
import type { Schema } from './schema.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

const refersTo = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/**
 * JSON schema (draft-07) of what people write: metadata and spec, with our descriptions and the words that Kubernetes
 * takes, for editors to check, explain and complete. Not as strict as the gate, whose rules see more.
 */
export function slimSchema(kind: KindId): JsonSchema {
  const { name, schema, podTemplates } = definitions[kind];
  const used = new Set<string>();
  const converted = converter(podTemplates === 'strict', used);
  const metadata = converted({ $ref: '#/$defs/ObjectMeta' });
  const spec = converted(schema.properties?.['spec'] ?? {});
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${name.kind} (${name.group}/${name.version})`,
    description: schema.description,
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    additionalProperties: false,
    properties: {
      apiVersion: { const: `${name.group}/${name.version}` },
      kind: { const: name.kind },
      metadata,
      spec,
      status: { type: 'object', description: 'Written by the operator.' },
    },
    definitions: usedParts(used, converted),
  };
}

/** Parts that are referred to, and what these refer to in turn. */
function usedParts(used: Set<string>, converted: (schema: Schema) => JsonSchema): JsonSchema {
  const parts = new Map<string, JsonSchema>();
  // Grows while it is walked.
  for (const name of used) parts.set(name, converted(slimmed(name)));
  return Object.fromEntries([...parts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Nobody writes the status of a pod into a template, but what was copied from a cluster has one. */
function slimmed(name: string): Schema {
  const part = podParts[name] ?? {};
  if (name !== 'Pod') return part;
  return { ...part, properties: { ...part.properties, status: { 'x-kubernetes-preserve-unknown-fields': true } } };
}

function converter(strict: boolean, used: Set<string>): (schema: Schema) => JsonSchema {
  return function convert(schema: Schema): JsonSchema {
    const { $ref, description, items, properties, additionalProperties } = schema;
    const about = { ...(description !== undefined && { description }), ...defaultOf(schema) };
    if ($ref !== undefined) {
      const name = $ref.slice('#/$defs/'.length);
      used.add(name);
      // What stands beside a reference is ignored in draft-07.
      return Object.keys(about).length === 0 ? refersTo(name) : { ...about, allOf: [refersTo(name)] };
    }
    if (schema['x-kubernetes-int-or-string']) return { ...about, type: ['integer', 'string'] };
    if (schema['x-kubernetes-preserve-unknown-fields']) return { ...about, type: 'object' };
    const { type, enum: words, minimum, maximum, minLength, pattern, required } = schema;
    return {
      ...about,
      type,
      ...(words && { enum: words }),
      ...(minimum !== undefined && { minimum }),
      ...(maximum !== undefined && { maximum }),
      ...(minLength !== undefined && { minLength }),
      ...(pattern !== undefined && { pattern }),
      ...(items && { items: convert(items) }),
      ...(properties && {
        properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, convert(field)])),
      }),
      ...(required && (strict || schema.title !== undefined) && { required }),
      ...(type === 'object' && { additionalProperties: additionalProperties ? convert(additionalProperties) : false }),
    };
  };
}

function defaultOf(schema: Schema): JsonSchema {
  return schema.default === undefined ? {} : { default: schema.default };
}
