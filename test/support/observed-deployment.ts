import type { ReconcilableSpec } from '../../src/engine/flink-deployment/configuration/from-spec.ts';
import { footingOf } from '../../src/engine/flink-deployment/footing.ts';
import type { ObservedDeployment } from '../../src/engine/flink-deployment/observed.ts';
import type { Status } from '../../src/engine/flink-deployment/subject.ts';
import { engineLimits } from '../../src/engine/options.ts';
import { writeKeptSpec } from '../../src/engine/status/last-spec.ts';
import { EffectiveConfiguration, OperatorConfiguration } from '../../src/values/effective-configuration.ts';

const resource = { memory: '1g', cpu: 1 };

/** A spec with a job; with what is said of it. */
export function applicationSpec(
  job: ReconcilableSpec['job'] = {},
  more: Partial<ReconcilableSpec> = {},
): ReconcilableSpec {
  return {
    image: 'flink:1',
    flinkVersion: 'v1_20',
    jobManager: { resource },
    taskManager: { resource },
    ...more,
    job: { jarURI: 'local:///job.jar', parallelism: 1, ...job },
  } as ReconcilableSpec;
}

/** As the engine keeps it in a status. */
export const kept = (spec: ReconcilableSpec, firstDeployment = false): string =>
  writeKeptSpec({ spec, firstDeployment });

export type Facts = Partial<Omit<ObservedDeployment, 'configuration' | 'last'>> & {
  readonly configuration?: Readonly<Record<string, string>>;
};

export const now = new Date('2026-01-01T12:00:00Z');

/** What steps see of the FlinkDeployment `app`, whose JobManager is READY unless the status says otherwise. */
export function observedDeployment({
  status = {},
  wanted = applicationSpec(),
  configuration,
  ...facts
}: Facts): ObservedDeployment {
  const metadata = { name: 'app', namespace: 'default', uid: 'uid', generation: 2, resourceVersion: '1' };
  const known: Status = { jobManagerDeploymentStatus: 'READY', ...status };
  const effective = new EffectiveConfiguration(new Map(Object.entries(configuration ?? {})), []);
  return {
    deployment: { apiVersion: 'flink.apache.org/v1beta1', kind: 'FlinkDeployment', metadata, spec: wanted, status },
    generation: 2,
    ...footingOf(known, wanted),
    configuration: effective,
    limits: engineLimits(effective),
    place: { namespace: 'default', cluster: 'app', port: 8081, secure: false, timeout: 1, cancelTimeout: 1 },
    snapshots: {
      areResources: true,
      resources: [],
      progress: {},
      lastPeriodic: { savepoint: 0, checkpoint: 0 },
      timeZone: 'UTC',
    },
    planning: {
      operator: OperatorConfiguration.from({}),
      defaultLogFiles: {},
      printYaml: (value) => JSON.stringify(value),
    },
    randomId: () => 'f'.repeat(32),
    now,
    ...facts,
  };
}

/** What is there of a cluster of which everything runs. */
export const jobManagerOf = (uid = 'uid') => ({
  metadata: {
    name: 'app',
    uid: 'deployment',
    annotations: { 'flinkdeployment.flink.apache.org/generation': '2' },
    ownerReferences: [{ uid }],
  },
});

export const running = { jobManager: jobManagerOf(), taskManagers: undefined, pods: 2 };
export const gone = { jobManager: undefined, taskManagers: undefined, pods: 0 };
/** What high availability keeps of a job that has made a checkpoint. */
export const data = { maps: [], exists: true, hasCheckpoint: true };
