import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flinkStateSnapshotPresenceRules } from '../../../src/rules/flink-state-snapshot/index.ts';
import { checkRules } from '../../../src/rules/rule.ts';
import { snapshotFindings, told, type World } from '../../support/flink-findings.ts';
import { flinkDeployment, flinkSessionJob, flinkStateSnapshot, sessionCluster } from '../../support/flink-objects.ts';

const known: World = { context: [flinkDeployment(), flinkSessionJob(), sessionCluster()] };
const nothing: World = { context: [] };
const oneKind = ['snapshot-exactly-one-kind at spec'];
const notFound = ['snapshot-target-not-found at spec.jobReference.name'];
const existing = { alreadyExists: true, path: 's3://flink/savepoint-1' };
const disposed = ['snapshot-existing-savepoint-disposed at spec.savepoint.disposeOnDelete (warning)'];

const rows: { name: string; changes: object; world?: World; finds: string[] }[] = [
  { name: 'savepoint', changes: {}, finds: [] },
  { name: 'checkpoint', changes: { spec: { savepoint: null, checkpoint: {} } }, finds: [] },
  { name: 'both', changes: { spec: { checkpoint: {} } }, finds: oneKind },
  { name: 'neither', changes: { spec: { savepoint: null } }, finds: oneKind },
  {
    name: 'no reference',
    changes: { spec: { jobReference: null } },
    finds: ['snapshot-job-reference-required at spec.jobReference'],
  },
  {
    name: 'no reference, said not to exist',
    changes: { spec: { jobReference: null, savepoint: { alreadyExists: false } } },
    finds: ['snapshot-job-reference-required at spec.jobReference'],
  },
  { name: 'existing savepoint', changes: { spec: { jobReference: null, savepoint: existing } }, finds: [] },
  {
    name: 'existing savepoint without a path',
    changes: { spec: { jobReference: null, savepoint: { alreadyExists: true } } },
    finds: ['snapshot-path-required at spec.savepoint.path'],
  },
  {
    name: 'existing savepoint with a blank path',
    changes: { spec: { jobReference: null, savepoint: { alreadyExists: true, path: ' ' } } },
    finds: ['snapshot-path-required at spec.savepoint.path'],
  },
  {
    name: 'existing savepoint and a checkpoint',
    changes: { spec: { jobReference: null, savepoint: existing, checkpoint: {} } },
    finds: [...oneKind, 'snapshot-job-reference-required at spec.jobReference'],
  },
  { name: 'existing savepoint that will be disposed of', changes: { spec: { savepoint: existing } }, finds: disposed },
  {
    name: 'existing savepoint that will be kept',
    changes: { spec: { savepoint: { ...existing, disposeOnDelete: false } } },
    finds: [],
  },
  {
    name: 'existing savepoint of an unknown job',
    changes: { spec: { savepoint: existing } },
    world: nothing,
    finds: disposed,
  },
  { name: 'no kind', changes: { spec: { jobReference: { kind: null } } }, finds: notFound },
  { name: 'no name', changes: { spec: { jobReference: { name: null } } }, finds: notFound },
  { name: 'unknown target', changes: {}, world: nothing, finds: notFound },
  {
    name: 'unknown target, pending',
    changes: { status: { state: 'TRIGGER_PENDING' } },
    world: nothing,
    finds: notFound,
  },
  { name: 'unknown target, completed', changes: { status: { state: 'COMPLETED' } }, world: nothing, finds: [] },
  {
    name: 'session job',
    changes: { spec: { jobReference: { kind: 'FlinkSessionJob', name: 'word-count-job' } } },
    finds: [],
  },
  {
    name: 'session job of the name of a deployment',
    changes: { spec: { jobReference: { kind: 'FlinkSessionJob' } } },
    finds: notFound,
  },
  {
    name: 'session cluster',
    changes: { spec: { jobReference: { name: 'session' } } },
    finds: ['snapshot-target-has-no-job at spec.jobReference.name'],
  },
  {
    name: 'session cluster, taken already',
    changes: { spec: { jobReference: { name: 'session' } }, status: { state: 'IN_PROGRESS' } },
    finds: [],
  },
  {
    name: 'nothing known',
    changes: {},
    world: {},
    finds: ['snapshot-target-unchecked at spec.jobReference.name (warning)'],
  },
  {
    name: 'no namespace',
    changes: { metadata: { namespace: null } },
    finds: ['snapshot-namespace-required at metadata.namespace'],
  },
  { name: 'retries for ever', changes: { spec: { backoffLimit: -1 } }, finds: [] },
  {
    name: 'retries −5',
    changes: { spec: { backoffLimit: -5 } },
    finds: ['snapshot-backoff-limit-below-minus-one at spec.backoffLimit (warning)'],
  },
  {
    name: 'changed before it was triggered',
    changes: { spec: { savepoint: { path: 's3://other' } } },
    world: { ...known, previous: {} },
    finds: [],
  },
];

for (const { name, changes, world = known, finds } of rows) {
  test(`snapshot: ${name}`, () => assert.deepEqual(snapshotFindings(changes, world).map(told), finds));
}

const taken = { status: { state: 'COMPLETED' } };
const changed = ['snapshot-spec-changed at spec (warning)'];

const edits: { name: string; spec: object; finds: string[] }[] = [
  { name: 'nothing', spec: {}, finds: [] },
  { name: 'disposal', spec: { savepoint: { disposeOnDelete: false } }, finds: [] },
  { name: 'retries', spec: { backoffLimit: 3 }, finds: [] },
  { name: 'job', spec: { jobReference: { name: 'other' } }, finds: changed },
  { name: 'kind of job', spec: { jobReference: { kind: 'FlinkSessionJob' } }, finds: changed },
  { name: 'path', spec: { savepoint: { path: 's3://other' } }, finds: changed },
  { name: 'format', spec: { savepoint: { formatType: 'NATIVE' } }, finds: changed },
  { name: 'sort', spec: { savepoint: null, checkpoint: {} }, finds: changed },
];

for (const { name, spec, finds } of edits) {
  test(`snapshot that was taken, changed: ${name}`, () => {
    assert.deepEqual(snapshotFindings({ ...taken, spec }, { ...known, previous: taken }).map(told), finds);
  });
}

test('a snapshot without a spec is of no kind', () => {
  const found = checkRules(flinkStateSnapshotPresenceRules, flinkStateSnapshot({ spec: null }), {});
  assert.deepEqual(found.map(told), oneKind);
});
