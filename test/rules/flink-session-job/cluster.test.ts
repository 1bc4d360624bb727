import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors, sessionJobFindings, told, type World, warnings } from '../../support/flink-findings.ts';
import { flinkDeployment, sessionCluster } from '../../support/flink-objects.ts';

const resolve = { 'repo.example.com': '151.101.1.69' };
const known: World = { context: [sessionCluster()], resolve };
const reconciled = (deploymentName: string) => ({
  reconciliationStatus: { lastReconciledSpec: JSON.stringify({ spec: { deploymentName, job: {} } }) },
});
const lastReconciled = (text: string) => ({ reconciliationStatus: { lastReconciledSpec: text } });

const format = 'session-deployment-name-format at spec.deploymentName';
const immutable = 'session-deployment-name-immutable at spec.deploymentName';
const unreadable = 'last-reconciled-spec-unreadable at status.reconciliationStatus.lastReconciledSpec';

const rows: { name: string; changes: object; world?: World; finds: string[] }[] = [
  { name: 'usual', changes: {}, finds: [] },
  { name: 'any name of its own', changes: { metadata: { name: 'A.b' } }, finds: [] },
  { name: 'no cluster named', changes: { spec: { deploymentName: null } }, finds: [format] },
  { name: 'cluster name of 46 characters', changes: { spec: { deploymentName: 'a'.repeat(46) } }, finds: [format] },
  { name: 'cluster name with a digit first', changes: { spec: { deploymentName: '1a' } }, finds: [format] },
  { name: 'no job', changes: { spec: { job: null } }, finds: ['session-job-spec-required at spec.job'] },
  { name: 'same cluster', changes: { status: reconciled('session') }, finds: [] },
  { name: 'another cluster', changes: { status: reconciled('other') }, finds: [immutable] },
  {
    name: 'another cluster of a bad name',
    changes: { spec: { deploymentName: 'Other' }, status: reconciled('session') },
    finds: [format, immutable],
  },
  { name: 'damaged last spec', changes: { status: lastReconciled('{') }, finds: [unreadable] },
  { name: 'last spec without a cluster', changes: { status: lastReconciled('{"spec":{}}') }, finds: [unreadable] },
  {
    name: 'damaged last spec, cluster unchanged',
    changes: { status: lastReconciled('{') },
    world: { ...known, previous: {} },
    finds: [],
  },
  {
    name: 'an application for a cluster',
    changes: { spec: { deploymentName: 'word-count' } },
    world: { ...known, context: [flinkDeployment()] },
    finds: ['session-target-is-application at spec.deploymentName'],
  },
  {
    name: 'a cluster without a spec',
    changes: {},
    world: { ...known, context: [sessionCluster({ spec: null })] },
    finds: ['session-target-spec-required at $related.spec'],
  },
];

for (const { name, changes, world = known, finds } of rows) {
  test(`session job: ${name}`, async () => assert.deepEqual(errors(await sessionJobFindings(changes, world)), finds));
}

const unchecked = 'session-cluster-unchecked at spec.deploymentName (warning)';

test('a cluster that does not exist yet, or of which nothing is known, is told', async () => {
  assert.deepEqual((await sessionJobFindings({}, { resolve, context: [] })).map(told), [unchecked]);
  assert.deepEqual((await sessionJobFindings({}, { resolve })).map(told), [unchecked]);
});

test('a cluster of an impossible name is not looked for', async () => {
  assert.deepEqual(warnings(await sessionJobFindings({ spec: { deploymentName: 'A' } }, { resolve })), []);
});
