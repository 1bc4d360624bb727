import type { SavepointAnswer } from '../../../src/engine/flink-cluster/observed.ts';
import { deriveStatus } from '../../../src/engine/flink-cluster/status/derive-status.ts';
import { savepointReason } from '../../../src/engine/flink-cluster/status/savepoint-trigger.ts';
import type { Control } from '../../../src/engine/flink-cluster/subject.ts';
import { ago, jobCluster, now, observedCluster, recordedStatus } from '../../support/observed-cluster.ts';
import { annotated, listed, recordedJob } from './job-rows.ts';
import type { ControlIntakeRow, SavepointStatusRow, SavepointTriggerRow } from './rows.ts';

export function savepointTrigger(row: SavepointTriggerRow): SavepointTriggerRow['expect'] {
  const cluster = jobCluster({ savepointsDir: undefined, ...row.job }, annotated(row.userControl));
  const status = recordedStatus({
    components: { job: row.jobStatus },
    savepoint: row.savepointStatus,
    control: row.controlStatus,
  });
  return { trigger: savepointReason({ cluster, now }, status) ?? null };
}

const answers: Readonly<Record<string, SavepointAnswer>> = {
  running: { type: 'pending' },
  ok: { type: 'completed', path: 'gs://b/sp/9' },
  failed: { type: 'failed', error: new Error('no') },
  'query-error': { type: 'unanswered', since: now },
};

const controls: Readonly<Record<string, string>> = { 'user requested': 'savepoint', 'job cancel': 'job-cancel' };

export function savepointStatus(row: SavepointStatusRow): SavepointStatusRow['expect'] {
  const { triggerReason, recordedSavepointState, observedSavepoint, flink, recordedJobState } = row;
  const name = controls[triggerReason];
  const control: Control | undefined =
    name === undefined ? undefined : { name, state: 'InProgress', updateTime: ago(60) };
  const status = deriveStatus(
    observedCluster({
      cluster: jobCluster(),
      recorded: recordedStatus({
        components: {
          job: recordedJob(recordedJobState, { savepointGeneration: 2, savepointLocation: 'gs://b/sp/8' }),
        },
        savepoint: { jobID: 'j1', triggerID: 't', triggerReason, state: recordedSavepointState, triggerTime: ago(60) },
        control,
      }),
      savepoint: answers[observedSavepoint],
      ...listed(flink),
    }),
  );
  const { job } = status.components;
  return {
    savepointState: status.savepoint?.state ?? '',
    jobState: job?.state ?? '',
    savepointGeneration: job?.savepointGeneration ?? 0,
    savepointLocation: job?.savepointLocation ?? '',
    finalSavepoint: job?.finalSavepoint ?? false,
    savepointTimeStamped: job?.savepointTime === ago(0),
    ...(status.control && { controlState: status.control.state }),
  };
}

export function controlIntake({ userControl, recordedControl }: ControlIntakeRow): ControlIntakeRow['expect'] {
  const { control } = deriveStatus(
    observedCluster({
      cluster: jobCluster({}, annotated(userControl)),
      recorded: recordedStatus({ components: { job: recordedJob('Running') }, control: recordedControl }),
      ...listed('RUNNING'),
    }),
  );
  return {
    control: control ? { name: control.name, state: control.state } : null,
    message: Boolean(control?.message),
  };
}
