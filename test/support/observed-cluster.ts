import type { KubeObject } from '../../src/api/meta.ts';
import { defaultFlinkCluster } from '../../src/defaults/flink-cluster.ts';
import type {
  Components,
  Labelled,
  ObservedCluster,
  ObservedService,
  Submitter,
  SubmitterJob,
  Workload,
} from '../../src/engine/flink-cluster/observed.ts';
import type { Cluster, Status } from '../../src/engine/flink-cluster/subject.ts';
import { flinkCluster } from './flink-cluster.ts';
import { overlay } from './overlay.ts';

export const now = new Date('2026-06-01T12:00:00Z');

/** Points of time as a status has them, by seconds before now. */
export const ago = (seconds: number): string =>
  new Date(now.getTime() - seconds * 1000).toISOString().replace('.000', '');

export const revisions = { current: 'orders-aaa-1', next: 'orders-bbb-2' };
export const notPending = { currentRevision: revisions.current, nextRevision: revisions.current };
export const pending = { currentRevision: revisions.current, nextRevision: revisions.next };

/** What is stored of the cluster `orders`, with its defaults. */
export function storedCluster(changes: object = {}): Cluster {
  return overlay(defaultFlinkCluster(flinkCluster(changes) as KubeObject), {
    metadata: { uid: 'uid', generation: 1, resourceVersion: '1' },
  }) as Cluster;
}

/** A job cluster with a savepointsDir. */
export function jobCluster(job: object = {}, changes: object = {}): Cluster {
  return storedCluster(
    overlay({ spec: { job: { jarFile: '/job.jar', savepointsDir: 'gs://b/sp', ...job } } }, changes) as object,
  );
}

export const labelled = (name: string, revision = 'orders-aaa'): Labelled => ({
  metadata: { name, uid: name, labels: { 'flinkoperator.k8s.io/revision-name': revision } },
});

export const workload = (name: string, ready: number, replicas: number, revision?: string): Workload => ({
  ...labelled(name, revision),
  spec: { replicas },
  status: ready === 0 ? {} : { readyReplicas: ready },
});

export const service = (
  spec: ObservedService['spec'] = { type: 'ClusterIP', clusterIP: '10.0.0.1' },
  revision?: string,
): ObservedService => ({ ...labelled('orders-jobmanager', revision), spec });

/** All that belongs to the cluster, with the first of JobManager, its Service and TaskManager ready. */
export function components({ ready = 3, revision = 'orders-aaa' } = {}): Components {
  return {
    configMap: labelled('orders-configmap', revision),
    jobManager: workload('orders-jobmanager', ready > 0 ? 1 : 0, 1, revision),
    jobManagerService: service({ type: 'ClusterIP', ...(ready > 1 && { clusterIP: '10.0.0.1' }) }, revision),
    taskManager: workload('orders-taskmanager', ready > 2 ? 2 : 0, 2, revision),
    taskManagerService: labelled('orders-taskmanager', revision),
  };
}

export function submitter(status: SubmitterJob['status'], more: Omit<Submitter, 'job'> = {}): Submitter {
  return { job: { ...labelled('orders-job-submitter'), ...(status && { status }) }, ...more };
}

/** A status of a cluster in which everything runs. */
export const recordedStatus = (changes: object = {}): Status =>
  overlay({ state: 'Running', components: {}, revision: notPending }, changes) as Status;

/** What is seen of a cluster of which everything runs, and what is different. */
export function observedCluster(facts: Partial<ObservedCluster> = {}): ObservedCluster {
  const recorded = 'recorded' in facts ? facts.recorded : recordedStatus();
  const { currentRevision = revisions.current, nextRevision = currentRevision } = recorded?.revision ?? {};
  return {
    cluster: storedCluster(),
    revisions: { current: { name: currentRevision }, next: { name: nextRevision } },
    components: components(),
    now,
    ...facts,
    recorded,
  };
}
