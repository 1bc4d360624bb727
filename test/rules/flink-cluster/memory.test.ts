import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, told } from '../../support/cluster-findings.ts';

const inVersion = (flinkVersion: string, jobManager: object) => ({ spec: { flinkVersion, jobManager } });
const finds = (id: string, field: string) => [`jobmanager-memory-${id} at spec.jobManager.${field}`];
const limit = (memory: unknown) => ({ resources: { limits: { cpu: '1', memory } } });

const processRatio = (memoryProcessRatio: number, version = '1.20') => inVersion(version, { memoryProcessRatio });
const offHeap = (memoryOffHeapRatio: number, version = '1.9') => inVersion(version, { memoryOffHeapRatio });
const least = (memoryOffHeapMin: unknown, memory: unknown) => inVersion('1.9', { memoryOffHeapMin, ...limit(memory) });

const rows: ClusterRow[] = [
  { name: 'process ratio 0', object: processRatio(0), finds: [] },
  { name: 'process ratio 100', object: processRatio(100), finds: [] },
  { name: 'process ratio 101', object: processRatio(101), finds: finds('process-ratio-range', 'memoryProcessRatio') },
  { name: 'process ratio -1', object: processRatio(-1), finds: finds('process-ratio-range', 'memoryProcessRatio') },
  { name: 'process ratio in 1.10', object: processRatio(70, '1.10'), finds: [] },
  { name: 'process ratio in 1.10.0', object: processRatio(70, '1.10.0'), finds: [] },
  {
    name: 'process ratio in a pre-release of 1.10',
    object: processRatio(70, '1.10-rc1'),
    finds: finds('process-ratio-needs-1-10', 'memoryProcessRatio'),
  },
  {
    name: 'a wrong process ratio in 1.9 is told once',
    object: processRatio(700, '1.9'),
    finds: finds('process-ratio-needs-1-10', 'memoryProcessRatio'),
  },
  {
    name: 'process ratio without version',
    object: processRatio(70, ''),
    finds: [
      'flink-version-absent-means-legacy at spec.flinkVersion (warning)',
      ...finds('process-ratio-needs-1-10', 'memoryProcessRatio'),
    ],
  },
  { name: 'off-heap ratio 0', object: offHeap(0), finds: [] },
  { name: 'off-heap ratio 100', object: offHeap(100), finds: [] },
  { name: 'off-heap ratio 101', object: offHeap(101), finds: finds('off-heap-ratio-range', 'memoryOffHeapRatio') },
  { name: 'off-heap ratio -1', object: offHeap(-1), finds: finds('off-heap-ratio-range', 'memoryOffHeapRatio') },
  {
    name: 'off-heap ratio in 1.10',
    object: offHeap(30, '1.10'),
    finds: finds('off-heap-needs-pre-1-10', 'memoryOffHeapRatio'),
  },
  {
    name: 'off-heap ratio and minimum in 1.17',
    object: inVersion('1.17', { memoryOffHeapRatio: 30, memoryOffHeapMin: '600M' }),
    finds: [
      ...finds('off-heap-needs-pre-1-10', 'memoryOffHeapRatio'),
      ...finds('off-heap-needs-pre-1-10', 'memoryOffHeapMin'),
    ],
  },
  { name: 'off-heap minimum of zero in 1.17', object: inVersion('1.17', { memoryOffHeapMin: '0' }), finds: [] },
  { name: 'zero in another notation', object: inVersion('1.17', { memoryOffHeapMin: '0Mi' }), finds: [] },
  { name: 'a minimum as large as the memory', object: least('2Gi', '2048Mi'), finds: [] },
  {
    name: 'a minimum one byte larger',
    object: least(2 ** 31 + 1, '2Gi'),
    finds: finds('off-heap-min-fits', 'memoryOffHeapMin'),
  },
  { name: 'exponents', object: least('600e6', '2Gi'), finds: [] },
  {
    name: 'the standard minimum in a small container',
    object: inVersion('1.9', limit('512Mi')),
    finds: finds('off-heap-min-fits', 'memoryOffHeapMin'),
  },
  { name: 'the standard minimum in the standard container', object: inVersion('1.9', {}), finds: [] },
  {
    name: 'more than the standard container has',
    object: inVersion('1.9', { memoryOffHeapMin: '3Gi' }),
    finds: finds('off-heap-min-fits', 'memoryOffHeapMin'),
  },
  {
    name: 'the request counts where there is no limit',
    object: inVersion('1.9', { resources: { requests: { cpu: '1', memory: '1Gi' } }, memoryOffHeapMin: '2Gi' }),
    finds: finds('off-heap-min-fits', 'memoryOffHeapMin'),
  },
  {
    name: 'no memory at all is found by another rule',
    object: inVersion('1.9', { resources: { limits: { cpu: '1' } } }),
    finds: ['jobmanager-memory-specified at spec.jobManager.resources'],
  },
  {
    name: 'nothing is said about an unreadable version',
    object: inVersion('latest', { memoryProcessRatio: 700, memoryOffHeapRatio: 700, memoryOffHeapMin: '9Gi' }),
    finds: ['flink-version-parseable at spec.flinkVersion'],
  },
  {
    name: 'the TaskManager as well',
    object: { spec: { taskManager: { memoryOffHeapRatio: 30 } } },
    finds: ['taskmanager-memory-off-heap-needs-pre-1-10 at spec.taskManager.memoryOffHeapRatio'],
  },
];

for (const row of rows) {
  test(`memory of a FlinkCluster: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}
