import { deriveStatus } from '../../../src/engine/flink-cluster/status/derive-status.ts';
import { updateOf } from '../../../src/engine/flink-cluster/status/update-state.ts';
import { isActive } from '../../../src/rules/flink-cluster/job-state.ts';
import {
  ago,
  components,
  jobCluster,
  notPending,
  observedCluster,
  pending,
  recordedStatus,
  storedCluster,
  submitter,
} from '../../support/observed-cluster.ts';
import { recordedJob } from './job-rows.ts';
import type { ClusterStateRow, UpdateStateRow } from './rows.ts';

/** The submitter of a job that goes on is at work, so that the job stays as it is recorded. */
const submitterOf = (state: string) => (isActive({ state }) ? { submitter: submitter({ active: 1 }) } : {});

export function clusterState(row: ClusterStateRow): ClusterStateRow['expect'] {
  const { recordedClusterState: state, readyComponents: ready, recordedJobState, cleanupAction: action } = row;
  const policy = { afterJobSucceeds: action, afterJobFails: action, afterJobCancelled: action };
  // A job that goes on is not replaced before its savepoint is taken.
  const saved = row.updateTriggered && recordedJobState !== null && !isActive({ state: recordedJobState });
  const job =
    recordedJobState === null ? undefined : recordedJob(recordedJobState, saved ? { finalSavepoint: true } : {});
  const revision = row.updateTriggered ? pending : notPending;
  const observed = observedCluster({
    cluster: job ? jobCluster(action === null ? {} : { cleanupPolicy: policy }) : storedCluster(),
    recorded: recordedStatus({ state: state ?? '', components: { job }, revision }),
    components: components({ ready }),
    ...(recordedJobState !== null && submitterOf(recordedJobState)),
  });
  const status = deriveStatus(observed);
  return {
    clusterState: status.state,
    jobState: status.components.job?.state ?? null,
    changed: status !== observed.recorded,
  };
}

const savepoints = { none: undefined, fresh: ago(120), stale: ago(3600) };

export function updateState(row: UpdateStateRow): UpdateStateRow['expect'] {
  const { takeSavepointOnUpdate, maxStateAgeToRestoreSeconds, finalSavepoint, savepoint, componentsAt } = row;
  const savepointTime = savepoints[savepoint];
  const job = recordedJob(row.recordedJobState, {
    ...(finalSavepoint && { finalSavepoint }),
    ...(savepointTime !== undefined && { savepointTime, savepointLocation: 'gs://b/sp/8' }),
  });
  const observed = observedCluster({
    cluster: jobCluster({ takeSavepointOnUpdate, maxStateAgeToRestoreSeconds }),
    recorded: recordedStatus({ components: { job: { ...job } }, revision: pending }),
    components: components({ revision: componentsAt === 'nextRevision' ? 'orders-bbb' : 'orders-aaa' }),
    ...submitterOf(row.recordedJobState),
  });
  const status = deriveStatus(observed);
  return {
    updateState: updateOf(observed).state,
    jobState: status.components.job?.state ?? '',
    clusterState: status.state,
    currentRevision: status.revision?.currentRevision ?? '',
  };
}
