import assert from 'node:assert/strict';
import { test } from 'node:test';
import { structuralSchema } from '../../scripts/generate/structural-schema.ts';
import { definitions } from '../../src/api/definitions.ts';
import { type KindId, kindNames } from '../../src/api/kinds.ts';
import { podParts } from '../../src/api/pod-template/parts.ts';
import { checkSchema } from '../../src/rules/schema.ts';
import type { CrdSchema } from '../support/crd-differences.ts';
import { objectLike, randomNumbers } from '../support/schema-objects.ts';

const envelope = { apiVersion: 'a/v1', kind: 'A', metadata: { name: 'orders' } };

function repairedSpec(spec: object, kind: KindId = 'flinkDeployment'): unknown {
  const { repaired } = checkSchema(kind, { ...envelope, spec });
  return (repaired as { spec?: unknown } | undefined)?.spec;
}

const rows: readonly {
  readonly name: string;
  readonly spec: object;
  readonly kind?: KindId;
  readonly left: unknown;
}[] = [
  { name: 'a value goes', spec: { image: 5, mode: 'native' }, left: { mode: 'native' } },
  { name: 'a structure goes', spec: { job: 'x', mode: 'native' }, left: { mode: 'native' } },
  {
    name: 'an item takes its list with it',
    spec: { job: { args: ['a', 5], state: 'running' } },
    left: { job: { state: 'running' } },
  },
  {
    name: 'a field of an item goes alone',
    spec: { podTemplate: { spec: { containers: [{ name: 'a', image: 5 }, { name: 'b' }] } } },
    left: { podTemplate: { spec: { containers: [{ name: 'a' }, { name: 'b' }] } } },
  },
  { name: 'an unknown field stays', spec: { image: 5, unknown: 1 }, left: { unknown: 1 } },
  {
    name: 'what a type needs is stood in for',
    spec: { jobManager: { extraPorts: [{ name: 'a', containerPort: 0 }] }, batchScheduler: { queue: 'q' } },
    kind: 'flinkClusterV1beta1',
    left: {
      image: { name: '' },
      jobManager: { extraPorts: [{ name: 'a', containerPort: 1 }] },
      batchScheduler: { queue: 'q', name: '' },
    },
  },
  {
    name: 'also where it was of another type',
    spec: { image: 'flink' },
    kind: 'flinkClusterV1beta1',
    left: { image: { name: '' } },
  },
];

for (const { name, spec, kind, left } of rows) {
  test(`repair: ${name}`, () => {
    const before = structuredClone(spec);
    assert.deepEqual(repairedSpec(spec, kind), left);
    assert.deepEqual(spec, before, 'the original is as it was');
  });
}

test('what is not broken is shared', () => {
  const job = { parallelism: 1 };
  assert.equal((repairedSpec({ image: 5, job }) as { job: unknown }).job, job);
});

test('no object leaves nothing', () => {
  assert.deepEqual(checkSchema('flinkDeployment', [1]).repaired, {});
});

test('an object with more errors than are kept leaves nothing, and everything about it is withheld', () => {
  const args = Array.from({ length: 5_000 }, (_, i) => i);
  const { findings, broken, repaired } = checkSchema('flinkDeployment', { ...envelope, spec: { job: { args } } });
  assert.equal(findings.length, 1_000);
  assert.deepEqual(broken, [[]]);
  assert.deepEqual(repaired, {});
});

test('unknown fields alone break nothing, however many', () => {
  const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`field${i}`, i]));
  const { findings, broken, repaired } = checkSchema('flinkDeployment', { ...envelope, spec: unknown });
  assert.equal(findings.length, 1_000);
  assert.deepEqual(broken, []);
  assert.equal(repaired, undefined);
});

test('keys that mean something to JavaScript mean nothing here', () => {
  const text = '{"logConfiguration":{"__proto__":1,"constructor":{}},"__proto__":{"image":5},"job":{"__proto__":{}}}';
  const { findings, repaired } = checkSchema('flinkDeployment', { ...envelope, spec: JSON.parse(text) });
  assert.deepEqual(findings.map(({ path }) => path).sort(), [
    'spec.__proto__',
    'spec.job.__proto__',
    'spec.logConfiguration.__proto__',
    'spec.logConfiguration.constructor',
  ]);
  assert.equal(({} as { image?: unknown }).image, undefined);
  assert.equal(
    JSON.stringify((repaired as { spec: unknown }).spec),
    '{"logConfiguration":{},"__proto__":{"image":5},"job":{"__proto__":{}}}',
  );
});

const seed = Number(process.env['SLUICE_SEED'] ?? Date.now() % 1e9);

for (const kind of Object.keys(kindNames) as KindId[]) {
  test(`what is left of any ${kind} breaks nothing (seed ${seed})`, () => {
    const { schema, podTemplates } = definitions[kind];
    const { title: _, ...root } = schema;
    const shape = structuralSchema(root, podParts, podTemplates) as CrdSchema;
    const random = randomNumbers(seed);
    for (let i = 0; i < 500; i++) {
      const { spec, status } = (objectLike(shape, random, 0.03) ?? {}) as { spec?: unknown; status?: unknown };
      const object = { ...envelope, spec, ...(status !== undefined && { status }) };
      const left = checkSchema(kind, object).repaired;
      if (left === undefined) continue;
      // A spec that is missing is told by a rule; names in a pod template, keys of lists: rules do not rely on them.
      const again = checkSchema(kind, left).findings.filter(
        ({ severity, rule, path }) =>
          severity === 'error' && rule !== 'schema-list-map-keys-unique' && !isLeft(rule, path),
      );
      assert.deepEqual(again, [], JSON.stringify(object));
    }
  });
}

/** An empty text or a stopgap is still no good value, but a value of its type. */
function isLeft(rule: string, path: string): boolean {
  return rule === 'schema-required' || rule === 'image-name-required' || path === '$';
}
