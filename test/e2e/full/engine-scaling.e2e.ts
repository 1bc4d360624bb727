import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  asksForAll,
  countingJob,
  FlinkOnBench,
  flinkDeployment,
  flinks,
  isStable,
  type Status,
  sideBySide,
} from './flink-on-bench.ts';

/** Jobs and clusters that are scaled while they run, on real Flink. */

let on: FlinkOnBench;

before(async () => {
  on = await FlinkOnBench.start();
});

after(() => on?.stop());

interface Vertex {
  readonly id: string;
  readonly name: string;
  readonly parallelism: number;
}

async function verticesOf(at: string, name: string, { jobStatus }: Status): Promise<readonly Vertex[]> {
  const url = `http://${name}-rest.${at}:8081/jobs/${jobStatus?.jobId}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
  return ((await response.json()) as { vertices: Vertex[] }).vertices;
}

type Conditions = Status & {
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason: string }[];
  readonly taskManager?: { readonly replicas: number };
};

const conditionOf = (status: Status, type: string) =>
  (status as Conditions).conditions?.find((condition) => condition.type === type);

const adaptive = { 'jobmanager.scheduler': 'adaptive' };
const overridesKey = 'pipeline.jobvertex-parallelism-overrides';

/** Kills and deletions aside, this tells one life of a job from another. */
const lifeOf = ({ jobStatus }: Status) => `${jobStatus?.jobId} ${jobStatus?.startTime}`;

sideBySide('scaled on real Flink', () => {
  // The newest version, unless all are asked for.
  for (const version of asksForAll ? flinks : flinks.slice(-1)) {
    test(`${version.image}: a native job is given another parallelism and goes on, and is stopped where it cannot`, async () => {
      const at = await on.namespaceForJobs('scaling');
      const flink = { ...version, mode: 'native' } as const;
      const job = { ...countingJob, parallelism: 1 };
      await on.apply(flinkDeployment('orders', at, flink, { job, flinkConfiguration: adaptive }));
      const before = await on.becomes(at, 'flinkdep/orders', isStable);
      const vertices = await verticesOf(at, 'orders', before);
      const [source, count] = ['Source: numbers', 'count'].map(
        (name) => vertices.find((each) => each.name === name)?.id,
      );
      const parallelism = async (status: Status) =>
        (await verticesOf(at, 'orders', status)).find(({ id }) => id === count)?.parallelism;
      const override = (text: string | null) =>
        on.patch(at, 'flinkdep/orders', { flinkConfiguration: { [overridesKey]: text } });

      await override(`${count}:3`);
      const isScaled = (status: Status) => isStable(status) && conditionOf(status, 'Scaled')?.status === 'True';
      const scaled = await on.becomes(at, 'flinkdep/orders', isScaled);
      assert.equal(conditionOf(scaled, 'SpecApplied')?.status, 'True');
      assert.equal(scaled.observedGeneration, 2);
      assert.equal(lifeOf(scaled), lifeOf(before));
      assert.equal(await parallelism(scaled), 3);
      // Two slots each.
      await on.becomes(at, 'flinkdep/orders', (status) => (status as Conditions).taskManager?.replicas === 2);

      // What it was written with, only a job that begins anew knows.
      await override(null);
      const isAnother = (than: Status) => (status: Status) => isStable(status) && lifeOf(status) !== lifeOf(than);
      const freed = await on.becomes(at, 'flinkdep/orders', isAnother(scaled));
      assert.equal(await parallelism(freed), 1);

      // There is no more than one of it. Flink 2 begins the job with one all the same, and Flink 1 lets it fail, and says why.
      await override(`${source}:2`);
      const fails = version.flinkVersion.startsWith('v1_');
      const isFailed = ({ jobStatus, error }: Status) =>
        jobStatus?.state === 'FAILED' && /higher than the max parallelism/.test(error ?? '');
      const refused = await on.becomes(at, 'flinkdep/orders', fails ? isFailed : isAnother(freed));
      assert.equal(refused.observedGeneration, 4);
      const told = await on.must(['get', 'events', '-n', at, '-o', 'jsonpath={.items[*].reason}']);
      for (const reason of ['Scaling', 'ScalingRefused', 'ScalingByUpgrade'])
        assert.ok(told.split(' ').includes(reason));
      await on.must(['delete', '-n', at, 'flinkdep/orders', '--timeout=80s']);
    });

    test(`${version.image}: a standalone session cluster is given other TaskManagers, and its JobManager stays`, async () => {
      const at = await on.namespaceForJobs('scaling');
      await on.apply(flinkDeployment('cluster', at, { ...version, mode: 'standalone' }));
      const has = (replicas: number) => (status: Status) =>
        status.lifecycleState === 'STABLE' && (status as Conditions).taskManager?.replicas === replicas;
      await on.becomes(at, 'flinkdep/cluster', has(2));
      const jobManager = await on.podOf(at, 'cluster', 'jobmanager');
      await on.must(['scale', '-n', at, 'flinkdep/cluster', '--replicas=1']);
      await on.becomes(at, 'flinkdep/cluster', has(1));
      assert.equal(await on.podOf(at, 'cluster', 'jobmanager'), jobManager);
      assert.equal((await on.podsOf(at, 'cluster')).length, 2);
      await on.must(['delete', '-n', at, 'flinkdep/cluster', '--timeout=80s']);
    });
  }
});
