import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definitions } from '../../src/api/definitions.ts';
import type { KindId } from '../../src/api/kinds.ts';
import { podParts } from '../../src/api/pod-template/parts.ts';
import type { Schema } from '../../src/api/schema.ts';

/** Every field of ours with its path; parts of pod templates are Kubernetes' own. */
function* fields(schema: Schema, path: string): Generator<[path: string, field: Schema]> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield [`${path}.${name}`, field];
    yield* fields(field, `${path}.${name}`);
  }
  if (schema.items) yield* fields(schema.items, `${path}[*]`);
}

for (const kind of Object.keys(definitions) as KindId[]) {
  const all = [...fields(definitions[kind].schema, kind)];

  test(`kubectl explains every field of ${kind}`, () => {
    const bare = all.filter(([, { description = '' }]) => !/^[A-Z-].*[.\])]$/s.test(description));
    assert.deepEqual(
      bare.map(([path]) => path),
      [],
    );
  });

  test(`${kind} refers to parts that there are`, () => {
    for (const [path, { $ref, items }] of all) {
      for (const ref of [$ref, items?.$ref]) {
        if (ref !== undefined) assert.ok(ref.slice('#/$defs/'.length) in podParts, `${path}: ${ref}`);
      }
    }
  });

  test(`required fields of ${kind} are fields`, () => {
    for (const [path, { required = [], properties = {} }] of all) {
      for (const name of required) assert.ok(name in properties, `${path}.${name}`);
    }
  });
}
