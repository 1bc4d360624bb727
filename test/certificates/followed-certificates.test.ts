import assert from 'node:assert/strict';
import type { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { FollowedCertificates } from '../../src/certificates/issuing/followed-certificates.ts';
import { perform } from '../../src/certificates/issuing/perform.ts';
import { usualPlanTimes } from '../../src/certificates/issuing/plan.ts';
import type { SecretContent } from '../../src/certificates/issuing/ports.ts';
import type { StoredCertificates } from '../../src/certificates/issuing/stored-certificates.ts';
import { VirtualTime } from '../support/virtual-clock.ts';

const options = { names: ['sluice.ns.svc'], caDays: 365, leafDays: 1 };
const start = new Date(Date.UTC(2026, 0, 1));
const first = await perform({ type: 'startAnew', keep: [] }, options, start);
const renewed = await perform({ type: 'issueLeaf', from: first }, options, start);
const foreign = await perform({ type: 'startAnew', keep: first.authorities }, options, start);
const ahead = await perform({ type: 'startAnew', keep: [] }, options, new Date(start.getTime() + 86_400_000 * 30));

const content = (stored: SecretContent['stored']): SecretContent => ({ stored, requested: undefined, version: '1' });
const hour = 3_600_000;

function follow() {
  const time = new VirtualTime();
  const trusted = new Set<string>();
  const served: StoredCertificates[] = [];
  const refused: string[] = [];
  const followed = new FollowedCertificates({
    clock: time.clock(),
    times: usualPlanTimes,
    registrations: { carry: ({ fingerprint256 }) => trusted.has(fingerprint256) },
    serve: (stored) => served.push(stored),
    refused: (problem) => refused.push(problem),
  });
  const trust = ({ authorities }: StoredCertificates) => {
    trusted.clear();
    for (const { fingerprint256 } of authorities as readonly X509Certificate[]) trusted.add(fingerprint256);
    followed.look();
  };
  return {
    time,
    served,
    refused,
    followed,
    trust,
    take: (stored: SecretContent['stored']) => followed.take(content(stored)),
  };
}

test('the first certificate is served at once, and one of the same CA too', () => {
  const { served, take } = follow();
  take(first);
  take(renewed);
  assert.deepEqual(served, [first, renewed]);
});

test('one of another CA is served when callers have known that for five seconds', async () => {
  const { time, served, take, trust } = follow();
  take(first);
  take(foreign);
  await time.pass(60_000);
  assert.deepEqual(served, [first]);
  trust(foreign);
  await time.pass(4900);
  assert.deepEqual(served, [first]);
  await time.pass(200);
  assert.deepEqual(served, [first, foreign]);
});

test('five seconds begin anew where callers were told otherwise meanwhile', async () => {
  const { time, served, take, trust } = follow();
  take(first);
  take(foreign);
  trust(foreign);
  await time.pass(4000);
  trust(first);
  trust(foreign);
  await time.pass(4000);
  assert.deepEqual(served, [first]);
  await time.pass(1100);
  assert.deepEqual(served, [first, foreign]);
});

test('the same certificate with other CAs beside it does not begin anew', async () => {
  const { time, served, take, trust } = follow();
  take(first);
  take(foreign);
  trust(foreign);
  await time.pass(4000);
  take({ ...foreign, authorities: foreign.authorities.slice(0, 1) });
  await time.pass(1100);
  assert.equal(served.at(-1)?.certificate, foreign.certificate);
});

test('when the present one has expired, nothing is waited for', async () => {
  const { time, served, take } = follow();
  take(first);
  take({ ...foreign, leaf: renewed.leaf });
  await time.pass(25 * hour);
  assert.equal(served.length, 2);
});

test('one that is not valid yet is not served in place of one that is', async () => {
  const { time, served, take, trust } = follow();
  take(first);
  take(ahead);
  trust(ahead);
  await time.pass(hour);
  assert.deepEqual(served, [first]);
});

test('a damaged Secret is refused once, and what was good is kept', () => {
  const { served, refused, followed, take } = follow();
  take(first);
  take({ problem: 'has no tls.key' });
  take({ problem: 'has no tls.key' });
  take('missing');
  assert.deepEqual(refused, ['has no tls.key', 'is not there']);
  assert.deepEqual(served, [first]);
  assert.equal(followed.lastGood, first);
});

test('a replica that starts waits for callers to be told, but not for ever', async () => {
  const { time, followed, take, trust } = follow();
  assert.equal(followed.problem(), 'waits for the Secret');
  take(first);
  assert.match(followed.problem() ?? '', /told to trust its CA/);
  trust(first);
  assert.equal(followed.problem(), undefined);
  const other = follow();
  other.take(first);
  await other.time.pass(31_000);
  assert.equal(other.followed.problem(), undefined);
  assert.equal(other.followed.starting, false);
  await time.pass(0);
});
