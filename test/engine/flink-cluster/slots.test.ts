import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobParallelism, taskSlots } from '../../../src/engine/flink-cluster/configuration/slots.ts';
import { defaultedSpec } from '../../../src/engine/flink-cluster/defaulted.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import { stored } from '../../support/flink-cluster-children.ts';

const cpu = (amount: string | number) => ({ taskManager: { resources: { limits: { cpu: amount, memory: '1Gi' } } } });
const property = (slots: string) => ({ flinkProperties: { 'taskmanager.numberOfTaskSlots': slots } });

const cases = [
  { name: 'the standard CPU', spec: {}, slots: 1, parallelism: 3 },
  { name: 'half a core', spec: cpu('500m'), slots: 1, parallelism: 3 },
  { name: 'seven cores', spec: cpu(7), slots: 3, parallelism: 9 },
  { name: 'a little more than seven', spec: cpu('7001m'), slots: 4, parallelism: 12 },
  { name: 'a property', spec: { ...cpu('8'), ...property('2') }, slots: 2, parallelism: 6 },
  { name: 'a property that is no number', spec: property('two'), slots: undefined, parallelism: undefined },
  { name: 'a property of no slot', spec: property('0'), slots: undefined, parallelism: undefined },
  {
    name: 'a job that says for itself',
    spec: { ...property('two'), job: { parallelism: 5 } },
    slots: undefined,
    parallelism: 5,
  },
];

for (const { name, spec, slots, parallelism } of cases) {
  test(`slots and parallelism: ${name}`, () => {
    const defaulted = defaultedSpec(stored(flinkCluster({ spec: { job: { jarFile: 'job.jar' }, ...spec } })));
    assert.equal(taskSlots(defaulted), slots);
    assert.equal(jobParallelism(defaulted), parallelism);
  });
}
