import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, errors } from '../../support/flink-findings.ts';

interface Row {
  readonly name: string;
  readonly requests?: object | null;
  readonly limits?: object;
  /** The rule without its prefix, and the place inside `resources`. */
  readonly finds: readonly [rule: string, place: string][];
}

const gpu = 'example.com/gpu';

const rows: readonly Row[] = [
  { name: 'readable', requests: { memory: '2g', cpu: '500m', [gpu]: '1' }, limits: { memory: '2Gi' }, finds: [] },
  { name: 'numbers', requests: { memory: 1_073_741_824, cpu: 2 }, finds: [] },
  { name: 'memory unreadable', requests: { memory: 'abc' }, finds: [['memory-invalid', 'requests.memory']] },
  { name: 'memory negative', limits: { memory: '-1Gi' }, finds: [['memory-invalid', 'limits.memory']] },
  { name: 'memory with a fraction', requests: { memory: '0.5Gi' }, finds: [] },
  { name: 'memory 2^63', limits: { memory: '9223372036854775808' }, finds: [['memory-invalid', 'limits.memory']] },
  { name: 'memory zero', requests: { memory: '0Gi' }, finds: [['memory-not-positive', 'requests.memory']] },
  { name: 'memory zero bytes', requests: { memory: '0 kb' }, finds: [['memory-not-positive', 'requests.memory']] },
  { name: 'CPU tiny', requests: { cpu: '1n' }, finds: [] },
  { name: 'CPU with a blank', requests: { cpu: '1 ' }, finds: [['cpu-invalid', 'requests.cpu']] },
  { name: 'CPU in words', limits: { cpu: '1core' }, finds: [['cpu-invalid', 'limits.cpu']] },
  { name: 'CPU zero', requests: { cpu: '0m' }, finds: [['cpu-not-positive', 'requests.cpu']] },
  {
    name: 'CPU negative',
    limits: { cpu: '-500m' },
    finds: [
      ['cpu-not-positive', 'limits.cpu'],
      ['cpu-request-above-limit', 'requests.cpu'],
    ],
  },
  { name: 'other unreadable', requests: { [gpu]: 'abc' }, finds: [['other-invalid', `requests['${gpu}']`]] },
  {
    name: 'other negative',
    limits: { 'ephemeral-storage': '-1' },
    finds: [['other-negative', "limits['ephemeral-storage']"]],
  },
  { name: 'other zero', limits: { 'hugepages-2Mi': '-0' }, finds: [] },
  { name: 'requests left out', requests: null, limits: { memory: '1Gi' }, finds: [] },
  { name: 'memory equal', requests: { memory: '2048m' }, limits: { memory: '2Gi' }, finds: [] },
  {
    name: 'memory one byte above',
    requests: { memory: '1073741825' },
    limits: { memory: '1Gi' },
    finds: [['memory-request-above-limit', 'requests.memory']],
  },
  {
    name: 'memory 2g above 2000000000',
    requests: { memory: '2g' },
    limits: { memory: '2000000000' },
    finds: [['memory-request-above-limit', 'requests.memory']],
  },
  {
    name: 'memory against an unreadable limit',
    requests: { memory: '2g' },
    limits: { memory: 'x' },
    finds: [['memory-invalid', 'limits.memory']],
  },
  { name: 'CPU equal', requests: { cpu: '100m' }, limits: { cpu: '0.1' }, finds: [] },
  {
    name: 'CPU above',
    requests: { cpu: '1001m' },
    limits: { cpu: '1' },
    finds: [['cpu-request-above-limit', 'requests.cpu']],
  },
  {
    name: 'CPU binary against decimal',
    requests: { cpu: '1Ki' },
    limits: { cpu: '1k' },
    finds: [['cpu-request-above-limit', 'requests.cpu']],
  },
  {
    name: 'other above',
    requests: { 'ephemeral-storage': '4Gi' },
    limits: { 'ephemeral-storage': '2Gi' },
    finds: [['request-above-limit', "requests['ephemeral-storage']"]],
  },
  { name: 'other limit only', limits: { 'ephemeral-storage': '2Gi' }, finds: [] },
  {
    name: 'several at once',
    requests: { memory: 'abc', cpu: '0' },
    limits: { cpu: '-1', x: '-1' },
    finds: [
      ['memory-invalid', 'requests.memory'],
      ['cpu-not-positive', 'requests.cpu'],
      ['cpu-not-positive', 'limits.cpu'],
      ['other-negative', 'limits.x'],
      ['cpu-request-above-limit', 'requests.cpu'],
    ],
  },
];

for (const { section, id } of [
  { section: 'jobManager', id: 'jobmanager' },
  { section: 'taskManager', id: 'taskmanager' },
]) {
  for (const { name, requests, limits, finds } of rows) {
    test(`resources of the ${section}: ${name}`, () => {
      const resources = { ...(requests !== undefined && { requests }), ...(limits && { limits }) };
      assert.deepEqual(
        errors(deploymentFindings({ spec: { [section]: { resources } } })),
        finds.map(([rule, place]) => `${id}-resources-${rule} at spec.${section}.resources.${place}`),
      );
    });
  }
}

test('very many limits are compared by name', () => {
  const limits = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`example.com/r${i}`, '1']));
  const requests = { 'example.com/r49': '2' };
  assert.deepEqual(errors(deploymentFindings({ spec: { taskManager: { resources: { requests, limits } } } })), [
    "taskmanager-resources-request-above-limit at spec.taskManager.resources.requests['example.com/r49']",
  ]);
});

test('a long amount is cut in the message', () => {
  const [found] = deploymentFindings({ spec: { jobManager: { resources: { requests: { cpu: 'x'.repeat(500) } } } } });
  assert.match(found?.message ?? '', /^'x{29}…' is no quantity/);
});
