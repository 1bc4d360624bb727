import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, errors, type World } from '../../support/flink-findings.ts';

interface Row {
  readonly name: string;
  readonly keys?: object;
  readonly world?: World;
  /** Keys that are found. */
  readonly finds: readonly string[];
}

const restart = 'kubernetes.operator.job.restart.failed';
const grace = 'kubernetes.operator.deployment.readiness.timeout';
const periodic = 'kubernetes.operator.periodic.savepoint.interval';
const age = 'kubernetes.operator.job.upgrade.last-state.max.allowed.checkpoint.age';
const savepoints = { 'execution.checkpointing.savepoint-dir': 's3://flink/savepoints' };
const process = 'taskmanager.memory.process.size';
const window = 'job.autoscaler.metrics.window';
const interval = 'kubernetes.operator.reconcile.interval';
const enabled = 'job.autoscaler.enabled';

const rows: readonly Row[] = [
  { name: 'flag true', keys: { [restart]: 'TRUE' }, finds: [] },
  { name: 'flag yes', keys: { [restart]: 'yes' }, finds: [restart] },
  { name: 'flag 1', keys: { [restart]: 1 }, finds: [restart] },
  { name: 'flag with blanks', keys: { [restart]: ' true' }, finds: [restart] },
  { name: 'flag empty', keys: { [restart]: '' }, finds: [restart] },
  { name: 'flag null', keys: { [restart]: null }, finds: [] },
  { name: 'nested flag', keys: { 'kubernetes.operator.job': { restart: { failed: 'yes' } } }, finds: [restart] },
  { name: 'duration', keys: { [grace]: '5 min' }, finds: [] },
  { name: 'ISO duration', keys: { [grace]: 'PT5M' }, finds: [grace] },
  { name: 'duration with a fraction', keys: { [grace]: '1.5h' }, finds: [grace] },
  { name: 'periodic duration', keys: { ...savepoints, [periodic]: '6h' }, finds: [] },
  { name: 'periodic cron', keys: { ...savepoints, [periodic]: '0 0 * * * ?' }, finds: [] },
  { name: 'periodic, switched off', keys: { [periodic]: '' }, finds: [] },
  { name: 'periodic nonsense', keys: { ...savepoints, [periodic]: 'nonsense' }, finds: [periodic] },
  { name: 'checkpoint age', keys: { ...savepoints, [age]: '1 h' }, finds: [] },
  { name: 'unreadable checkpoint age', keys: { ...savepoints, [age]: 'soon' }, finds: [age] },
  { name: 'unreadable checkpoint age without a directory', keys: { [age]: '' }, finds: [age] },
  { name: 'memory of a section that is given', keys: { [process]: 'abc' }, finds: [process] },
  { name: 'Kubernetes notation of memory', keys: { [process]: '2Gi' }, finds: [process] },
  { name: 'whole number', keys: { 'taskmanager.numberOfTaskSlots': 'two' }, finds: ['taskmanager.numberOfTaskSlots'] },
  {
    name: 'share',
    keys: { 'taskmanager.memory.managed.fraction': '0,4' },
    finds: ['taskmanager.memory.managed.fraction'],
  },
  {
    name: 'one of some words',
    keys: { 'kubernetes.operator.savepoint.format.type': 'binary' },
    finds: ['kubernetes.operator.savepoint.format.type'],
  },
  {
    name: 'one of some words, in lower case',
    keys: { 'kubernetes.operator.savepoint.format.type': 'native' },
    finds: [],
  },
  {
    name: 'map',
    keys: { 'kubernetes.operator.user.artifacts.http.header': 'a' },
    finds: ['kubernetes.operator.user.artifacts.http.header'],
  },
  { name: 'older name', keys: { 'taskmanager.memory.size': 'x' }, finds: ['taskmanager.memory.managed.size'] },
  {
    name: 'older name that is not read',
    keys: { 'taskmanager.memory.size': 'x', 'taskmanager.memory.managed.size': '1g' },
    finds: [],
  },
  { name: 'autoscaler off, window unreadable', keys: { [window]: 'abc' }, finds: [] },
  { name: 'autoscaler on, window unreadable', keys: { [enabled]: 'true', [window]: 'abc' }, finds: [window] },
  { name: 'order does not matter', keys: { [window]: 'abc', [enabled]: 'true' }, finds: [window] },
  { name: 'autoscaler flag', keys: { [enabled]: 'yes' }, finds: [enabled] },
  { name: 'reconcile interval with the autoscaler', keys: { [enabled]: 'true', [interval]: 'x' }, finds: [interval] },
  { name: 'reconcile interval of a resource', keys: { [interval]: 'x' }, finds: [] },
  { name: 'system option of a resource', keys: { 'kubernetes.operator.retry.max.attempts': 'x' }, finds: [] },
  { name: 'from the operator', world: { flinkConf: { [restart]: 'yes' } }, finds: [restart] },
  { name: 'operator overridden', keys: { [restart]: 'true' }, world: { flinkConf: { [restart]: 'yes' } }, finds: [] },
  {
    name: 'system option of the operator',
    world: { flinkConf: { 'kubernetes.operator.retry.max.attempts': 'x' } },
    finds: [],
  },
  { name: 'unknown key', keys: { 'some.key': 'anything' }, finds: [] },
];

for (const { name, keys = {}, world, finds } of rows) {
  test(`value of the configuration: ${name}`, () => {
    assert.deepEqual(
      errors(deploymentFindings({ spec: { flinkConfiguration: keys } }, world)),
      finds.map((key) => `config-value-invalid at spec.flinkConfiguration['${key}']`),
    );
  });
}

test('the message shows value, origin and the name that was used', () => {
  const message = (keys: object, flinkConf = {}) =>
    deploymentFindings({ spec: { flinkConfiguration: keys } }, { flinkConf })[0]?.message;
  assert.equal(message({ [restart]: 'yes' }), "'yes' is neither true nor false");
  assert.equal(
    message({}, { [restart]: 'yes' }),
    "'yes' is neither true nor false (set in the operator's configuration)",
  );
  assert.match(message({ 'taskmanager.memory.size': 'x' }) ?? '', /\(given as taskmanager\.memory\.size\)$/);
  assert.match(message({ 'kubernetes.operator.savepoint.format.type': 'x' }) ?? '', /allowed are CANONICAL, NATIVE$/);
});

test('a secret is not shown', () => {
  const keys = { 'kubernetes.operator.user.artifacts.http.header': 'Authorization' };
  const [found] = deploymentFindings({ spec: { flinkConfiguration: keys } });
  assert.doesNotMatch(found?.message ?? '', /Authorization/);
});
