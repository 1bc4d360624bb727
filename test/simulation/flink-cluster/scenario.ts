import type { KubeObject as Manifest } from '../../../src/api/meta.ts';
import { defaultFlinkCluster } from '../../../src/defaults/flink-cluster.ts';
import type { Random } from '../random.ts';
import type { Scenario } from '../run.ts';

/** One object that a user cares about. */
export interface Subject {
  readonly namespace: string;
  readonly name: string;
  /** As its owner first writes it. */
  readonly manifest: Manifest;
}

export const givenSavepoint = 's3://savepoints/given';
export const savepointOnDeletion = 'kubernetes.operator.job.savepoint-on-deletion';
export const plural = 'flinkclusters';

export function scenarioOf(random: Random): Scenario<Subject> {
  const namespaces = random.chance(0.3) ? ['one', 'two'] : ['one'];
  return {
    namespaces,
    namesNamespaces: random.chance(0.5),
    subjects: Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, (_, index) =>
      subjectOf(random, random.pick(namespaces), `fc${index}`),
    ),
    configuration: {
      ...(random.chance(0.2) && { 'kubernetes.operator.reconcile.parallelism': '1' }),
      ...(random.chance(0.2) && { 'kubernetes.operator.rate-limiter.limit': '0' }),
    },
    faultsEnd: random.between(60, 240) * 1000,
  };
}

/** What there is of a cluster, its job aside. */
function clusterOf(random: Random) {
  return {
    flinkVersion: random.pick(['1.20', '2.1']),
    image: { name: 'flink:1' },
    ...(random.chance(0.25) && { recreateOnUpdate: false }),
    ...(random.chance(0.3) && { revisionHistoryLimit: random.below(3) }),
    ...(random.chance(0.1) && { batchScheduler: { name: 'volcano' } }),
    ...(random.chance(0.2) && { podDisruptionBudget: { maxUnavailable: 1 } }),
    jobManager: {
      ...(random.chance(0.3) && { accessScope: random.pick(['Cluster', 'Headless', 'NodePort', 'External']) }),
      ...(random.chance(0.2) && { ingress: { hostFormat: '{{$clusterName}}.example.com' } }),
    },
    taskManager: {
      replicas: random.between(1, 3),
      ...(random.chance(0.3) && { deploymentType: 'Deployment' }),
      ...(random.chance(0.15) && { horizontalPodAutoscaler: { maxReplicas: 5 } }),
    },
    flinkProperties: {
      'execution.checkpointing.interval': `${random.pick([5, 10, 20])} s`,
      ...(random.chance(0.3) && { [savepointOnDeletion]: 'true' }),
    },
  };
}

const cleanUps = ['KeepCluster', 'DeleteCluster', 'DeleteTaskManager'] as const;

function jobOf(random: Random) {
  const isSaved = random.chance(0.85);
  const isRestarted = random.chance(0.5);
  const skips = isSaved && random.chance(0.25);
  const policy = (name: string) => random.chance(0.5) && { [name]: random.pick(cleanUps) };
  return {
    jarFile: '/opt/flink/job.jar',
    className: 'Main',
    args: ['arg-0'],
    mode: random.pick(['Detached', 'Detached', 'Blocking', 'Application', 'Application']),
    ...(random.chance(0.7) && { parallelism: random.between(1, 3) }),
    ...(isSaved && { savepointsDir: 's3://savepoints' }),
    ...(isSaved && random.chance(0.35) && { autoSavepointSeconds: random.pick([10, 20, 60]) }),
    ...(skips && { takeSavepointOnUpdate: false }),
    ...((isRestarted || skips) && { maxStateAgeToRestoreSeconds: random.pick([10, 60, 3600]) }),
    ...(isRestarted && { restartPolicy: 'FromSavepointOnFailure' }),
    ...(random.chance(0.25) && { fromSavepoint: givenSavepoint }),
    cleanupPolicy: { ...policy('afterJobSucceeds'), ...policy('afterJobFails'), ...policy('afterJobCancelled') },
  };
}

function subjectOf(random: Random, namespace: string, name: string): Subject {
  const spec = { ...clusterOf(random), ...(random.chance(0.8) && { job: jobOf(random) }) };
  const written = {
    apiVersion: 'flinkoperator.k8s.io/v1beta1',
    kind: 'FlinkCluster',
    metadata: { name, namespace },
    spec,
  } as Manifest;
  // Without the gate, nobody fills anything in.
  return { namespace, name, manifest: random.chance(0.8) ? defaultFlinkCluster(written) : written };
}
