import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, errors } from '../../support/flink-findings.ts';

const components = [
  { section: 'jobManager', id: 'jobmanager', tooSmall: '576m', enough: '577m' },
  { section: 'taskManager', id: 'taskmanager', tooSmall: '981m', enough: '982m' },
];

for (const { section, id, tooSmall, enough } of components) {
  const place = `spec.${section}.resource.memory`;
  const without = [`${id}-memory-undefined at ${place}`];
  const invalid = [`${id}-memory-invalid at ${place}`];
  const size = `${id}.memory.process.size`;

  const sections: { name: string; content: object | null; keys?: object; finds: string[] }[] = [
    { name: 'no section', content: null, finds: without },
    { name: 'empty section', content: { resources: null }, finds: without },
    { name: 'CPU only', content: { resources: { requests: { memory: null } } }, finds: without },
    { name: 'limit only', content: { resources: { requests: null, limits: { memory: '1Gi' } } }, finds: [] },
    { name: 'older form', content: { resources: null, resource: { memory: '2048m' } }, finds: [] },
    { name: 'empty', content: { resources: null, resource: { memory: '' } }, finds: [...without, ...invalid] },
    { name: 'blank', content: { resources: null, resource: { memory: ' ' } }, finds: [...without, ...invalid] },
    { name: 'blank beside resources', content: { resource: { memory: ' ' } }, finds: invalid },
    { name: 'configured', content: null, keys: { [size]: enough }, finds: [] },
    { name: 'configured too small', content: null, keys: { [size]: tooSmall }, finds: without },
    { name: 'configured nested', content: null, keys: { [id]: { 'memory.process': { size: '2g' } } }, finds: [] },
    {
      name: 'configured unreadable',
      content: null,
      keys: { [size]: '2Gi' },
      finds: [`config-value-invalid at spec.flinkConfiguration['${size}']`, ...without],
    },
    { name: 'zero', content: { resource: { memory: '0' } }, finds: [`${id}-memory-not-positive at ${place}`] },
    {
      name: 'zero in words',
      content: { resource: { memory: '0 gb' } },
      finds: [`${id}-memory-not-positive at ${place}`],
    },
    { name: 'fraction', content: { resource: { memory: '1.5Gi' } }, finds: [] },
    { name: 'fraction of a byte', content: { resource: { memory: '0.5' } }, finds: invalid },
    { name: 'negative', content: { resource: { memory: '-1g' } }, finds: invalid },
    { name: '2^63 − 1 bytes', content: { resource: { memory: '9223372036854775807' } }, finds: [] },
    { name: '2^63 bytes', content: { resource: { memory: '9223372036854775808' } }, finds: invalid },
    { name: 'CPU', content: { resource: { cpu: 0.1 } }, finds: [] },
    {
      name: 'CPU 0',
      content: { resource: { cpu: 0 } },
      finds: [`${id}-cpu-not-positive at spec.${section}.resource.cpu`],
    },
    {
      name: 'CPU infinite',
      content: { resource: { cpu: Number('1e999') } },
      finds: [`${id}-cpu-not-positive at spec.${section}.resource.cpu`],
    },
    {
      name: 'CPU negative',
      content: { resource: { cpu: -1 } },
      finds: [`${id}-cpu-not-positive at spec.${section}.resource.cpu`],
    },
    { name: 'storage', content: { resource: { ephemeralStorage: '4Gi' } }, finds: [] },
    { name: 'storage 0', content: { resource: { ephemeralStorage: '0' } }, finds: [] },
    {
      name: 'storage in Flink notation',
      content: { resource: { ephemeralStorage: '4g' } },
      finds: [`${id}-ephemeral-storage-invalid at spec.${section}.resource.ephemeralStorage`],
    },
    {
      name: 'storage empty',
      content: { resource: { ephemeralStorage: '' } },
      finds: [`${id}-ephemeral-storage-invalid at spec.${section}.resource.ephemeralStorage`],
    },
    {
      name: 'storage negative',
      content: { resource: { ephemeralStorage: '-1' } },
      finds: [`${id}-ephemeral-storage-negative at spec.${section}.resource.ephemeralStorage`],
    },
  ];

  for (const { name, content, keys = {}, finds } of sections) {
    test(`memory of the ${section}: ${name}`, () => {
      assert.deepEqual(errors(deploymentFindings({ spec: { [section]: content, flinkConfiguration: keys } })), finds);
    });
  }
}

test('the reason tells which key is at fault', () => {
  const keys = { 'jobmanager.memory.flink.size': '128m' };
  const [found] = deploymentFindings({ spec: { jobManager: null, flinkConfiguration: keys } });
  assert.match(found?.message ?? '', /^is not given, and jobmanager\.memory\.flink\.size /);
});
