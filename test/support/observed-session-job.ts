import type { ObservedSessionJob } from '../../src/engine/flink-session-job/observed.ts';
import type { SessionCluster, SessionJob, Spec, Status } from '../../src/engine/flink-session-job/subject.ts';
import { lastReconciled } from '../../src/engine/status/bookkeeping.ts';
import { now, observedDeployment } from './observed-deployment.ts';

type Facts = Partial<ObservedSessionJob> & { readonly wanted: Spec };

/** A session cluster that answers. */
export function sessionCluster(): SessionCluster {
  const { deployment, configuration, place } = observedDeployment({});
  return { deployment, flinkVersion: 'v1_20', configuration, place, ready: true, down: false, starts: false };
}

/** What steps see of the FlinkSessionJob `job` of generation 2, of which its cluster has said nothing yet. */
export function observedSessionJob({ wanted, status = {}, ...facts }: Facts): ObservedSessionJob {
  const { limits, snapshots, randomId, configuration } = observedDeployment({});
  const metadata = { name: 'job', namespace: 'default', uid: 'uid', generation: 2, resourceVersion: '1' };
  const job: SessionJob = {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkSessionJob',
    metadata,
    spec: wanted,
    status: status as Status,
  };
  return {
    job,
    wanted,
    generation: 2,
    status,
    last: lastReconciled<Spec>(status),
    cluster: sessionCluster(),
    configuration,
    answer: undefined,
    savepoint: undefined,
    submission: { type: 'none' },
    limits,
    snapshots,
    randomId,
    now,
    ...facts,
  };
}
