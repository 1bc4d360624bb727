import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, errors, type World, warnings } from '../../support/flink-findings.ts';

interface Row {
  readonly name: string;
  readonly keys: object;
  readonly world?: World;
  readonly finds: readonly string[];
}

const at = (key: string) => `spec.flinkConfiguration['${key}']`;
const forbidden = (key: string) => `forbidden-config-key at ${at(key)}`;

const forbiddenRows: readonly Row[] = [
  { name: 'set', keys: { 'kubernetes.cluster-id': 'x' }, finds: [forbidden('kubernetes.cluster-id')] },
  { name: 'empty', keys: { 'kubernetes.namespace': '' }, finds: [forbidden('kubernetes.namespace')] },
  { name: 'null', keys: { 'kubernetes.namespace': null }, finds: [forbidden('kubernetes.namespace')] },
  { name: 'nested', keys: { kubernetes: { 'cluster-id': 'x' } }, finds: [forbidden('kubernetes.cluster-id')] },
  {
    name: 'all three',
    keys: { 'high-availability.cluster-id': 'x', 'kubernetes.cluster-id': 'x', 'kubernetes.namespace': 'x' },
    finds: ['kubernetes.namespace', 'kubernetes.cluster-id', 'high-availability.cluster-id'].map(forbidden),
  },
  {
    name: 'from the operator',
    keys: {},
    world: { flinkConf: { 'kubernetes.cluster-id': 'x' } },
    finds: [forbidden('kubernetes.cluster-id')],
  },
  {
    name: 'from the defaults of the namespace',
    keys: {},
    world: { flinkConf: { 'kubernetes.operator.default-configuration.namespace.default.kubernetes.cluster-id': 'x' } },
    finds: [forbidden('kubernetes.cluster-id')],
  },
  {
    name: 'from the defaults of another namespace',
    keys: {},
    world: { flinkConf: { 'kubernetes.operator.default-configuration.namespace.other.kubernetes.cluster-id': 'x' } },
    finds: [],
  },
  { name: 'near miss', keys: { 'kubernetes.cluster-id-x': 'x' }, finds: [] },
];

for (const { name, keys, world, finds } of forbiddenRows) {
  test(`forbidden key: ${name}`, () => {
    assert.deepEqual(errors(deploymentFindings({ spec: { flinkConfiguration: keys } }, world)), finds);
  });
}

for (const key of ['high-availability.zookeeper.path.namespace', 'recovery.zookeeper.path.namespace']) {
  test(`forbidden key by its older name ${key}`, () => {
    const found = deploymentFindings({ spec: { flinkConfiguration: { [key]: '/x' } } });
    assert.deepEqual(errors(found), []);
    assert.deepEqual(warnings(found), [`forbidden-config-key-older-name at ${at(key)} (warning)`]);
  });
}

const rollback = { 'kubernetes.operator.deployment.rollback.enabled': 'true' };
const needsHa = `rollback-requires-ha at ${at('kubernetes.operator.deployment.rollback.enabled')}`;
const misspelt = `high-availability-type-unknown at ${at('high-availability.type')}`;
const storage = { 'high-availability.storageDir': 's3://flink/ha' };

const rollbackRows: readonly Row[] = [
  { name: 'off', keys: { 'kubernetes.operator.deployment.rollback.enabled': 'false' }, finds: [] },
  { name: 'without HA', keys: rollback, finds: [needsHa] },
  { name: 'in capitals', keys: { 'kubernetes.operator.deployment.rollback.enabled': 'TRUE' }, finds: [needsHa] },
  { name: 'a JSON flag', keys: { 'kubernetes.operator.deployment.rollback.enabled': true }, finds: [needsHa] },
  { name: 'with HA', keys: { ...rollback, ...storage, 'high-availability.type': 'kubernetes' }, finds: [] },
  { name: 'with HA in capitals', keys: { ...rollback, ...storage, 'high-availability.type': 'ZOOKEEPER' }, finds: [] },
  { name: 'with HA by its old name', keys: { ...rollback, ...storage, 'high-availability': 'kubernetes' }, finds: [] },
  {
    name: 'old names that disagree',
    keys: { ...rollback, 'high-availability': 'kubernetes', 'recovery.mode': 'none' },
    finds: [needsHa],
  },
  { name: 'with HA of type none', keys: { ...rollback, 'high-availability.type': 'None' }, finds: [needsHa] },
  { name: 'with a factory', keys: { ...rollback, 'high-availability.type': 'org.example.Factory' }, finds: [] },
  {
    name: 'with a misspelt type',
    keys: { ...rollback, 'high-availability.type': 'kubernets' },
    finds: [misspelt, needsHa],
  },
  { name: 'with a padded type', keys: { ...rollback, 'high-availability.type': ' none ' }, finds: [misspelt, needsHa] },
  { name: 'with an empty type', keys: { ...rollback, 'high-availability.type': '' }, finds: [misspelt, needsHa] },
  {
    name: 'with HA from the operator',
    keys: rollback,
    world: { flinkConf: { ...storage, 'high-availability.type': 'kubernetes' } },
    finds: [],
  },
  {
    name: 'from the operator, HA switched off',
    keys: { 'high-availability.type': 'NONE' },
    world: { flinkConf: { ...rollback, 'high-availability.type': 'kubernetes' } },
    finds: [needsHa],
  },
  {
    name: 'of a session cluster',
    keys: rollback,
    world: {},
    finds: [needsHa],
  },
];

for (const { name, keys, world, finds } of rollbackRows) {
  test(`rollback: ${name}`, () => {
    const job = name === 'of a session cluster' ? null : {};
    assert.deepEqual(errors(deploymentFindings({ spec: { job, flinkConfiguration: keys } }, world)), finds);
  });
}

const health = { 'kubernetes.operator.cluster.health-check.enabled': 'true' };
const recovery = 'kubernetes.operator.jm-deployment-recovery.enabled';
const olderRecovery = 'kubernetes.operator.reconciler.jm-deployment-recovery.enabled';
const needsRecovery = `health-check-requires-jm-recovery at ${at(recovery)}`;

const healthRows: readonly Row[] = [
  { name: 'with recovery by default', keys: health, finds: [] },
  { name: 'with recovery', keys: { ...health, [recovery]: 'true' }, finds: [] },
  { name: 'without recovery', keys: { ...health, [recovery]: 'False' }, finds: [needsRecovery] },
  { name: 'without recovery by its old name', keys: { ...health, [olderRecovery]: 'false' }, finds: [needsRecovery] },
  { name: 'main name wins', keys: { ...health, [recovery]: 'true', [olderRecovery]: 'false' }, finds: [] },
  { name: 'off', keys: { [recovery]: 'false' }, finds: [] },
  {
    name: 'on in the operator',
    keys: { [recovery]: 'false' },
    world: { flinkConf: health },
    finds: [needsRecovery],
  },
];

for (const { name, keys, world, finds } of healthRows) {
  test(`health check: ${name}`, () => {
    assert.deepEqual(errors(deploymentFindings({ spec: { flinkConfiguration: keys } }, world)), finds);
  });
}
