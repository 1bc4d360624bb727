import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { type EngineProcess, startEngineProcess } from '../../bench/engine-process.ts';
import { flinkImages } from '../../bench/flink/images.ts';
import { jobAccount, smallConfiguration, smallMemory } from '../../bench/flink/small-cluster.ts';
import { type FullBench, startFullBench } from '../../bench/full-bench.ts';

const crds = new URL('../../../charts/sluice/crds', import.meta.url).pathname;

const configuration = {
  'kubernetes.operator.reconcile.interval': '5 s',
  'kubernetes.operator.observer.progress-check.interval': '1 s',
  'kubernetes.operator.observer.rest-ready.delay': '1 s',
  'kubernetes.operator.user.artifacts.allowed-schemes': 'https;http;file',
  'kubernetes.operator.user.artifacts.disallow-restricted-hosts': 'false',
};

export interface Flink {
  readonly image: string;
  readonly flinkVersion: string;
  readonly mode: 'native' | 'standalone';
}

const older = { image: 'flink:1.20', flinkVersion: 'v1_20' };
const newer = { image: 'flink:2.2', flinkVersion: 'v2_2' };
export const flinks = [older, newer];

export const olderNative: Flink = { ...older, mode: 'native' };
export const olderStandalone: Flink = { ...older, mode: 'standalone' };
export const newerNative: Flink = { ...newer, mode: 'native' };
const newerStandalone: Flink = { ...newer, mode: 'standalone' };

// Each half has every version and every mode.
export const oneHalf: readonly Flink[] = [olderNative, newerStandalone];
export const otherHalf: readonly Flink[] = [olderStandalone, newerNative];
const whole: readonly Flink[] = [...oneHalf, ...otherHalf];

export const asksForAll = process.env['BENCH_ALL'] === '1';

/** Every version in every mode. Of a test that takes minutes, only these, unless all are asked for. */
export const everyFlink = (unlessAll: readonly Flink[]): readonly Flink[] => (asksForAll ? whole : unlessAll);

/** What a spec may say beside its cluster. */
interface More {
  readonly job?: object;
  readonly flinkConfiguration?: Readonly<Record<string, string>>;
  /** Mounted at the same place into every pod. */
  readonly directory?: string;
}

export function flinkDeployment(
  name: string,
  namespace: string,
  { image, flinkVersion, mode }: Flink,
  { job, flinkConfiguration, directory }: More = {},
): object {
  const volume = { name: 'shared', hostPath: { path: directory } };
  const mount = { name: 'shared', mountPath: directory };
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata: { name, namespace },
    spec: {
      image,
      flinkVersion,
      mode,
      flinkConfiguration: { ...smallConfiguration, ...flinkConfiguration },
      serviceAccount: 'flink',
      podTemplate: {
        spec: {
          terminationGracePeriodSeconds: 2,
          containers: [{ name: 'flink-main-container', ...(directory && { volumeMounts: [mount] }) }],
          ...(directory && { volumes: [volume] }),
        },
      },
      jobManager: { resource: { memory: smallMemory.jobManager, cpu: 0.2 } },
      taskManager: {
        resource: { memory: smallMemory.taskManager, cpu: 0.2 },
        ...(mode === 'standalone' && !job && { replicas: 2 }),
      },
      ...(job && { job }),
    },
  };
}

export const countingJob = {
  jarURI: 'local:///opt/flink/examples/streaming/StateMachineExample.jar',
  entryClass: 'CountingJob',
  parallelism: 2,
  upgradeMode: 'stateless',
};

export interface Status {
  readonly lifecycleState?: string;
  readonly error?: string;
  readonly observedGeneration?: number;
  readonly jobManagerDeploymentStatus?: string;
  readonly jobStatus?: {
    readonly state?: string;
    readonly jobId?: string;
    readonly startTime?: string;
    readonly upgradeSavepointPath?: string;
    readonly savepointInfo?: {
      readonly triggerId?: string;
      readonly lastSavepoint?: { readonly location?: string; readonly triggerType?: string };
      readonly savepointHistory?: readonly { readonly triggerType?: string }[];
    };
  };
  readonly clusterInfo?: Readonly<Record<string, string>>;
}

