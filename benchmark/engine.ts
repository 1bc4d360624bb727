import { setTimeout as wait } from 'node:timers/promises';
import { createKubeClient } from '../src/kube/client.ts';
import type { KubeClient, ResourceType, StoredObject } from '../src/kube/kube-client.ts';
import { kubeconfigConnection } from '../src/kube/kubeconfig-connection.ts';
import { Reflector } from '../src/kube/reflector.ts';
import { startControlPlane } from '../test/bench/control-plane.ts';
import { startEngineProcess } from '../test/bench/engine-process.ts';
import { PlayedClusters } from '../test/bench/played-clusters.ts';
import { eventually } from '../test/bench/processes.ts';
import { cpuSeconds, memory } from './process.ts';

/** What the engine takes for so many FlinkDeployments, on a real API server, with Flink played by a stand-in in another process. */
export interface EngineRow {
  readonly deployments: number;
  /** From the first to the last `create` call, all of them from one client. */
  readonly createSeconds: number;
  /** From the first `create` until the last one is DEPLOYED. */
  readonly reconcileSeconds: number;
  /** CPU of the engine from the first `create` until then. */
  readonly reconcileCpuSeconds: number;
  /** While all are stable, in one minute. */
  readonly stableCpuSeconds: number;
  readonly stableFlinkCalls: number;
  /** MiB, at the end of that minute, and the most it ever was. */
  readonly stableMiB: number;
  readonly peakMiB: number;
  /** Of a new process that finds all of them. */
  readonly startSeconds: number;
}

const crds = new URL('../charts/sluice/crds', import.meta.url).pathname;
const type: ResourceType = {
  group: 'flink.apache.org',
  version: 'v1beta1',
  plural: 'flinkdeployments',
  namespaced: true,
};

interface Deployment extends StoredObject {
  readonly status?: {
    readonly lifecycleState?: string;
    readonly reconciliationStatus?: { readonly state?: string };
  };
}

/** As the chart of the reference sets them, with which it was measured. */
const configuration = {
  'kubernetes.operator.reconcile.interval': '15 s',
  'kubernetes.operator.observer.progress-check.interval': '5 s',
};

export async function engineRow(deployments: number): Promise<EngineRow> {
  const plane = await startControlPlane({ controllers: false });
  try {
    await plane.kubectl(['apply', '--server-side', '-f', crds]);
    await plane.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
    const client = createKubeClient(await kubeconfigConnection({ file: plane.kubeconfig }));
    const played = new PlayedClusters(client, 500);
    const options = { flinkAddress: await played.start(), configuration, asPod: true };
    const engine = await startEngineProcess(plane, options);
    const seen = new Reflector<Deployment>({ client, type }).start();
    const cpu = () => cpuSeconds(engine.pid);
    const begun = performance.now();
    const cpuBegun = cpu();
    await createAll(client, deployments);
    const createSeconds = (performance.now() - begun) / 1000;
    const all = (holds: (deployment: Deployment) => boolean) => () => {
      const found = [...seen.values()];
      return found.length === deployments && found.every(holds);
    };
    await eventually('all are deployed', all(isDeployed), 300);
    const reconcileSeconds = (performance.now() - begun) / 1000;
    const reconcileCpuSeconds = cpu() - cpuBegun;
    await eventually('all are stable', all(isStable), 300);
    await wait(20_000);
    const [stableBegun, calls] = [cpu(), played.totalCalls];
    await wait(60_000);
    const stableCpuSeconds = cpu() - stableBegun;
    const stableFlinkCalls = played.totalCalls - calls;
    const { now: stableMiB, peak: peakMiB } = memory(engine.pid);
    await engine.stop();
    const again = await startEngineProcess(plane, options);
    const { startSeconds } = again;
    await again.stop();
    await seen.stop();
    await played.stop();
    client.close();
    return {
      deployments,
      createSeconds,
      reconcileSeconds,
      reconcileCpuSeconds,
      stableCpuSeconds,
      stableFlinkCalls,
      stableMiB,
      peakMiB,
      startSeconds,
    };
  } finally {
    await plane.stop();
  }
}

const isDeployed = ({ status }: Deployment) => status?.reconciliationStatus?.state === 'DEPLOYED';
const isStable = ({ status }: Deployment) => status?.lifecycleState === 'STABLE';

async function createAll(client: KubeClient, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, i) => `orders-${i}`);
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) await client.create(type, deployment(name));
    }),
  );
}

function deployment(name: string): StoredObject {
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata: { name, namespace: 'default' },
    spec: {
      image: 'flink:1.20',
      flinkVersion: 'v1_20',
      flinkConfiguration: { 'taskmanager.numberOfTaskSlots': '2' },
      serviceAccount: 'flink',
      jobManager: { resource: { memory: '2048m', cpu: 1 } },
      taskManager: { resource: { memory: '2048m', cpu: 1 } },
      job: {
        jarURI: 'local:///opt/flink/examples/streaming/StateMachineExample.jar',
        parallelism: 2,
        upgradeMode: 'stateless',
      },
    },
  } as StoredObject;
}

if (import.meta.main) console.log(await engineRow(Number(process.argv[2] ?? 200)));
