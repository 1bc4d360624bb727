import { definitions } from '../../src/api/definitions.ts';
import type { KindId } from '../../src/api/kinds.ts';
import type { Schema } from '../../src/api/schema.ts';

/**
 * What stands in for a required field of our own structures where it is missing or broken, so that rules never meet an
 * object that its TypeScript type forbids. By kind, then by path with `*` for list items. Pod template parts need none:
 * their types have no required fields.
 */
export function zeros(): Record<KindId, Record<string, unknown>> {
  const entries = Object.entries(definitions).map(([id, { schema }]) => {
    const places: Record<string, unknown> = {};
    for (const field of ['spec', 'status']) collect(schema.properties?.[field], field, places);
    return [id, places];
  });
  return Object.fromEntries(entries);
}

function collect(schema: Schema | undefined, path: string, places: Record<string, unknown>): void {
  if (!schema) return;
  if (schema.items) collect(schema.items, `${path}.*`, places);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (schema.required?.includes(name)) places[`${path}.${name}`] = zero(field);
    collect(field, `${path}.${name}`, places);
  }
}

function zero({ type, properties, required = [], enum: words, minimum }: Schema): unknown {
  switch (type) {
    case 'object':
      return Object.fromEntries(required.map((name) => [name, zero(properties?.[name] ?? {})]));
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return minimum ?? 0;
    case 'boolean':
      return false;
    default:
      return words?.[0] ?? '';
  }
}
