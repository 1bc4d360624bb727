import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiCaller } from '../test/bench/api-call.ts';
import { startFullBench } from '../test/bench/full-bench.ts';
import { buildImageRoot } from '../test/bench/image.ts';
import { startLoad } from '../test/bench/load.ts';
import { memoryMiB, Release } from '../test/bench/release.ts';
import { verdictCalls } from '../test/bench/verdict-calls.ts';
import { bodies } from './bodies.ts';

/** What the webhook container of a release takes, in MiB of resident memory; of two replicas the larger figure. */
export interface ClusterFigures {
  readonly deployments: number;
  /** Of all of them together, as JSON without what API servers add. */
  readonly bytes: number;
  /** Nothing in the cluster. */
  readonly empty: number;
  /** Started while all are there, caches complete. */
  readonly synced: number;
  /** After the reviews below. */
  readonly afterLoad: number;
  readonly reviews: number;
  /** The most it ever was. */
  readonly peak: number;
}

const count = 1000;

/** Must run in a namespace of its own (test/bench/private-namespace.ts). Writes the figures to the file that is named. */
async function main(file: string): Promise<void> {
  const bench = await startFullBench({ images: { 'ghcr.io/sluice-dev/sluice': await buildImageRoot() } });
  try {
    const release = new Release(bench);
    await release.install();
    await wait(5000);
    const empty = await largest(release, 'now');
    const bytes = await createDeployments(bench.kubeconfig);
    await release.must(['rollout', 'restart', `deployment/${release.name}`, '-n', release.namespace]);
    await release.must(['rollout', 'status', `deployment/${release.name}`, '-n', release.namespace, '--timeout=120s']);
    await bench.waitFor('the old pods are gone', async () => (await allPods(release)) === 2);
    await wait(10_000);
    const synced = await largest(release, 'now');
    const load = startLoad(bench.kubeconfig, verdictCalls('default'), 6);
    await wait(30_000);
    await load.stop();
    const reviews = 2 * load.take().sent;
    const afterLoad = await largest(release, 'now');
    const peak = await largest(release, 'peak');
    const figures: ClusterFigures = { deployments: count, bytes, empty, synced, afterLoad, reviews, peak };
    writeFileSync(file, JSON.stringify(figures));
  } finally {
    await bench.stop();
  }
}

async function largest(release: Release, when: 'now' | 'peak'): Promise<number> {
  const pods = await release.pods();
  return Math.max(...pods.map((pod) => memoryMiB(release.processOf(pod))[when]));
}

async function allPods({ bench, namespace }: Release): Promise<number> {
  const args = ['get', 'pods', '-n', namespace, '-l', 'app.kubernetes.io/component=webhook', '-o', 'name'];
  return (await bench.kubectl(args)).stdout.trim().split('\n').length;
}

interface Deployment {
  readonly metadata: object;
  readonly spec: object;
}

/** Half of them plain, half with a large pod template, each with the status that an operator keeps. */
async function createDeployments(kubeconfig: string): Promise<number> {
  const caller = new ApiCaller(kubeconfig);
  const path = '/apis/flink.apache.org/v1beta1/namespaces/default/flinkdeployments';
  const kinds = bodies.slice(0, 2).map(({ json }) => JSON.parse(json).request.object as Deployment);
  let bytes = 0;
  const send = async (method: 'POST' | 'PATCH', place: string, content: object) => {
    const { status, text } = await caller.send(method, place, content);
    if (status >= 300) throw new Error(`${method} ${place}: ${status} ${text.slice(0, 500)}`);
  };
  const queue = Array.from({ length: count }, (_, index) => index).values();
  const worker = async () => {
    for (const index of queue) {
      const { spec, metadata, ...kind } = kinds[index % kinds.length] as Deployment;
      const name = `orders-${index}`;
      const object = { ...kind, metadata: { ...metadata, name, namespace: 'default' }, spec };
      const status = statusOf(object);
      bytes += JSON.stringify({ ...object, status }).length;
      await send('POST', path, object);
      await send('PATCH', `${path}/${name}/status`, { status });
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  caller.close();
  return bytes;
}

function statusOf({ spec }: { readonly spec: object }): object {
  const last = JSON.stringify({
    spec,
    resource_metadata: { apiVersion: 'flink.apache.org/v1beta1', firstDeployment: false },
  });
  return {
    jobManagerDeploymentStatus: 'READY',
    lifecycleState: 'STABLE',
    observedGeneration: 1,
    jobStatus: { jobId: 'a'.repeat(32), jobName: 'orders', state: 'RUNNING', startTime: '1795000000000' },
    reconciliationStatus: {
      state: 'DEPLOYED',
      reconciliationTimestamp: 1_795_000_000_000,
      lastReconciledSpec: last,
      lastStableSpec: last,
    },
  };
}

await main(process.argv[2] as string);
