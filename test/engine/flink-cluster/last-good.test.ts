import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentOf } from '../../../src/engine/flink-cluster/children.ts';
import { defaultedSpec } from '../../../src/engine/flink-cluster/defaulted.ts';
import { lastGood } from '../../../src/engine/flink-cluster/last-good.ts';
import { planCluster } from '../../../src/engine/flink-cluster/plan.ts';
import { childResources } from '../../../src/engine/flink-cluster/resources/index.ts';
import { controllerRevision, numbered } from '../../../src/engine/flink-cluster/revision.ts';
import type { Cluster } from '../../../src/engine/flink-cluster/subject.ts';
import { planTools } from '../../support/flink-cluster-children.ts';
import { playedPorts } from '../../support/flink-cluster-ports.ts';
import { jobCluster } from '../../support/observed-cluster.ts';
import { overlay } from '../../support/overlay.ts';

const claim = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const right = jobCluster(
  { restartPolicy: 'FromSavepointOnFailure', initContainers: [{ name: 'first', image: 'first' }] },
  { spec: { jobManager: { sidecars: [{ name: 'beside', image: 'beside' }], volumeClaimTemplates: [claim] } } },
);
const revision = controllerRevision(right, 1);
const status = { revision: { currentRevision: numbered(revision), nextRevision: numbered(revision) } };
const wrong = overlay(right, {
  status,
  spec: { image: { name: 'other' }, job: { savepointGeneration: 7 } },
}) as Cluster;
const { ports } = playedPorts({ lists: { ControllerRevision: [revision] } });

function contentsOf(cluster: Cluster): readonly string[] {
  const plan = planCluster({ ...cluster, spec: defaultedSpec(cluster) }, planTools);
  return childResources.flatMap((resource) => {
    const child = resource.make(plan);
    return child ? [`${child.kind} ${contentOf({ plan, md5: planTools.md5 }, child)}`] : [];
  });
}

test('what the last right spec is made of is what it was made of', async () => {
  const good = await lastGood(wrong, ports);
  assert.ok(good);
  assert.deepEqual(contentsOf(good), contentsOf(overlay(right, { status }) as Cluster));
  assert.equal(controllerRevision(good, 1).metadata.name, revision.metadata.name);
});

test('what no revision keeps is as its owner wishes now', async () => {
  const job = (await lastGood(wrong, ports))?.spec.job;
  assert.deepEqual([job?.savepointGeneration, job?.restartPolicy], [7, 'FromSavepointOnFailure']);
});

test('nobody knows what was right where no revision is kept, or named', async () => {
  assert.equal(await lastGood(wrong, playedPorts({}).ports), undefined);
  assert.equal(await lastGood(right, ports), undefined);
});
