import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { type KindId, kindNames } from '../../src/api/kinds.ts';
import { slimSchema } from '../../src/api/slim-schema.ts';

const kinds = Object.keys(kindNames) as KindId[];

const validator = (kind: KindId) => new Ajv({ allErrors: true, strictTypes: false }).compile(slimSchema(kind));

function object(kind: KindId, spec: object): object {
  const { group, version, kind: name } = kindNames[kind];
  return { apiVersion: `${group}/${version}`, kind: name, metadata: { name: 'orders', labels: { a: 'b' } }, spec };
}

for (const kind of kinds) {
  test(`the editor schema of ${kind} is small, and a schema`, () => {
    assert.ok(JSON.stringify(slimSchema(kind)).length < 60_000);
    assert.equal(typeof validator(kind), 'function');
  });
}

const rows: readonly { readonly name: string; readonly kind: KindId; readonly spec: object; readonly fits: boolean }[] =
  [
    {
      name: 'a deployment',
      kind: 'flinkDeployment',
      spec: { flinkConfiguration: { a: { b: 1 } }, job: {} },
      fits: true,
    },
    { name: 'an unknown field', kind: 'flinkDeployment', spec: { replicas: 1 }, fits: false },
    { name: 'a word', kind: 'flinkDeployment', spec: { mode: 'Native' }, fits: false },
    {
      name: 'a part of a container that another template completes',
      kind: 'flinkDeployment',
      spec: { podTemplate: { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ image: 'x' }] } } },
      fits: true,
    },
    {
      name: 'a word of Kubernetes',
      kind: 'flinkDeployment',
      spec: { podTemplate: { spec: { restartPolicy: 'always' } } },
      fits: false,
    },
    { name: 'a cluster', kind: 'flinkClusterV1beta1', spec: { image: { name: 'flink' } }, fits: true },
    { name: 'a cluster without image', kind: 'flinkClusterV1beta1', spec: {}, fits: false },
    {
      name: 'a sidecar without name',
      kind: 'flinkClusterV1beta1',
      spec: { image: { name: 'flink' }, taskManager: { sidecars: [{ image: 'x' }] } },
      fits: false,
    },
  ];

for (const { name, kind, spec, fits } of rows) {
  test(`editor schema: ${name}`, () => assert.equal(validator(kind)(object(kind, spec)), fits));
}
