import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, type World, warnings } from '../../support/flink-findings.ts';

const at = (key: string) => `spec.flinkConfiguration['${key}']`;
const storage = [`high-availability-storage-missing at ${at('high-availability.storageDir')} (warning)`];
const withoutHa = ['last-state-without-ha at spec.job.upgradeMode (warning)'];
const lastState = { job: { upgradeMode: 'last-state' } };
const checkpoints = { 'execution.checkpointing.dir': 's3://flink/checkpoints' };
const ha = { 'high-availability.type': 'kubernetes', 'high-availability.storageDir': 's3://flink/ha' };
const ingress = { ingress: { template: '{{name}}.example.com' } };

const rows: { name: string; spec: object; world?: World; finds: string[] }[] = [
  { name: 'HA with storage', spec: { flinkConfiguration: ha }, finds: [] },
  {
    name: 'HA without storage',
    spec: { flinkConfiguration: { 'high-availability.type': 'ZooKeeper' } },
    finds: storage,
  },
  {
    name: 'HA with blank storage',
    spec: { flinkConfiguration: { ...ha, 'high-availability.storageDir': ' ' } },
    finds: storage,
  },
  {
    name: 'HA with storage by its old name',
    spec: { flinkConfiguration: { 'high-availability': 'zookeeper', 'recovery.zookeeper.storageDir': 's3://x' } },
    finds: [],
  },
  {
    name: 'a factory needs none',
    spec: { flinkConfiguration: { 'high-availability.type': 'org.example.Ha' } },
    finds: [],
  },
  { name: 'last-state without HA', spec: { ...lastState, flinkConfiguration: checkpoints }, finds: withoutHa },
  { name: 'last-state with HA', spec: { ...lastState, flinkConfiguration: { ...checkpoints, ...ha } }, finds: [] },
  {
    name: 'ingress where the operator makes none',
    spec: ingress,
    world: { flinkConf: { 'kubernetes.operator.ingress.manage': 'False' } },
    finds: ['ingress-not-managed at spec.ingress (warning)'],
  },
  { name: 'ingress where the operator makes them', spec: ingress, finds: [] },
  { name: 'one slot', spec: { flinkConfiguration: { 'taskmanager.numberOfTaskSlots': 1 } }, finds: [] },
  {
    name: 'no slot',
    spec: { flinkConfiguration: { 'taskmanager.numberOfTaskSlots': '0' } },
    finds: [`task-slots-min at ${at('taskmanager.numberOfTaskSlots')} (warning)`],
  },
];

for (const { name, spec, world, finds } of rows) {
  test(`advice about deployments: ${name}`, () =>
    assert.deepEqual(warnings(deploymentFindings({ spec }, world)), finds));
}
