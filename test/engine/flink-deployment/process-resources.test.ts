import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processResources } from '../../../src/engine/flink-deployment/configuration/process-resources.ts';

/** `spec/flink-config.md` 3.3, executed there against Flink 1.20. */
const memories: readonly (readonly [given: string, written: string])[] = [
  ['2048m', '2 gb'],
  ['2g', '2 gb'],
  ['2gb', '2 gb'],
  ['1G', '1 gb'],
  ['2Gi', '2147483648'],
  ['1024', '1 kb'],
  ['3000000', '3000000 bytes'],
  ['2500Ki', '2560000'],
  ['512Mi', '536870912'],
  ['1Gib', '1073741824'],
  ['1 gib', '1073741824'],
  ['1t', '1099511627776 bytes'],
  ['1e3', '1000'],
  // Half a gibibyte is a whole number of bytes; the reference refuses it.
  ['1.5Gi', '1610612736'],
  ['1.5g', '1.5g'],
];

for (const [given, written] of memories) {
  test(`memory ${given} is written as ${written}`, () => {
    assert.equal(processResources({ resource: { memory: given } }).memory, written);
  });
}

test('resources win over resource as soon as they say anything', () => {
  const resource = { cpu: 9, memory: '9g', ephemeralStorage: '9Gi' };
  assert.deepEqual(processResources({ resource, resources: {} }), {
    cpu: 9,
    memory: '9 gb',
    requests: { 'ephemeral-storage': '9Gi' },
    limits: { 'ephemeral-storage': '9Gi' },
  });
  assert.deepEqual(processResources({ resource, resources: { limits: { cpu: '500m' } } }), {
    cpu: 0.5,
    requests: {},
    limits: {},
  });
});

test('a limit beside a request becomes a factor, and what Flink has no option for stays', () => {
  const resources = {
    requests: { cpu: '2', memory: '1Gi', 'ephemeral-storage': '1Gi' },
    limits: { cpu: '3', memory: '2Gi', 'nvidia.com/gpu': '1' },
  };
  assert.deepEqual(processResources({ resources }), {
    cpu: 2,
    memory: '1073741824',
    cpuLimitFactor: 1.5,
    memoryLimitFactor: 2,
    requests: { 'ephemeral-storage': '1Gi' },
    limits: { 'nvidia.com/gpu': '1' },
  });
});

test('nothing said is nothing set', () => {
  assert.deepEqual(processResources(undefined), { requests: {}, limits: {} });
});
