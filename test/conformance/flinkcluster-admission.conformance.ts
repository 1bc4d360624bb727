import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parsePath } from '../../src/api/field-path.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { checkSchema } from '../../src/rules/schema.ts';
import { isObject, valueAt, withoutNulls } from '../../src/values/json.ts';
import { missing, sameMeaning } from './compare.ts';
import { type ClusterCase, corpusFolder, files } from './corpus.ts';
import { ownVerdict } from './divergences.ts';
import { envelopeOf } from './gate.ts';
import { assertLintAgrees } from './lint.ts';
import { mutated, validated } from './reviews.ts';

const folder = corpusFolder('flinkcluster-admission');

describe('recorded reviews of FlinkCluster', { skip: folder === undefined && 'no corpus here' }, () => {
  for (const { name, content } of folder ? files(folder) : []) {
    describe(name, () => {
      for (const recorded of content as ClusterCase[]) {
        const random = name === 'random-mutations.json';
        test(`${recorded.id}: ${recorded.title}`, () => check(recorded, random));
      }
    });
  }
});

async function check(recorded: ClusterCase, random: boolean): Promise<void> {
  const { expect, operation, defaulted } = recorded;
  const envelope = envelopeOf(recorded);
  const verdict = await validated(envelope);
  const own = ownVerdict(recorded.id, expect.quirk);
  assert.equal(verdict.allowed, (own ?? expect).allowed, JSON.stringify(verdict.findings));
  if (!own && !expect.allowed && !random) assert.equal(missing(verdict, expect), undefined);
  if (!own && defaulted !== undefined) await checkDefaults(recorded, defaulted);
  if (operation === 'CREATE') await assertLintAgrees(envelope);
}

async function checkDefaults(recorded: ClusterCase, defaulted: Record<string, unknown>): Promise<void> {
  const ours = pruned(withoutNulls(await mutated(envelopeOf(recorded)), 100) as KubeObject);
  for (const part of ['metadata', 'spec'] as const) {
    const message = `ours ${JSON.stringify(ours[part])}\ntheirs ${JSON.stringify(defaulted[part])}`;
    assert.ok(sameMeaning(ours[part], defaulted[part]), message);
  }
}

/** Without the fields that an API server drops before any webhook sees them; the v1alpha1 CRD keeps them. */
function pruned(object: KubeObject): KubeObject {
  if (!object.apiVersion.endsWith('v1beta1')) return object;
  const copy = structuredClone(object);
  for (const { rule, path } of checkSchema('flinkClusterV1beta1', copy).findings) {
    if (rule !== 'schema-unknown-field') continue;
    const segments = parsePath(path) ?? [];
    const parent = valueAt(copy, segments.slice(0, -1));
    if (isObject(parent)) Reflect.deleteProperty(parent, segments.at(-1) ?? '');
  }
  return copy;
}
