import { readdirSync } from 'node:fs';
import path from 'node:path';
import { smallConfiguration } from '../../bench/flink/small-cluster.ts';
import { CountingDirectory } from './counting-directory.ts';
import type { Flink, FlinkOnBench } from './flink-on-bench.ts';

/** A version of Flink, as a FlinkCluster names it. */
export type ClusterFlink = Pick<Flink, 'image'> & { readonly flinkVersion: string };

export const olderFlink: ClusterFlink = { image: 'flink:1.20', flinkVersion: '1.20' };
export const newerFlink: ClusterFlink = { image: 'flink:2.2', flinkVersion: '2.2' };

export const countingJar = '/opt/flink/examples/streaming/StateMachineExample.jar';

export interface ClusterStatus {
  readonly state?: string;
  readonly components?: {
    readonly job?: {
      readonly id?: string;
      readonly state?: string;
      readonly fromSavepoint?: string;
      readonly savepointLocation?: string;
      readonly savepointGeneration?: number;
      readonly restartCount?: number;
      readonly failureReasons?: readonly string[];
    };
    readonly jobManager?: { readonly ready?: string };
    readonly taskManager?: { readonly ready?: string };
  };
  readonly control?: { readonly name?: string; readonly state?: string };
  readonly revision?: { readonly currentRevision?: string; readonly nextRevision?: string };
}

interface ClusterOptions {
  readonly job?: object | undefined;
  readonly flinkProperties?: Readonly<Record<string, string>>;
  readonly spec?: object;
  /** Mounted at the same place into every pod. */
  readonly directory?: string;
}

export function flinkCluster(
  name: string,
  namespace: string,
  { image, flinkVersion }: ClusterFlink,
  { job, flinkProperties, spec, directory }: ClusterOptions = {},
): object {
  const volumes = directory && {
    volumes: [{ name: 'shared', hostPath: { path: directory } }],
    volumeMounts: [{ name: 'shared', mountPath: directory }],
  };
  const resources = { requests: { cpu: '200m', memory: '600Mi' }, limits: { cpu: 2, memory: '800Mi' } };
  return {
    apiVersion: 'flinkoperator.k8s.io/v1beta1',
    kind: 'FlinkCluster',
    metadata: { name, namespace },
    spec: {
      flinkVersion,
      image: { name: image },
      serviceAccountName: 'flink',
      jobManager: { resources, ...volumes },
      taskManager: { replicas: 1, resources, ...volumes },
      flinkProperties: {
        ...smallConfiguration,
        'jobmanager.memory.process.size': '600m',
        'taskmanager.memory.process.size': '640m',
        ...flinkProperties,
      },
      ...(job && { job }),
      ...spec,
    },
  };
}

export interface CountingCluster {
  readonly at: string;
  readonly name: string;
  readonly directory: CountingDirectory;
  becomes(holds: (status: ClusterStatus) => boolean, seconds?: number): Promise<ClusterStatus>;
  running(): Promise<ClusterStatus>;
  patch(spec: object): Promise<void>;
  annotate(control: 'savepoint' | 'job-cancel'): Promise<void>;
  /** Of its StatefulSets and Jobs, by kind and name. */
  uids(): Promise<ReadonlyMap<string, string>>;
  countsToTheEnd(): Promise<void>;
  savepoints(): readonly string[];
}

interface CountingOptions {
  readonly mode?: 'Detached' | 'Blocking' | 'Application';
  readonly job?: object;
  /** Whether it can be told to fail. */
  readonly fails?: boolean;
  readonly flinkProperties?: Readonly<Record<string, string>>;
}

/** Job clusters that count to the end, with their state in a directory that outlives every pod. */
export async function startCounting(
  on: FlinkOnBench,
  name: string,
  flink: ClusterFlink,
  { mode = 'Detached', job, fails, flinkProperties }: CountingOptions = {},
): Promise<CountingCluster> {
  const at = await on.namespaceForJobs(name);
  const directory = new CountingDirectory(on.bench.directory, at);
  const whole = {
    mode,
    jarFile: countingJar,
    className: 'CountingJob',
    parallelism: 2,
    savepointsDir: `file://${directory.path}/savepoints`,
    args: [...directory.args, ...(fails ? directory.failing : [])],
    cleanupPolicy: { afterJobSucceeds: 'KeepCluster', afterJobFails: 'KeepCluster', afterJobCancelled: 'KeepCluster' },
    ...job,
  };
  await on.apply(
    flinkCluster(name, at, flink, {
      job: whole,
      directory: directory.path,
      flinkProperties: { 'execution.checkpointing.dir': `file://${directory.path}/checkpoints`, ...flinkProperties },
    }),
  );
  const object = `flinkclusters/${name}`;
  const becomes: CountingCluster['becomes'] = (holds, seconds) =>
    on.becomes(at, object, (status) => holds(status as ClusterStatus), seconds) as Promise<ClusterStatus>;
  const running = () =>
    becomes(({ state, components, revision }) => {
      const isCurrent = revision?.currentRevision === revision?.nextRevision;
      return state === 'Running' && components?.job?.state === 'Running' && isCurrent;
    });
  return {
    at,
    name,
    directory,
    becomes,
    running,
    patch: (spec) => on.patch(at, object, spec),
    async annotate(control) {
      await on.must(['annotate', '-n', at, object, `flinkclusters.flinkoperator.k8s.io/user-control=${control}`]);
    },
    async uids() {
      const columns = 'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid}{"\\n"}{end}';
      const text = await on.must(['get', 'statefulsets,jobs', '-n', at, '-o', columns]);
      return new Map(
        text
          .trim()
          .split('\n')
          .map((line) => line.split(' ') as [string, string]),
      );
    },
    async countsToTheEnd() {
      directory.end();
      await becomes(({ components }) => components?.job?.state === 'Succeeded');
      directory.assertCounted();
    },
    savepoints: () => readdirSync(path.join(directory.path, 'savepoints')),
  };
}
