import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, errors, type World } from '../../support/flink-findings.ts';

interface Row {
  readonly name: string;
  readonly job: object | null;
  readonly keys?: object;
  readonly world?: World;
  readonly finds: readonly string[];
}

const checkpoints = "checkpoint-dir-required at spec.flinkConfiguration['execution.checkpointing.dir']";
const needsSavepoints = (why: string) =>
  `savepoint-dir-required-for-${why} at spec.flinkConfiguration['execution.checkpointing.savepoint-dir']`;
const checkpointDir = { 'execution.checkpointing.dir': 's3://flink/checkpoints' };
const savepointDir = { 'execution.checkpointing.savepoint-dir': 's3://flink/savepoints' };
const both = { ...checkpointDir, ...savepointDir };
const age = 'kubernetes.operator.job.upgrade.last-state.max.allowed.checkpoint.age';
const periodic = 'kubernetes.operator.periodic.savepoint.interval';

const directories: readonly Row[] = [
  { name: 'no mode', job: {}, finds: [] },
  { name: 'stateless', job: { upgradeMode: 'stateless' }, finds: [] },
  { name: 'last-state without', job: { upgradeMode: 'last-state' }, finds: [checkpoints] },
  { name: 'last-state with checkpoints', job: { upgradeMode: 'last-state' }, keys: checkpointDir, finds: [] },
  {
    name: 'last-state with savepoints only',
    job: { upgradeMode: 'last-state' },
    keys: savepointDir,
    finds: [checkpoints],
  },
  {
    name: 'last-state with HA only',
    job: { upgradeMode: 'last-state' },
    keys: { 'high-availability.type': 'kubernetes' },
    finds: [checkpoints],
  },
  {
    name: 'last-state with older names',
    job: { upgradeMode: 'last-state' },
    keys: { 'state.checkpoints.dir': 's3://x' },
    finds: [],
  },
  {
    name: 'last-state with oldest names',
    job: { upgradeMode: 'last-state' },
    keys: { 'state.backend.fs.checkpointdir': 's3://x' },
    finds: [],
  },
  {
    name: 'last-state, blank',
    job: { upgradeMode: 'last-state' },
    keys: { 'execution.checkpointing.dir': '\t' },
    finds: [checkpoints],
  },
  {
    name: 'last-state, null',
    job: { upgradeMode: 'last-state' },
    keys: { 'execution.checkpointing.dir': null },
    finds: [checkpoints],
  },
  {
    name: 'blank main name wins',
    job: { upgradeMode: 'last-state' },
    keys: { 'execution.checkpointing.dir': '', 'state.checkpoints.dir': 's3://x' },
    finds: [checkpoints],
  },
  {
    name: 'last-state with defaults',
    job: { upgradeMode: 'last-state' },
    world: { flinkConf: checkpointDir },
    finds: [],
  },
  {
    name: 'last-state, defaults blanked',
    job: { upgradeMode: 'last-state' },
    keys: { 'execution.checkpointing.dir': ' ' },
    world: { flinkConf: checkpointDir },
    finds: [checkpoints],
  },
  {
    name: 'savepoint without',
    job: { upgradeMode: 'savepoint' },
    finds: [checkpoints, needsSavepoints('savepoint-upgrade')],
  },
  {
    name: 'savepoint with checkpoints',
    job: { upgradeMode: 'savepoint' },
    keys: checkpointDir,
    finds: [needsSavepoints('savepoint-upgrade')],
  },
  { name: 'savepoint with both', job: { upgradeMode: 'savepoint' }, keys: both, finds: [] },
  { name: 'trigger 0', job: { savepointTriggerNonce: 0 }, finds: [needsSavepoints('savepoint-trigger')] },
  { name: 'trigger −1', job: { savepointTriggerNonce: -1 }, finds: [needsSavepoints('savepoint-trigger')] },
  { name: 'trigger with a directory', job: { savepointTriggerNonce: 1 }, keys: savepointDir, finds: [] },
  { name: 'periodic', job: {}, keys: { [periodic]: '6h' }, finds: [needsSavepoints('periodic-savepoint')] },
  { name: 'periodic switched off', job: {}, keys: { [periodic]: '' }, finds: [] },
  { name: 'periodic with a directory', job: {}, keys: { ...savepointDir, [periodic]: '6h' }, finds: [] },
  { name: 'age', job: {}, keys: { [age]: '1h' }, finds: [needsSavepoints('checkpoint-max-age')] },
  { name: 'age with a directory', job: {}, keys: { ...savepointDir, [age]: '1h' }, finds: [] },
  {
    name: 'only the first reason is told',
    job: { upgradeMode: 'savepoint', savepointTriggerNonce: 1 },
    keys: { ...checkpointDir, [periodic]: '6h', [age]: '1h' },
    finds: [needsSavepoints('savepoint-upgrade')],
  },
  { name: 'session cluster', job: null, keys: { [periodic]: '6h', [age]: '1h' }, finds: [] },
];

const parallelism = ['job-parallelism-min at spec.job.parallelism'];

const sizes: readonly Row[] = [
  { name: 'parallelism 1', job: { parallelism: 1 }, finds: [] },
  { name: 'parallelism 0', job: { parallelism: 0 }, finds: parallelism },
  { name: 'parallelism −1', job: { parallelism: -1 }, finds: parallelism },
  { name: 'parallelism left out', job: { parallelism: null }, finds: parallelism },
  { name: 'own default', job: { parallelism: null }, keys: { 'parallelism.default': '4' }, finds: [] },
  { name: 'own default 0', job: { parallelism: null }, keys: { 'parallelism.default': 0 }, finds: parallelism },
  { name: 'own default, but 0', job: { parallelism: 0 }, keys: { 'parallelism.default': '4' }, finds: parallelism },
  {
    name: 'default of the platform',
    job: { parallelism: null },
    world: { flinkConf: { 'parallelism.default': '1' } },
    finds: parallelism,
  },
];

for (const { name, job, keys = {}, world, finds } of [...directories, ...sizes]) {
  test(`job of a deployment: ${name}`, () => {
    assert.deepEqual(errors(deploymentFindings({ spec: { job, flinkConfiguration: keys } }, world)), finds);
  });
}
