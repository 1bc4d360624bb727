import assert from 'node:assert/strict';
import type { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { perform } from '../../src/certificates/issuing/perform.ts';
import { due, nextStep, type Observed } from '../../src/certificates/issuing/plan.ts';
import {
  bundleOf,
  readStored,
  type StoredCertificates,
  writeStored,
} from '../../src/certificates/issuing/stored-certificates.ts';

const day = 24 * 60 * 60 * 1000;
const names = ['sluice.ns.svc'];
const options = { names, caDays: 365, leafDays: 7 };
const start = new Date('2026-11-25T12:00:00Z');
const after = (days: number) => new Date(start.getTime() + days * day);

const first = await perform({ type: 'startAnew', keep: [] }, options, start);
const rolling = await perform({ type: 'addAuthority', from: first, keep: [] }, options, start);
const overlapping = await perform({ type: 'issueLeaf', from: rolling }, options, start);
const settled = await perform({ type: 'dropOldAuthorities', from: overlapping }, options, start);
/** A person has replaced everything. */
const foreign = await perform({ type: 'startAnew', keep: [] }, options, start);
/** Written by somebody whose clock was ahead. */
const ahead = await perform({ type: 'startAnew', keep: [] }, options, after(30));
const aheadOfOld: StoredCertificates = {
  ...rolling,
  authorities: [...ahead.authorities, ...first.authorities],
  authorityKey: ahead.authorityKey,
};
const [old] = first.authorities as [X509Certificate];

const calm: Observed = {
  now: after(1),
  stored: first,
  lastGood: first,
  requested: undefined,
  trusted: first.authorities,
  publishedFor: 60_000,
  served: [first.leaf.fingerprint256],
  waitedForReplicas: 60_000,
  names,
};

interface Row {
  readonly name: string;
  readonly observed: Partial<Observed>;
  readonly does: string;
}

const rows: readonly Row[] = [
  { name: 'nothing is due', observed: {}, does: 'wait: nothing is due' },
  {
    name: 'no Secret, and none known',
    observed: { stored: 'missing', lastGood: undefined, trusted: [] },
    does: 'startAnew',
  },
  { name: 'the Secret was deleted', observed: { stored: 'missing' }, does: 'addAuthority' },
  {
    name: 'deleted, and what was good has expired',
    observed: { stored: 'missing', now: after(8) },
    does: 'startAnew keeping 1',
  },
  {
    name: 'deleted, and callers trust a CA that this replica has not seen',
    observed: { stored: 'missing', trusted: foreign.authorities },
    does: 'addAuthority keeping 1',
  },
  { name: 'a broken Secret', observed: { stored: { problem: 'has no tls.key' } }, does: 'restore' },
  {
    name: 'a broken Secret that nobody knew before',
    observed: { stored: { problem: 'has no tls.key' }, lastGood: undefined },
    does: 'startAnew keeping 1',
  },
  {
    name: 'broken, and callers trust a CA that this replica has not seen',
    observed: { stored: { problem: 'has no tls.key' }, trusted: settled.authorities },
    does: 'restore keeping 1',
  },
  { name: 'nobody has told callers yet', observed: { publishedFor: 'not yet' }, does: 'publish' },
  {
    name: 'a person has put in other certificates',
    observed: { stored: foreign, publishedFor: 'not yet' },
    does: 'keepAuthorities keeping 1',
  },
  {
    name: 'what a person has put in is published',
    observed: { stored: foreign, trusted: foreign.authorities },
    does: 'wait: nothing is due',
  },
  {
    name: 'callers are told of an expired CA',
    observed: { stored: ahead, now: after(366), publishedFor: 'not yet' },
    does: 'publish',
  },
  { name: 'the certificate is due', observed: { now: after(5.1) }, does: 'issueLeaf' },
  { name: 'the certificate has expired', observed: { now: after(8) }, does: 'issueLeaf' },
  { name: 'the CA is due', observed: { now: after(270) }, does: 'issueLeaf' },
  { name: 'the CA has expired', observed: { now: after(366) }, does: 'startAnew keeping 1' },
  { name: 'the CA is not valid yet', observed: { stored: ahead }, does: 'startAnew keeping 1' },
  {
    name: 'the new CA is not valid yet, and the old one is',
    observed: { stored: aheadOfOld },
    does: 'addAuthority',
  },
  {
    name: 'the certificate is not valid yet',
    observed: { stored: { ...first, leaf: ahead.leaf } },
    does: 'issueLeaf',
  },
  { name: 'a new name', observed: { names: [...names, 'gate.example.com'] }, does: 'issueLeaf' },
  { name: 'a new certificate is asked for', observed: { requested: 'leaf' }, does: 'issueLeaf' },
  { name: 'a new CA is asked for', observed: { requested: 'ca' }, does: 'addAuthority' },
  {
    name: 'the new CA is not published yet',
    observed: { stored: rolling, publishedFor: undefined },
    does: 'wait: the new CA is not published',
  },
  {
    name: 'the new CA has just been published',
    observed: { stored: rolling, publishedFor: 100 },
    does: 'wait: callers take the new CA over',
  },
  { name: 'callers know the new CA', observed: { stored: rolling }, does: 'issueLeaf' },
  {
    name: 'the certificate expires during a rollover',
    observed: { stored: rolling, now: after(8), publishedFor: 0 },
    does: 'issueLeaf',
  },
  {
    name: 'a replica serves the certificate of before',
    observed: { stored: overlapping },
    does: 'wait: replicas take the new certificate over',
  },
  {
    name: 'a replica does not answer',
    observed: { stored: overlapping, served: [overlapping.leaf.fingerprint256, undefined] },
    does: 'wait: replicas take the new certificate over',
  },
  {
    name: 'a replica has not answered for long',
    observed: { stored: overlapping, served: [overlapping.leaf.fingerprint256, undefined], waitedForReplicas: 400_000 },
    does: 'dropOldAuthorities',
  },
  {
    name: 'all replicas serve the new certificate',
    observed: { stored: overlapping, served: [overlapping.leaf.fingerprint256] },
    does: 'dropOldAuthorities',
  },
  {
    name: 'no replica is on the list yet',
    observed: { stored: overlapping, served: [], waitedForReplicas: 100 },
    does: 'wait: replicas may be starting',
  },
  {
    name: 'no replica is on the list, and the new CA was published after the certificate',
    observed: { stored: overlapping, served: [], publishedFor: 6000, waitedForReplicas: 6000 },
    does: 'wait: replicas may be starting',
  },
  {
    name: 'a new CA is asked for during a rollover',
    observed: { stored: rolling, requested: 'ca' },
    does: 'issueLeaf',
  },
  {
    name: 'a new CA is asked for during the overlap',
    observed: { stored: overlapping, requested: 'ca' },
    does: 'wait: replicas take the new certificate over',
  },
  {
    name: 'a new certificate is asked for during the overlap',
    observed: { stored: overlapping, requested: 'leaf' },
    does: 'issueLeaf',
  },
  {
    name: 'the certificate is due during an overlap that does not end',
    observed: { stored: overlapping, now: after(5.1) },
    does: 'issueLeaf',
  },
];

for (const { name, observed, does } of rows) {
  test(`issuing: ${name}`, () => {
    const step = nextStep({ ...calm, ...observed });
    const more = step.type === 'wait' ? `: ${step.reason}` : '';
    const kept = 'keep' in step && step.keep.length > 0 ? ` keeping ${step.keep.length}` : '';
    assert.equal(`${step.type}${more}${kept}`, does);
  });
}

test('a wait ends no later than something is due', () => {
  const step = nextStep({ ...calm, now: new Date(due(first.leaf).getTime() - 60_000) });
  assert.equal(step.type, 'wait');
  assert.ok(step.type === 'wait' && step.milliseconds <= 60_000);
});

const made: readonly { name: string; stored: StoredCertificates }[] = [
  { name: 'the first ones', stored: first },
  { name: 'a rollover', stored: rolling },
  { name: 'the overlap', stored: overlapping },
  { name: 'the end of it', stored: settled },
  {
    name: 'certificates of a person',
    stored: await perform({ type: 'keepAuthorities', from: foreign, keep: first.authorities }, options, start),
  },
  {
    name: 'a rollover within a rollover',
    stored: await perform({ type: 'addAuthority', from: rolling, keep: [] }, options, start),
  },
];

for (const { name, stored } of made) {
  test(`what is stored holds together: ${name}`, () => {
    const read = readStored(writeStored(stored));
    assert.ok('leaf' in read, 'problem' in read ? read.problem : '');
    assert.equal(read.signer, stored.signer);
    assert.deepEqual(writeStored(read), writeStored(stored));
  });
}

test('the certificate of before is served until callers trust the new CA', () => {
  assert.equal(rolling.certificate, first.certificate);
  assert.ok(bundleOf(rolling.authorities).includes(old.toString()));
  assert.notEqual(overlapping.certificate, first.certificate);
  assert.ok(bundleOf(overlapping.authorities).includes(old.toString()));
});

test('however many CAs there are, callers trust what is served', async () => {
  let stored = first;
  for (let round = 0; round < 12; round++) {
    stored = await perform({ type: 'addAuthority', from: stored, keep: [] }, options, start);
  }
  assert.equal(stored.authorities.length, 8);
  assert.ok(stored.leaf.verify((stored.authorities[stored.signer] as X509Certificate).publicKey));
});

test('a certificate that is made is not due at once, however short its life', async () => {
  const made = await perform({ type: 'startAnew', keep: [] }, { ...options, leafDays: 0.001 }, start);
  assert.ok(due(made.leaf) > new Date(start.getTime() + 0.0005 * day));
});

test('a certificate ends with its CA', async () => {
  const short = await perform({ type: 'startAnew', keep: [] }, { ...options, caDays: 1 }, start);
  assert.ok(short.leaf.validToDate <= (short.authorities[0] as X509Certificate).validToDate);
});

const whole = writeStored(first);
const damages: readonly { name: string; texts: Record<string, string>; problem: RegExp }[] = [
  { name: 'no key', texts: { 'tls.key': '' }, problem: /has no tls\.key/ },
  { name: 'no certificate at all', texts: { 'tls.crt': 'nonsense' }, problem: /cannot be read/ },
  {
    name: 'half a certificate',
    texts: { 'tls.crt': whole['tls.crt']?.slice(0, 200) ?? '' },
    problem: /cannot be read/,
  },
  {
    name: 'the key of another',
    texts: { 'tls.key': whole['ca.key'] ?? '' },
    problem: /tls\.crt does not belong to tls\.key/,
  },
  {
    name: 'a CA of others',
    texts: { 'ca.crt': overlapping.authorities[0]?.toString() ?? '' },
    problem: /does not begin/,
  },
  { name: 'no CA', texts: { 'ca.crt': 'nonsense' }, problem: /holds no certificate/ },
];

for (const { name, texts, problem } of damages) {
  test(`a damaged Secret: ${name}`, () => {
    const read = readStored({ ...whole, ...texts });
    assert.match('problem' in read ? read.problem : '', problem);
  });
}