export const isStable = ({ lifecycleState, jobStatus }: Status): boolean =>
  lifecycleState === 'STABLE' && jobStatus?.state === 'RUNNING';

/** Tests of which two run at a time: most of each is waiting. */
export const sideBySide = (name: string, tests: () => void): void => {
  describe(name, { concurrency: 2 }, tests);
};

/** An API server whose pods run, with images of Flink, and an engine beside it. */
export class FlinkOnBench {
  readonly bench: FullBench;
  #engine: EngineProcess | undefined;
  // One at a time, also where two tests want it.
  #replacing = Promise.resolve();

  private constructor(bench: FullBench) {
    this.bench = bench;
  }

  static async start(): Promise<FlinkOnBench> {
    const on = new FlinkOnBench(await startFullBench({ images: await flinkImages() }));
    await on.must(['apply', '--server-side', '-f', crds]);
    await on.must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
    on.#engine = await startEngineProcess(on.bench, { configuration });
    return on;
  }

  async stop(): Promise<void> {
    await this.#engine?.stop();
    await this.bench.stop();
  }

  /** The engine dies, and another one takes its place. */
  replaceEngine(): Promise<void> {
    this.#replacing = this.#replacing.then(async () => {
      await this.#engine?.stop('SIGKILL');
      this.#engine = await startEngineProcess(this.bench, { configuration, name: `engine-${Date.now()}` });
    });
    return this.#replacing;
  }

  /** `kubectl`, which has to succeed. */
  async must(args: readonly string[], input?: object): Promise<string> {
    const { code, stdout, stderr } = await this.bench.kubectl(args, {
      timeoutSeconds: 90,
      ...(input && { input: JSON.stringify(input) }),
    });
    assert.equal(code, 0, `kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  apply(...items: readonly object[]): Promise<string> {
    return this.must(['apply', '-f', '-'], { apiVersion: 'v1', kind: 'List', items });
  }

  async patch(namespace: string, object: string, spec: object): Promise<void> {
    await this.must(['patch', '-n', namespace, object, '--type=merge', '-p', JSON.stringify({ spec })]);
  }

  /** A namespace with the account of JobManagers, as the chart makes it. */
  async namespaceForJobs(prefix: string): Promise<string> {
    const namespace = await this.bench.namespace(prefix);
    await this.must(['apply', '-f', '-'], jobAccount(namespace));
    return namespace;
  }

  async statusOf(namespace: string, object: string): Promise<Status> {
    const text = await this.must(['get', '-n', namespace, object, '-o', 'json']);
    const { status = {}, metadata } = JSON.parse(text) as { status?: Status; metadata: { generation: number } };
    return { ...status, generation: metadata.generation } as Status;
  }

  becomes(namespace: string, object: string, holds: (status: Status) => boolean, seconds = 150): Promise<Status> {
    return this.bench.waitFor(
      `${object} is as it should be`,
      async () => {
        const status = await this.statusOf(namespace, object);
        return holds(status) && status;
      },
      seconds,
    );
  }

  /** The name of the FlinkStateSnapshot that begins like this, once it is COMPLETED. */
  completed(namespace: string, beginning: string): Promise<string> {
    return this.bench.waitFor(`${beginning}… is completed`, async () => {
      const query = ['get', 'flinksnp', '-n', namespace, '-l', 'snapshot.state=COMPLETED', '-o', 'name'];
      const names = (await this.must(query)).split('\n').map((name) => name.slice(name.indexOf('/') + 1));
      return names.find((name) => name.startsWith(beginning));
    });
  }

  async podsOf(namespace: string, name: string): Promise<string[]> {
    const text = await this.must(['get', 'pods', '-n', namespace, '-l', `app=${name}`, '-o', 'name']);
    return text.trim() === '' ? [] : text.trim().split('\n');
  }

  /** Its pods, by the part of the cluster that they are. */
  async podOf(namespace: string, name: string, component: 'jobmanager' | 'taskmanager'): Promise<string> {
    const selector = `app=${name},component=${component}`;
    const text = await this.must(['get', 'pods', '-n', namespace, '-l', selector, '-o', 'name']);
    const [first] = text.trim().split('\n');
    assert.ok(first, `no ${component} of ${name}`);
    return first.replace('pod/', '');
  }
}
