import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, told } from '../../support/cluster-findings.ts';

const places = [
  { id: 'jobmanager', path: 'spec.jobManager', inPlace: (fields: object) => ({ spec: { jobManager: fields } }) },
  { id: 'taskmanager', path: 'spec.taskManager', inPlace: (fields: object) => ({ spec: { taskManager: fields } }) },
  {
    id: 'job',
    path: 'spec.job',
    inPlace: (fields: object) => ({ spec: { job: { jarFile: './job.jar', ...fields } } }),
  },
];

const good = [
  { name: 'a name with a prefix', podAnnotations: { 'prometheus.io/scrape': 'true' } },
  { name: 'a key of 63 characters', podAnnotations: { ['x'.repeat(63)]: '' } },
  { name: 'capitals in the prefix of an annotation', podAnnotations: { 'EXAMPLE.com/x': '' } },
  { name: 'all the bytes there are', podAnnotations: { a: 'x'.repeat(262_143) } },
  { name: 'an empty label', podLabels: { team: '' } },
  { name: 'a label of 63 characters', podLabels: { team: 'v'.repeat(63) } },
];

const bad = [
  { name: 'a key of 64 characters', podAnnotations: { ['x'.repeat(64)]: '' } },
  { name: 'a key with a dash first', podAnnotations: { '-x': '' } },
  { name: 'two slashes', podAnnotations: { 'a/b/c': '' } },
  { name: 'an empty key', podAnnotations: { '': '' } },
  { name: 'a byte too many', podAnnotations: { a: 'x'.repeat(262_144) } },
  { name: 'bytes are counted, not characters', podAnnotations: { a: 'é'.repeat(131_072) } },
  { name: 'a label of 64 characters', podLabels: { team: 'v'.repeat(64) } },
  { name: 'a label with a blank', podLabels: { team: 'a b' } },
  { name: 'a label key with nothing behind the slash', podLabels: { 'team/': 'x' } },
  { name: 'capitals in the prefix of a label', podLabels: { 'EXAMPLE.com/x': '' } },
];

const rows: ClusterRow[] = places.flatMap(({ id, path, inPlace }) => [
  ...good.map(({ name, ...fields }) => ({ name: `${id}: ${name}`, object: inPlace(fields), finds: [] })),
  ...bad.map(({ name, ...fields }) => {
    const [field, rule] =
      'podLabels' in fields ? ['podLabels', 'pod-labels-valid'] : ['podAnnotations', 'pod-annotations-valid'];
    return { name: `${id}: ${name}`, object: inPlace(fields), finds: [`${id}-${rule} at ${path}.${field}`] };
  }),
]);

for (const row of rows) {
  test(`pod metadata of a FlinkCluster: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}

test('pod metadata of a FlinkCluster: every wrong key and value is told, long ones cut', () => {
  const podLabels = { 'a b': 'c d', team: 'v'.repeat(500) };
  const messages = clusterFindings({ name: '', object: { spec: { taskManager: { podLabels } } }, finds: [] });
  assert.equal(messages.length, 3);
  assert.ok(messages.every(({ message }) => message.length < 250));
});
