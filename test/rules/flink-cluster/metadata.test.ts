import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, told } from '../../support/cluster-findings.ts';

const name = (text: unknown, more: object = {}) => ({ metadata: { name: text, ...more } });
const namespace = (text: unknown) => ({ metadata: { namespace: text } });

const length = 'cluster-name-length at metadata.name';
const label = 'cluster-name-dns-1035 at metadata.name';
const place = 'namespace-dns-1123-label at metadata.namespace';

const rows: ClusterRow[] = [
  { name: 'one letter', object: name('a'), finds: [] },
  { name: '48 characters', object: name('a'.repeat(48)), finds: [] },
  { name: '49 characters', object: name('a'.repeat(49)), finds: [length] },
  { name: 'too long and none a Service can have', object: name(`${'a'.repeat(60)}.x_y`), finds: [length] },
  { name: 'too long and wrong from the start', object: name(`_${'a'.repeat(60)}`), finds: [length, label] },
  {
    name: 'too long, with a dash where it is cut',
    object: name(`${'a'.repeat(47)}-${'a'.repeat(9)}`),
    finds: [length],
  },
  { name: 'an empty name', object: name(''), finds: [length] },
  { name: 'no name', object: name(null), finds: [length] },
  { name: 'a name that is made up later', object: name(null, { generateName: 'orders-' }), finds: [] },
  { name: 'one that gets too long', object: name(null, { generateName: 'a'.repeat(44) }), finds: [length] },
  { name: 'a name that is no text', object: name(7), finds: [length] },
  { name: 'digits and dashes', object: name('orders-2--x'), finds: [] },
  { name: 'a digit first', object: name('2orders'), finds: [label] },
  { name: 'a dash last', object: name('orders-'), finds: [label] },
  { name: 'a dot', object: name('orders.prod'), finds: [label] },
  { name: 'capitals', object: name('Orders'), finds: [label] },
  { name: 'no namespace', object: namespace(null), finds: ['namespace-required at metadata.namespace'] },
  { name: 'an empty namespace', object: namespace(''), finds: ['namespace-required at metadata.namespace'] },
  { name: 'a namespace with a digit first', object: namespace('2nd-team'), finds: [] },
  { name: 'a namespace of 63 characters', object: namespace('n'.repeat(63)), finds: [] },
  { name: 'a namespace of 64 characters', object: namespace('n'.repeat(64)), finds: [place] },
  { name: 'a namespace with a dot', object: namespace('team.prod'), finds: [place] },
];

for (const row of rows) {
  test(`FlinkCluster metadata: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}

test('FlinkCluster metadata: the sentence says how long a name may be', () => {
  const [found] = clusterFindings({ name: '', object: name('a'.repeat(50)), finds: [] });
  assert.equal(found?.message, 'has 50 characters; at most 48 are possible');
});
