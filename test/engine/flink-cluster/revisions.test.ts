import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ControllerRevision, controllerRevision, numbered } from '../../../src/engine/flink-cluster/revision.ts';
import { observeRevisions } from '../../../src/engine/flink-cluster/revisions.ts';
import { keepRevision } from '../../../src/engine/flink-cluster/steps/keep-revision.ts';
import type { Cluster, Status } from '../../../src/engine/flink-cluster/subject.ts';
import type { Children } from '../../../src/engine/ports.ts';
import { situation } from '../../support/flink-cluster-situation.ts';
import { jobCluster } from '../../support/observed-cluster.ts';

const withArgs = (...args: string[]): Cluster => jobCluster({ args });
const [a, b, c] = [withArgs('a'), withArgs('b'), withArgs('c')];
const revision = (cluster: Cluster, number: number, collisions?: number) =>
  controllerRevision(cluster, number, collisions);
const nameOf = (cluster: Cluster, number: number) => numbered(revision(cluster, number));

/** The API server's list, counted. */
function keeping(...kept: readonly ControllerRevision[]) {
  const lists: string[] = [];
  const list = (_: unknown, { labels = '' }: { readonly labels?: string }) => {
    lists.push(labels);
    return Promise.resolve(kept);
  };
  return { lists, children: { list } as unknown as Children };
}

const having = (cluster: Cluster, current: string, next = current, more = {}): Cluster => ({
  ...cluster,
  status: { state: 'Running', components: {}, revision: { currentRevision: current, nextRevision: next, ...more } },
});

async function seen(cluster: Cluster, ...kept: readonly ControllerRevision[]) {
  const ports = keeping(...kept);
  const { revisions, revision: own } = await observeRevisions(cluster, ports);
  return {
    current: revisions.current,
    next: revisions.next,
    own,
    collisions: revisions.collisionCount,
    lists: ports.lists,
  };
}

test('a new cluster begins at one', async () => {
  const { current, next, own, lists } = await seen(a);
  assert.deepEqual([current.name, next.name, own.revision], [nameOf(a, 1), nameOf(a, 1), 1]);
  assert.deepEqual(lists, ['flinkoperator.k8s.io/managed-by=orders']);
});

test('as long as the spec is the one that runs, nobody lists revisions', async () => {
  const { current, next, own, lists } = await seen(having(a, nameOf(a, 7)));
  assert.deepEqual(
    [current.name, next.name, numbered(own), lists.length],
    [nameOf(a, 7), nameOf(a, 7), nameOf(a, 7), 0],
  );
});

test('what makes no difference to what runs is the same revision', async () => {
  const other = jobCluster({ args: ['a'], savepointGeneration: 1, cleanupPolicy: { afterJobSucceeds: 'KeepCluster' } });
  assert.equal((await seen(having(other, nameOf(a, 1)))).next.name, nameOf(a, 1));
});

test('a new spec counts upwards, and knows the one that runs', async () => {
  const { current, next } = await seen(having(b, nameOf(a, 1)), revision(a, 1));
  assert.deepEqual([current.name, next.name], [nameOf(a, 1), nameOf(b, 2)]);
  assert.deepEqual(current.spec, revision(a, 1).data['spec']);
});

test('looked at again before it runs, it is the same', async () => {
  const { next } = await seen(having(b, nameOf(a, 1), nameOf(b, 2)), revision(a, 1), revision(b, 2));
  assert.equal(next.name, nameOf(b, 2));
});

test('a spec that was there before comes again under a higher number', async () => {
  const { next, current } = await seen(having(a, nameOf(b, 2)), revision(b, 2), revision(a, 1));
  assert.deepEqual([current.name, next.name], [nameOf(b, 2), nameOf(a, 3)]);
});

test('a third spec, before the second one runs', async () => {
  const { next, current } = await seen(having(c, nameOf(a, 1), nameOf(b, 2)), revision(a, 1), revision(b, 2));
  assert.deepEqual([current.name, next.name], [nameOf(a, 1), nameOf(c, 3)]);
});

