import { isFailed } from '../../../rules/flink-cluster/job-state.ts';
import { nextRestart } from '../../restarts.ts';
import type { Decision, Step } from '../../step.ts';
import type { ListedJob } from '../observed.ts';
import { runningJobs } from '../running-jobs.ts';
import type { Situation } from '../situation.ts';
import { isCancelAsked } from '../status/control.ts';
import { restarting, wasStoppedForUpdate } from '../status/job-run.ts';
import { isUpdatePending } from '../status/update-state.ts';
import type { JobStatus, Status } from '../subject.ts';
import { waitsFor } from '../waits.ts';

/** A job that has failed comes back by its policy, and one that was stopped for a change comes back where the change was taken back. */
export const beginAgain: Step<Situation, Status> = (situation) => {
  const decision = course(situation);
  return decision?.status === situation.status && !decision.actions ? undefined : decision;
};

/** Until then, or where it does not come back, its cluster is looked after like any other. */
export const waitToBeginAgain: Step<Situation, Status> = (situation) => course(situation);

function course(situation: Situation): Decision<Status> | undefined {
  const { observed, status, spec } = situation;
  const { job } = status.components;
  if (!job || !spec.job || isUpdatePending(status) || isCancelAsked(observed.cluster, status.control)) return undefined;
  if (wasStoppedForUpdate(status, job))
    return { status: withJob(status, { ...restarting(job), restartCount: job.restartCount ?? 0 }), again: 0 };
  if (!isFailed(job) || spec.job.restartPolicy !== 'FromSavepointOnFailure') return undefined;
  // Taken for failed while nobody could say, as where its submitter has failed.
  const own = ownRun(situation, job);
  return own ? { status: withJob(status, goingOn(job, own)), again: 0 } : restart(situation, job);
}

/** Of one whose submitter was taken away, nobody has said under which id it runs. */
function ownRun(situation: Situation, { id }: JobStatus): ListedJob | undefined {
  const [first, ...others] = runningJobs(situation);
  if (id === undefined) return others.length === 0 ? first : undefined;
  return [first, ...others].find((job) => job?.id === id);
}

const goingOn = ({ completionTime: _, failureReasons: __, ...job }: JobStatus, { id }: ListedJob): JobStatus => ({
  ...job,
  id,
  state: 'Running',
});

/** Never from an empty state, nor from one that is too old, and less and less often. Source: `spec/flinkcluster.md` 12, 18. */
function restart({ status, spec, metadata, now }: Situation, job: JobStatus): Decision<Status> | undefined {
  if (!job.savepointLocation && !job.fromSavepoint) return { status, ...noState };
  if (!isFresh(job, spec.job?.maxStateAgeToRestoreSeconds)) return { status, ...tooOld };
  const since = Date.parse(job.completionTime ?? '') || now.getTime();
  const next = nextRestart(metadata, since, now.getTime());
  switch (next.type) {
    case 'now':
      return { status: withJob(status, restarting(job)), annotations: next.annotations, again: 0 };
    case 'later':
      return { status, again: next.milliseconds, ...later(next.count) };
    case 'never':
      return { status, ...noMore(next.count) };
  }
}

/** A savepoint that its owner has named is as old as he wants it. */
function isFresh({ savepointTime, completionTime }: JobStatus, seconds: number | undefined): boolean {
  if (seconds === undefined || savepointTime === undefined || completionTime === undefined) return true;
  return Date.parse(savepointTime) + seconds * 1000 >= Date.parse(completionTime);
}

const withJob = (status: Status, job: JobStatus): Status => ({ ...status, components: { ...status.components, job } });

const noState = waitsFor('NoState', 'the job has failed, and there is no savepoint from which it could begin again');
const tooOld = waitsFor(
  'StateTooOld',
  'the job has failed, and its last savepoint is older than maxStateAgeToRestoreSeconds allows',
);
const later = (count: number) =>
  waitsFor('RestartPending', `the job was begun again ${count} times, and is once more after a pause`);
const noMore = (count: number) =>
  waitsFor('RestartsExhausted', `the job was begun again ${count} times without success; another spec begins it again`);
