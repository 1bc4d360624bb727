import { isActive } from '../../../rules/flink-cluster/job-state.ts';
import { isBlank } from '../../../rules/flink-cluster/update-ready.ts';
import type { Step } from '../../step.ts';
import { isSavepointChosen } from '../chosen-savepoint.ts';
import type { Situation } from '../situation.ts';
import { isUpdatePending } from '../status/update-state.ts';
import { stopWithSavepoint } from '../stop.ts';
import type { JobStatus, Status } from '../subject.ts';
import { withdraw } from '../withdraw.ts';

/** A job that runs is ended, with its state, before its cluster is changed. Source: `spec/flinkcluster.md` 13.2. */
export const prepareUpdate: Step<Situation, Status> = (situation) => {
  const { status, spec, update } = situation;
  const { job } = status.components;
  if (!job || !spec.job || !isActive(job) || !isUpdatePending(status) || update.isLight) return undefined;
  if (job.state === 'Deploying') {
    return isBeingSubmitted(situation, job)
      ? { status, again: 2000, pending: submitting }
      : withdraw(situation, status);
  }
  if (status.savepoint?.state === 'InProgress') return { status, again: 1000, pending: stopping };
  // What is waited for may be a savepoint that is due, or a TaskManager that is missing: later steps see to that.
  if (isSavepointChosen(situation) || spec.job.takeSavepointOnUpdate === false) return undefined;
  if (job.finalSavepoint) return { status, again: 1000, pending: stopping };
  if (isBlank(spec.job.savepointsDir)) return undefined;
  const decision = stopWithSavepoint(situation, 'update', status);
  return decision.actions ? decision : undefined;
};

/** One that does not come about, as with an image that is not there, would stand in the way of every change. */
const isBeingSubmitted = ({ observed, now }: Situation, { deployTime = '' }: JobStatus): boolean =>
  observed.jobs !== undefined && now.getTime() - Date.parse(deployTime) < submission;

/** Milliseconds that a submission takes where the JobManager answers. */
const submission = 120_000;

const submitting = { reason: 'Submitting', message: 'the job is being submitted; the change comes after that' };
const stopping = { reason: 'Stopping', message: 'a savepoint is taken, after which the job ends' };