test('of a revision that is gone, nobody knows the spec', async () => {
  const { current } = await seen(having(b, nameOf(a, 1)));
  assert.deepEqual(current, { name: nameOf(a, 1) });
});

test('another spec of the same hash is counted, and gives another name', async () => {
  const collides = { ...revision(b, 1), data: revision(a, 1).data };
  const { next, own, collisions } = await seen(having(b, nameOf(a, 1)), collides);
  assert.equal(collisions, 1);
  assert.equal(own.metadata.name, revision(b, 1, 1).metadata.name);
  assert.equal(next.name, `${own.metadata.name}-2`);
  const again = await seen(having(b, nameOf(a, 1), next.name, { collisionCount: 1 }), collides, own);
  assert.equal(again.next.name, next.name);
});

test('revisions of a cluster before, of the same name, do not count', async () => {
  const before = { ...revision(b, 8), metadata: { ...revision(b, 8).metadata, ownerReferences: [{ uid: 'gone' }] } };
  assert.equal((await seen(a, before)).next.name, nameOf(a, 1));
});

/** What becomes of those that are kept, once a spec is another one. */
function keptAfter(next: ControllerRevision, kept: readonly ControllerRevision[], status: Status, limit?: number) {
  const seenNow = situation();
  const spec = { ...seenNow.spec, ...(limit !== undefined && { revisionHistoryLimit: limit }) };
  const recorded = { ...seenNow.observed, recorded: status };
  const revisionStatus = { ...status.revision, nextRevision: numbered(next) };
  return keepRevision({
    ...seenNow,
    observed: recorded,
    status: { ...status, revision: revisionStatus },
    spec,
    revision: next,
    kept,
  });
}

const runs = (name: string): Status => ({
  state: 'Running',
  components: {},
  revision: { currentRevision: name, nextRevision: name },
});
const numbers = (count: number) =>
  Array.from({ length: count }, (_, index) => revision(withArgs(`v${index + 1}`), index + 1));
const removed = (decision: ReturnType<typeof keptAfter>) =>
  (decision?.actions ?? []).flatMap((action) => (action.type === 'remove' ? [action.key.name] : []));

test('a revision is kept before its name stands in the status', () => {
  const decision = keptAfter(revision(b, 2), [revision(a, 1)], runs(nameOf(a, 1)));
  const [action] = decision?.actions ?? [];
  assert.equal(action?.type === 'ensure' && action.child.metadata.name, revision(b, 2).metadata.name);
  assert.equal(decision?.status.revision?.nextRevision, nameOf(a, 1));
  assert.equal(decision?.done?.revision?.nextRevision, nameOf(b, 2));
});

test('one that stands there is kept already', () => {
  assert.equal(keptAfter(revision(a, 1), [], runs(nameOf(a, 1))), undefined);
});

test('ten are kept beside the one that runs and the next one, the newest', () => {
  const kept = numbers(13);
  const [first, second, third] = kept.map(({ metadata }) => metadata.name);
  const running = kept.at(-1) as ControllerRevision;
  assert.deepEqual(removed(keptAfter(revision(a, 14), kept, runs(numbered(running)))), [first, second]);
  const oldest = kept[0] as ControllerRevision;
  assert.deepEqual(removed(keptAfter(revision(a, 14), kept, runs(numbered(oldest)))), [second, third]);
});

test('as many are kept as the spec says', () => {
  const kept = numbers(3);
  const running = kept[2] as ControllerRevision;
  assert.equal(removed(keptAfter(revision(a, 4), kept, runs(numbered(running)), 0)).length, 2);
  assert.equal(removed(keptAfter(revision(a, 4), kept, runs(numbered(running)), 1)).length, 1);
});

test('the one that runs stays also where it has got a higher number since', () => {
  const kept = [revision(b, 2), revision(a, 3)];
  assert.deepEqual(removed(keptAfter(revision(c, 4), kept, runs(nameOf(a, 1)), 0)), [revision(b, 2).metadata.name]);
});
