import type { Decision, Step } from '../../step.ts';
import { makeChild } from '../children.ts';
import { isSavepointChosen } from '../chosen-savepoint.ts';
import { removeSubmitter } from '../remove-submitter.ts';
import { applicationJob } from '../resources/application-job.ts';
import { submitterJob } from '../resources/submitter-job.ts';
import { runningJobs } from '../running-jobs.ts';
import type { Situation } from '../situation.ts';
import { isCancelAsked } from '../status/control.ts';
import { isWaiting, withoutRun } from '../status/job-run.ts';
import { timestamp } from '../status/timestamp.ts';
import { isUpdatePending } from '../status/update-state.ts';
import { isApplication, type JobStatus, type Status } from '../subject.ts';
import { waitsFor } from '../waits.ts';
import { startingSavepoint } from '../wanted.ts';

/** A job is submitted once its cluster is what it should be and nothing of the last run is left. Source: `spec/flinkcluster.md` 7, 8. */
export const submit: Step<Situation, Status> = (situation) => {
  const { observed, components, status, plan, metadata, update } = situation;
  const { job } = status.components;
  if (!job || !isWaiting(job) || isCancelAsked(observed.cluster, status.control)) return undefined;
  // A JobManager that goes answers until it is gone.
  if (isUpdatePending(status) && update.state !== 'Finished') return undefined;
  if (components.jobManager?.metadata.deletionTimestamp !== undefined) return undefined;
  if (observed.remains) return { status, again: 2000, pending: remaining };
  // The run before may go on where nobody answers, or come back with its JobManager.
  if (!observed.jobs && job.state !== 'Pending' && !isApplication(plan.spec))
    return { status, again: 2000, pending: silent };
  const running = runningJobs(situation).map(({ id }) => id);
  if (running.length > 0) return { status, again: 2000, ...unexpected(running) };
  if (observed.submitter) return removeSubmitter(observed.submitter.job, metadata, status);
  return plan.wanted.job ? begin(situation, job) : undefined;
};

/** The intention stands in the status before the Job is made: where that fails, it is made by a later pass. */
function begin(situation: Situation, job: JobStatus): Decision<Status> {
  const { plan, spec, status, now, md5, limits } = situation;
  const { savepointLocation, ...rest } = withoutRun(job);
  const isApplication = spec.job?.mode === 'Application';
  // Flink refuses an id under which a job has ended.
  const runs = `${status.revision?.nextRevision}${job.restartCount ? `/${job.restartCount}` : ''}`;
  const id = isApplication ? md5(runs) : undefined;
  const savepoint = startingSavepoint({ status }, spec.job ?? {}, isSavepointChosen(situation));
  // It has run, and nothing is left of it.
  if (savepoint === undefined && job.startTime !== undefined)
    return { status, again: limits.times.reconcile, ...noState };
  const begun: JobStatus = {
    ...rest,
    deployTime: timestamp(now),
    ...(id !== undefined && { id }),
    ...(savepoint !== undefined && { fromSavepoint: savepoint, savepointLocation: savepoint }),
  };
  const child = (isApplication ? applicationJob : submitterJob).make({ ...plan, jobId: id, savepoint });
  return {
    status: { ...status, components: { ...status.components, job: begun }, ...brought(status) },
    actions: child ? [makeChild(situation, child)] : [],
    again: 2000,
  };
}

/** With its job, a change is brought about. From which state that begins is on record now. */
function brought({ revision }: Status): Pick<Status, 'revision'> {
  const next = revision?.nextRevision;
  return next === undefined ? {} : { revision: { ...revision, currentRevision: next } };
}

const silent = { reason: 'JobManagerSilent', message: 'the JobManager does not say yet whether it runs a job' };
const remaining = { reason: 'PodsRemain', message: 'pods of a Job that is gone may still submit or run the job' };
const noState = waitsFor('NoState', 'there is no savepoint from which the job could begin again');
const unexpected = (ids: readonly string[]) =>
  waitsFor('UnexpectedJobs', `the cluster runs jobs that are to end first: ${ids.join(', ')}`);
