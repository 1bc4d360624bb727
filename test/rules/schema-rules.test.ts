import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { type KindId, kindNames } from '../../src/api/kinds.ts';
import { checkSchema } from '../../src/rules/schema.ts';
import { namedSchemaIds } from '../../src/rules/schema-ids.ts';
import { schemaRules } from '../../src/rules/schema-rules.ts';
import { withoutNulls } from '../../src/values/json.ts';

type Json = Record<string, unknown>;

const smallest: Readonly<Record<KindId, Json>> = {
  flinkDeployment: {},
  flinkSessionJob: {},
  flinkStateSnapshot: {},
  flinkBlueGreenDeployment: {},
  flinkClusterV1beta1: { image: { name: 'flink:1.20' } },
  flinkClusterV1alpha1: {},
};

function laidOver(base: unknown, more: unknown): unknown {
  if (!isObject(base) || !isObject(more)) return more;
  const merged: Json = { ...base };
  for (const [key, value] of Object.entries(more)) merged[key] = laidOver(base[key], value);
  return merged;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function found(kind: KindId, example: string): Set<string> {
  const { group, version, kind: name } = kindNames[kind];
  const base = { apiVersion: `${group}/${version}`, kind: name, metadata: { name: 'orders' }, spec: smallest[kind] };
  const object = withoutNulls(laidOver(base, parse(example)), 100);
  return new Set(checkSchema(kind, object).findings.map(({ rule }) => rule));
}

for (const { id, kinds, examples, summary, explanation } of schemaRules) {
  test(`the examples of ${id} show what it says`, () => {
    const [kind] = kinds;
    assert.ok(kind);
    assert.deepEqual([...found(kind, examples.good)], []);
    assert.deepEqual([...found(kind, examples.bad)], [id]);
    assert.match(summary, /^[A-Za-z].*\.$/);
    assert.match(explanation, /\.$/);
  });
}

/** Told by rules that look at more than the shape. */
const elsewhere = ['taskmanager-hpa-shape'];
/** No kind has such a constraint without a rule of its own. */
const unused = ['schema-minimum', 'schema-maximum', 'schema-min-length'];

test('every finding of the schema is explained once', () => {
  const explained = schemaRules.map(({ id }) => id);
  assert.deepEqual(explained.toSorted(), [...new Set(explained)].sort());
  assert.deepEqual([...explained, ...elsewhere, ...unused].sort(), [...namedSchemaIds].sort());
});
