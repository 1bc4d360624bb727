import { isActive } from '../../../rules/flink-cluster/job-state.ts';
import { isBlank } from '../../../rules/flink-cluster/update-ready.ts';
import type { Decision, Step } from '../../step.ts';
import { begunControl } from '../begun-control.ts';
import { removeSubmitter } from '../remove-submitter.ts';
import { cancelled } from '../running-jobs.ts';
import type { Situation } from '../situation.ts';
import { isCancelAsked } from '../status/control.ts';
import { restOf } from '../status/job-rest.ts';
import { cancelWithout, stopWithSavepoint } from '../stop.ts';
import type { JobStatus, Status } from '../subject.ts';
import { hasEnded } from '../termination-message.ts';
import { withdraw } from '../withdraw.ts';

/** A job that is to end for good is stopped with a savepoint where there is a place for one. Source: `spec/flinkcluster.md` 11. */
export const cancel: Step<Situation, Status> = (situation) => {
  const { observed, status, spec } = situation;
  const { job } = status.components;
  if (job?.state === 'Cancelled' && status.control?.name === 'job-cancel') return cancelRest(situation, job);
  if (!job || !spec.job || !isActive(job) || !isCancelAsked(observed.cluster, status.control)) return undefined;
  const underWay = beingCancelled(situation);
  if (job.state === 'Deploying') return withdraw(situation, underWay);
  // With its last savepoint it ends; the list of jobs may be older than that.
  if (status.savepoint?.state === 'InProgress' || job.finalSavepoint) return { status: underWay, again: 1000 };
  if (isBlank(spec.job.savepointsDir)) return cancelWithout(situation, underWay);
  return stopWithSavepoint(situation, 'job cancel', underWay);
};

function beingCancelled(situation: Situation): Status {
  const control = begunControl(situation, 'job-cancel');
  return control ? { ...situation.status, control } : situation.status;
}

/** What was on its way when the job was cancelled. */
function cancelRest(situation: Situation, job: JobStatus): Decision<Status> | undefined {
  const { observed, status, metadata } = situation;
  const { submitter } = observed;
  if (submitter && job.id === undefined && !hasEnded(submitter.job))
    return removeSubmitter(submitter.job, metadata, status);
  const rest = restOf(job, observed);
  if (rest.length === 0) return undefined;
  return { status, actions: cancelled(situation, rest), again: 2000, pending: cancelling };
}

const cancelling = { reason: 'Cancelling', message: 'what was submitted is being cancelled' };
