import type { ListedJob, ObservedCluster, Submitter } from '../../../src/engine/flink-cluster/observed.ts';
import { deriveStatus } from '../../../src/engine/flink-cluster/status/derive-status.ts';
import type { JobStatus } from '../../../src/engine/flink-cluster/subject.ts';
import { userControlAnnotation } from '../../../src/rules/flink-cluster/user-control.ts';
import { ago, jobCluster, now, observedCluster, recordedStatus, submitter } from '../../support/observed-cluster.ts';
import type { JobStateRow } from './rows.ts';

/** What is recorded of job `j1`, with the times that its state has. */
export function recordedJob(state: string, more: Partial<JobStatus> = {}): JobStatus {
  const times: Readonly<Record<string, Partial<JobStatus>>> = {
    Pending: {},
    Updating: {},
    Restarting: {},
    Deploying: { deployTime: ago(120) },
    Running: { deployTime: ago(120), startTime: ago(100) },
  };
  const ended = { deployTime: ago(900), startTime: ago(800), completionTime: ago(60) };
  return { state, id: 'j1', ...(times[state] ?? ended), ...more };
}

/** What Flink lists of a recording. */
export function listed(flink: string): { readonly jobs?: readonly ListedJob[] } {
  if (flink === 'api-down') return {};
  return { jobs: flink === 'no-jobs' ? [] : [{ id: 'j1', state: flink } as ListedJob] };
}

export const annotated = (control: string | null) => ({
  ...(control !== null && { metadata: { annotations: { [userControlAnnotation]: control } } }),
});

function submitterOf(row: JobStateRow): Submitter | undefined {
  const [kind = ''] = row.submitter.split('-');
  const told = row.submitter.endsWith('-with-job-id') && { jobId: 'j1', message: 'ok' };
  const kinds: Readonly<Record<string, Submitter>> = {
    initialising: submitter({}),
    active: submitter({ active: 1 }),
    succeeded: submitter({ succeeded: 1 }, { exitCode: 0 }),
    failed: submitter({ failed: 1 }, { exitCode: 1, message: 'boom' }),
  };
  const found = kinds[kind];
  return found && { ...found, ...told };
}

function observedOf(row: JobStateRow): ObservedCluster {
  const { recordedJobState, cancelAnnotation, flink } = row;
  const job = recordedJobState === null ? undefined : recordedJob(recordedJobState);
  return observedCluster({
    cluster: jobCluster({}, annotated(cancelAnnotation ? 'job-cancel' : null)),
    recorded: recordedStatus({ components: { job } }),
    submitter: submitterOf(row),
    ...listed(flink),
  });
}

const stampable = ['deployTime', 'startTime', 'completionTime'] as const;

export function jobState(row: JobStateRow): JobStateRow['expect'] {
  const observed = observedOf(row);
  const { state, components } = deriveStatus(observed);
  const { job } = components;
  const stamped = stampable.filter((field) => job?.[field] !== undefined && Date.parse(job[field]) === now.getTime());
  return {
    jobState: job?.state ?? '',
    clusterState: state,
    ...(stamped.length > 0 && { stamped }),
    ...(job?.submitterExitCode && { submitterExitCode: job.submitterExitCode }),
    ...(job?.failureReasons && { failureReasons: job.failureReasons }),
  };
}
