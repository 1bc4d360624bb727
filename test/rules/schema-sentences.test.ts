import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KindId } from '../../src/api/kinds.ts';
import { checkSchema } from '../../src/rules/schema.ts';

const told = (spec: object, kind: KindId = 'flinkDeployment'): string[] =>
  checkSchema(kind, { apiVersion: '', kind: '', metadata: {}, spec }).findings.map(
    ({ message, fix }) => `${message}${fix === undefined ? '' : ` (${fix})`}`,
  );
const ofCluster = (spec: object): string[] => told({ image: { name: 'flink' }, ...spec }, 'flinkClusterV1beta1');

const rows: readonly { readonly name: string; readonly told: readonly string[]; readonly says: readonly string[] }[] = [
  {
    name: 'a number for a text',
    told: told({ image: 1.2 }),
    says: ['must be a text, not a fraction (put it in quotes: "1.2")'],
  },
  {
    name: 'a flag for a text',
    told: told({ image: true }),
    says: ['must be a text, not true (put it in quotes: "true")'],
  },
  {
    name: 'a text for a number',
    told: told({ job: { parallelism: '4' } }),
    says: ['must be a whole number, not a text (write it without quotes: 4)'],
  },
  {
    name: 'a text for a fraction',
    told: told({ jobManager: { resource: { cpu: '0.5' } } }),
    says: ['must be a number, not a text (write it without quotes: 0.5)'],
  },
  {
    name: 'a text for a flag',
    told: told({ job: { allowNonRestoredState: 'true' } }),
    says: ['must be true or false, not a text (write it without quotes: true)'],
  },
  {
    name: 'a word for a flag',
    told: told({ job: { allowNonRestoredState: 'yes' } }),
    says: ['must be true or false, not a text'],
  },
  { name: 'an empty text', told: told({ job: '' }), says: ['must be a map of fields, not an empty text'] },
  { name: 'a map for a list', told: told({ job: { args: {} } }), says: ['must be a list, not a map of fields'] },
  { name: 'a list for a map', told: told({ job: [] }), says: ['must be a map of fields, not a list'] },
  {
    name: 'a null in a list',
    told: told({ job: { args: [null] } }),
    says: ['must be a text, not null'],
  },
  {
    name: 'too wide',
    told: told({ job: { parallelism: 1e10 }, restartNonce: 1e20 }),
    says: [
      'must fit into 32 bits: -2147483648 to 2147483647',
      'must fit into 64 bits: -9223372036854775808 to 9223372036854775807',
    ],
  },
  {
    name: 'a word in other case',
    told: told({ job: { upgradeMode: 'LAST_STATE' } }),
    says: ['must be last-state, savepoint or stateless (write last-state)'],
  },
  {
    name: 'a word like no other',
    told: told({ job: { state: 'xyzzy' } }),
    says: ['must be running or suspended'],
  },
  {
    name: 'a version with a dot',
    told: told({ flinkVersion: 'v1.20' }).map((sentence) => sentence.replace(/^.*\(/, '(')),
    says: ['(write v1_20)'],
  },
  {
    name: 'a misspelt field',
    told: told({ job: { jarUri: 'x', takeSavepointOnUpgrade: true } }),
    says: [
      'is no known field; API servers drop it (write jarURI)',
      'is no known field; API servers drop it (remove it)',
    ],
  },
  {
    name: 'a misspelt field of a cluster',
    told: ofCluster({ job: { takeSavepointOnUpgrade: true }, jobManager: { ingress: { useTLS: true } } }),
    says: [
      'is no known field; API servers drop it (write useTls)',
      'is no known field; API servers drop it (write takeSavepointOnUpdate)',
    ],
  },
  {
    name: 'bounds',
    told: ofCluster({ taskManager: { replicas: 0, ports: { rpc: 70000 } }, hadoopConfig: { configMapName: '' } }),
    says: ['must be at least 1', 'must be at most 65535', 'must not be empty'],
  },
  {
    name: 'quantities',
    told: ofCluster({ jobManager: { memoryOffHeapMin: '2 GB', resources: { limits: { cpu: [] } } } }),
    says: [
      'must be a quantity: a number with an optional suffix, such as 500m, 2Gi or 1.5G',
      'must be a quantity such as 500m or 2Gi, not a list',
    ],
  },
  {
    name: 'a bare fraction',
    told: told({ jobManager: { resources: { requests: { cpu: 0.5 } } } }),
    says: ['must be a text or a whole number: an API server takes no bare fraction here (put it in quotes: "0.5")'],
  },
  {
    name: 'an autoscaler',
    told: ofCluster({ taskManager: { horizontalPodAutoscaler: { maxReplicas: '3' } } }),
    says: ['maxReplicas must be a whole number, not a text (write it without quotes: 3)'],
  },
  {
    name: 'repeated keys',
    told: ofCluster({ taskManager: { sidecars: [{ name: 'a', env: [{ name: 'A' }, { name: 'B' }, { name: 'A' }] }] } }),
    says: ['item 3 has the same name as an earlier one (give each item a name of its own)'],
  },
];

for (const { name, told, says } of rows) test(`schema sentence: ${name}`, () => assert.deepEqual(told, says));
