import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryOption } from '../../../src/engine/flink-cluster/configuration/memory.ts';
import { defaultedSpec } from '../../../src/engine/flink-cluster/defaulted.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import { stored } from '../../support/flink-cluster-children.ts';

const limits = (memory: string) => ({ resources: { limits: { cpu: '1', memory } } });
const process = 'jobmanager.memory.process.size';
const heap = 'jobmanager.heap.size';

const cases = [
  { name: 'the standard size', version: '1.20', is: { [process]: '1639m' } },
  { name: 'what divides evenly', version: '1.10', jobManager: limits('1000Mi'), is: { [process]: '800m' } },
  {
    name: 'what does not, rounded up',
    version: '1.17',
    jobManager: { ...limits('1000M'), memoryProcessRatio: 77 },
    is: { [process]: '735m' },
  },
  {
    name: 'bytes',
    version: '1.17',
    jobManager: { ...limits('3333333333'), memoryProcessRatio: 33 },
    is: { [process]: '1050m' },
  },
  {
    name: 'a request where there is no limit',
    version: '1.17',
    jobManager: { resources: { requests: { memory: '900Mi' } } },
    is: { [process]: '720m' },
  },
  {
    name: 'a request where the limit is zero',
    version: '1.17',
    jobManager: { resources: { requests: { memory: '900Mi' }, limits: { memory: '0' } } },
    is: { [process]: '720m' },
  },
  { name: 'no share at all', version: '1.17', jobManager: { memoryProcessRatio: 0 }, is: {} },
  { name: 'nothing to share', version: '1.17', jobManager: { resources: { limits: { cpu: '1' } } }, is: {} },
  { name: 'a pre-release of the first with that model', version: '1.10-rc1', is: { [heap]: '1476m' } },
  { name: 'the least off the heap', version: '1.9', is: { [heap]: '1476m' } },
  { name: 'a share off the heap', version: '1.9', jobManager: limits('4Gi'), is: { [heap]: '3072m' } },
  {
    name: 'a fraction of a byte',
    version: '1.9',
    jobManager: { ...limits('1048578500m'), memoryOffHeapRatio: 0, memoryOffHeapMin: '0' },
    is: { [heap]: '2m' },
  },
  { name: 'no heap left', version: '1.9', jobManager: limits('500M'), is: {} },
  { name: 'no version', version: null, is: { [heap]: '1476m' } },
  { name: 'what is no version', version: 'latest', is: {} },
];

for (const { name, version, jobManager = {}, is } of cases) {
  test(`the memory of Flink: ${name}`, () => {
    const { flinkVersion, jobManager: section } = defaultedSpec(
      stored(flinkCluster({ spec: { flinkVersion: version, jobManager } })),
    );
    assert.deepEqual(memoryOption('jobmanager', section, flinkVersion), is);
  });
}
