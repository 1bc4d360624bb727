import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, errors, told } from '../../support/flink-findings.ts';

/** What the operator last brought about. */
const reconciled = (spec: object) => ({
  reconciliationStatus: { lastReconciledSpec: JSON.stringify({ spec, resource_metadata: {} }) },
});

const base = { flinkVersion: 'v1_20', serviceAccount: 'flink' };
const job = { parallelism: 1 };
const directory = { 'execution.checkpointing.dir': 's3://flink/checkpoints' };
const suspended = { ...base, flinkVersion: 'v1_19', job: { ...job, state: 'suspended', upgradeMode: 'last-state' } };
const lastState = { upgradeMode: 'last-state' };

interface Row {
  readonly name: string;
  readonly last?: object;
  readonly spec?: object;
  readonly finds: readonly string[];
}

const version = ['flink-version-change-after-last-state-suspend at spec.flinkVersion'];
const path = ['savepoint-redeploy-requires-initial-path at spec.job.initialSavepointPath'];

const rows: readonly Row[] = [
  { name: 'never deployed', spec: { mode: 'standalone', job: { savepointRedeployNonce: 1 } }, finds: [] },
  { name: 'a job stays a job', last: { ...base, job }, finds: [] },
  { name: 'a job is suspended', last: { ...base, job }, spec: { job: { state: 'suspended' } }, finds: [] },
  { name: 'a session stays a session', last: base, spec: { job: null }, finds: [] },
  { name: 'a session gets a job', last: base, finds: ['switch-session-to-job at spec.job'] },
  { name: 'a job goes', last: { ...base, job }, spec: { job: null }, finds: ['switch-job-to-session at spec.job'] },
  { name: 'mode written out', last: { ...base, job }, spec: { mode: 'native' }, finds: [] },
  {
    name: 'mode to standalone',
    last: { ...base, job },
    spec: { mode: 'standalone' },
    finds: ['switch-native-to-standalone at spec.mode'],
  },
  {
    name: 'mode to unset',
    last: { ...base, mode: 'standalone', job },
    finds: ['switch-standalone-to-native at spec.mode'],
  },
  {
    name: 'mode of a session',
    last: { ...base, mode: 'standalone' },
    spec: { mode: 'native', job: null },
    finds: ['switch-standalone-to-native at spec.mode'],
  },
  { name: 'first redeploy nonce', last: { ...base, job }, spec: { job: { savepointRedeployNonce: 0 } }, finds: path },
  {
    name: 'redeploy nonce lowered',
    last: { ...base, job: { ...job, savepointRedeployNonce: 5 } },
    spec: { job: { savepointRedeployNonce: 4 } },
    finds: path,
  },
  {
    name: 'redeploy from a blank path',
    last: { ...base, job },
    spec: { job: { savepointRedeployNonce: 1, initialSavepointPath: '  ' } },
    finds: path,
  },
  {
    name: 'redeploy from a savepoint',
    last: { ...base, job },
    spec: { job: { savepointRedeployNonce: 1, initialSavepointPath: 's3://flink/savepoint-1' } },
    finds: [],
  },
  {
    name: 'redeploy nonce unchanged',
    last: { ...base, job: { ...job, savepointRedeployNonce: 5 } },
    spec: { job: { savepointRedeployNonce: 5 } },
    finds: [],
  },
  {
    name: 'redeploy nonce removed',
    last: { ...base, job: { ...job, savepointRedeployNonce: 5 } },
    finds: [],
  },
  {
    name: 'version raised after a last-state suspend',
    last: suspended,
    spec: { flinkConfiguration: directory, job: lastState },
    finds: version,
  },
  {
    name: 'version lowered after a last-state suspend, still suspended',
    last: { ...suspended, flinkVersion: 'v2_0' },
    spec: { flinkConfiguration: directory, job: { ...lastState, state: 'suspended' } },
    finds: version,
  },
  { name: 'version raised, from now on stateless', last: suspended, finds: [] },
  {
    name: 'same version resumed',
    last: { ...suspended, flinkVersion: 'v1_20' },
    spec: { flinkConfiguration: directory, job: lastState },
    finds: [],
  },
  {
    name: 'version raised after a stateless suspend',
    last: { ...suspended, job: { ...job, state: 'suspended', upgradeMode: 'stateless' } },
    spec: { flinkConfiguration: directory, job: lastState },
    finds: [],
  },
  {
    name: 'version raised while running',
    last: { ...suspended, job: { ...job, upgradeMode: 'last-state' } },
    spec: { flinkConfiguration: directory, job: lastState },
    finds: [],
  },
];

for (const { name, last, spec = {}, finds } of rows) {
  test(`change of a deployment: ${name}`, () => {
    const status = last && reconciled(last);
    assert.deepEqual(errors(deploymentFindings({ spec, ...(status && { status }) })), finds);
  });
}

const damaged = { reconciliationStatus: { lastReconciledSpec: '{' } };
const unreadable = ['last-reconciled-spec-unreadable at status.reconciliationStatus.lastReconciledSpec'];

const stored = [
  { name: 'nothing known of the stored object', previous: undefined, spec: {}, finds: unreadable },
  { name: 'another image', previous: {}, spec: { image: 'flink:1.20-java17' }, finds: [] },
  {
    name: 'another image of a session cluster',
    previous: { spec: { job: null } },
    spec: { job: null, image: 'flink:1.20-java17' },
    finds: [],
  },
  { name: 'a job added', previous: { spec: { job: null } }, spec: {}, finds: unreadable },
  { name: 'another mode', previous: {}, spec: { mode: 'standalone' }, finds: unreadable },
  { name: 'another version', previous: { spec: { flinkVersion: 'v1_19' } }, spec: {}, finds: unreadable },
  { name: 'another nonce', previous: {}, spec: { job: { savepointRedeployNonce: 3 } }, finds: unreadable },
];

for (const { name, previous, spec, finds } of stored) {
  test(`a damaged last spec: ${name}`, () => {
    const world = previous ? { previous } : {};
    assert.deepEqual(errors(deploymentFindings({ spec, status: damaged }, world)), finds);
  });
}

test('changes are told as such', () => {
  const found = deploymentFindings({ spec: { job: null }, status: reconciled({ ...base, job }) });
  assert.deepEqual(found.filter(({ category }) => category === 'change').map(told), [
    'switch-job-to-session at spec.job',
  ]);
});
