import { isStopped } from '../../../rules/flink-cluster/job-state.ts';
import { isBlank, isUpdateReady } from '../../../rules/flink-cluster/update-ready.ts';
import type { Step } from '../../step.ts';
import type { Situation } from '../situation.ts';
import { isCancelAsked } from '../status/control.ts';
import { isUpdatePending, justNamed } from '../status/update-state.ts';
import type { Status } from '../subject.ts';
import { waitsFor } from '../waits.ts';

/** A change that cannot begin is told, and its cluster is looked after like any other until then. */
export const waitToUpdate: Step<Situation, Status> = ({ status, spec, update, observed, now }) => {
  const { job } = status.components;
  if (!job || !spec.job || !isUpdatePending(status) || update.state !== 'Preparing') return undefined;
  if (isCancelAsked(observed.cluster, status.control) || status.savepoint?.state === 'InProgress') return undefined;
  const named = justNamed(spec.job, { recorded: status, revisions: observed.revisions });
  const isReady = isUpdateReady(job, named, now);
  // A savepoint that has just been taken may be too old soon, and a job that has just ended is nothing to wait for.
  const begins = { status, again: 100 };
  if (isStopped(job)) return isReady ? begins : { status, ...ended };
  if (spec.job.takeSavepointOnUpdate === false) return isReady ? begins : { status, ...tooOld };
  return isBlank(spec.job.savepointsDir) ? { status, ...noPlace } : undefined;
};

const ended = waitsFor(
  'UpdatePending',
  'the job has ended without a savepoint as young as maxStateAgeToRestoreSeconds asks for; fromSavepoint names one to begin from',
);
const tooOld = waitsFor(
  'UpdatePending',
  'the change waits for a savepoint that is not older than maxStateAgeToRestoreSeconds allows',
);
const noPlace = waitsFor('UpdatePending', 'the change waits for a savepoint, and savepointsDir names no place for one');
