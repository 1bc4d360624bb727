import { isFinished, isStopped } from '../../../rules/flink-cluster/job-state.ts';
import { userControlAnnotation } from '../../../rules/flink-cluster/user-control.ts';
import type { Cluster, Control, JobSpec, JobStatus, Savepoint, Status } from '../subject.ts';
import { isOfRun } from './job-run.ts';
import { timestamp } from './timestamp.ts';

/** What the annotation asks for. */
export const userControl = ({ metadata }: Cluster): string | undefined => metadata.annotations?.[userControlAnnotation];

const isOver = ({ state }: Control): boolean => state === 'Succeeded' || state === 'Failed';

/** Whether somebody wants the job to end. A request that was carried out is none any more, also where it stays on record. */
export function isCancelAsked(cluster: Cluster, control: Control | undefined): boolean {
  if (userControl(cluster) === 'job-cancel' || cluster.spec.job?.cancelRequested === true) return true;
  return control?.name === 'job-cancel' && !isOver(control);
}

/** Whether Flink was told to cancel the job, without a savepoint. */
export function isCancelSent(recorded: Status | undefined): boolean {
  const { control, savepoint, components } = recorded ?? {};
  if (control?.name !== 'job-cancel' || control.state !== 'InProgress') return false;
  return !(savepoint?.triggerReason === 'job cancel' && components?.job && isOfRun(savepoint, components.job));
}

interface Circumstances {
  readonly cluster: Cluster;
  readonly recorded: Control | undefined;
  /** As they are derived. */
  readonly job: JobStatus | undefined;
  readonly savepoint: Savepoint | undefined;
  /** What was cancelled with the job runs still. */
  readonly isEnding: boolean;
  readonly now: Date;
}

/** What becomes of a request. Source: `spec/flinkcluster.md` 10. */
export function nextControl({ cluster, recorded, job, savepoint, isEnding, now }: Circumstances): Control | undefined {
  const asked = askedFor(cluster, job);
  if (asked !== undefined && asked !== recorded?.name && recorded?.state !== 'InProgress') {
    return { name: asked, state: 'Requested', updateTime: timestamp(now) };
  }
  const spec = cluster.spec.job;
  if (recorded?.name === 'savepoint' && isOver(recorded) && asked === 'savepoint' && job && isStopped(job)) {
    return { name: asked, ...tooLate, updateTime: timestamp(now) };
  }
  if (!recorded || isOver(recorded)) return recorded;
  const progress =
    recorded.name === 'savepoint'
      ? savepointProgress(recorded, { job, savepoint })
      : recorded.name === 'job-cancel'
        ? cancelProgress({ job, savepoint, spec, isEnding })
        : undefined;
  return progress ? { ...recorded, ...progress, updateTime: timestamp(now) } : recorded;
}

/** `cancelRequested` asks for the same as the annotation `job-cancel`, as long as there is something to cancel, and goes first. */
function askedFor(cluster: Cluster, job: JobStatus | undefined): string | undefined {
  const spec = cluster.spec.job;
  const isWanted = spec?.cancelRequested === true && job !== undefined && !isFinished(job, spec);
  return isWanted ? 'job-cancel' : userControl(cluster);
}

type Progress = { readonly state: 'Succeeded' } | { readonly state: 'Failed'; readonly message: string };

interface Seen extends Pick<Circumstances, 'job' | 'savepoint' | 'isEnding'> {
  readonly spec: JobSpec | undefined;
}

const failed = (message: string): Progress => ({ state: 'Failed', message });

const tooLate = failed('the job ended before a savepoint could be taken');

function savepointProgress(
  { state }: Control,
  { job, savepoint }: Pick<Seen, 'job' | 'savepoint'>,
): Progress | undefined {
  if (state === 'Requested') {
    return job && isStopped(job) ? tooLate : undefined;
  }
  if (!savepoint) return failed('no savepoint is recorded');
  if (savepoint.state === 'Succeeded') return { state: 'Succeeded' };
  return savepoint.state === 'InProgress' ? undefined : failed(savepoint.message || 'the savepoint failed');
}

function cancelProgress({ job, savepoint, spec, isEnding }: Seen): Progress | undefined {
  // A savepoint that was taken for something else, or of an earlier run, says nothing about the cancelling.
  const own = savepoint?.triggerReason === 'job cancel' && job && isOfRun(savepoint, job) ? savepoint : undefined;
  // Stopped with a savepoint, a job is at its end before its savepoint is known.
  if (!job || own?.state === 'InProgress') return undefined;
  if (job.state === 'Cancelled') {
    if (!own && isEnding) return undefined;
    return !own || own.state === 'Succeeded' ? { state: 'Succeeded' } : failed(own.message || 'the savepoint failed');
  }
  return isOverFor(job, spec) ? failed(`the job was not cancelled, it is ${job.state}`) : undefined;
}

const isOverFor = (job: JobStatus | undefined, spec: JobSpec | undefined): boolean =>
  job !== undefined && spec !== undefined && isFinished(job, spec);

/** A job that was stopped with a savepoint ends as if it had come to its own end. */
export function relabelled(job: JobStatus, savepoint: Savepoint | undefined): JobStatus {
  const isCancelled =
    job.state === 'Succeeded' &&
    savepoint?.triggerReason === 'job cancel' &&
    savepoint.state === 'Succeeded' &&
    isOfRun(savepoint, job);
  return isCancelled ? { ...job, state: 'Cancelled' } : job;
}

/**
 * Whether the annotation has to go: what it asks for was done, or is refused. One that is there while the job runs or is to run and an equal request
 * ended earlier asks for the same once more, as soon as it can be done.
 */
export function isControlSpent(
  cluster: Cluster,
  recorded: Control | undefined,
  { control, job }: { readonly control: Control | undefined; readonly job: JobStatus | undefined },
): boolean {
  const asked = userControl(cluster);
  if (asked === undefined) return false;
  // One thing is done at a time.
  if (control?.name !== asked) return control?.state !== 'InProgress' && recorded?.state !== 'InProgress';
  if (!isOver(control)) return false;
  return !job || isStopped(job) || recorded?.state !== control.state;
}
