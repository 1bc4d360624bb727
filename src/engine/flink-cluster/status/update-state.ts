import { hasNeverRun, isActive } from '../../../rules/flink-cluster/job-state.ts';
import { changedPaths } from '../../../rules/flink-cluster/same-meaning.ts';
import { isBlank, isUpdateReady } from '../../../rules/flink-cluster/update-ready.ts';
import { type ComponentName, type Labelled, type ObservedCluster, type Revisions, revisionOf } from '../observed.ts';
import { unnumbered } from '../revision.ts';
import { isApplication, type JobSpec, type JobStatus, type Spec, type Status } from '../subject.ts';
import { isOfRun } from './job-run.ts';

type UpdateState = 'NoUpdate' | 'Preparing' | 'InProgress' | 'Finished';

export interface Update {
  readonly state: UpdateState;
  /** What differs makes no difference to what runs, or only to how many TaskManagers do: nothing is begun anew. */
  readonly isLight: boolean;
}

/** How far the spec that is recorded as next is brought about. Source: `spec/flinkcluster.md` 13.2. */
export function updateOf(observed: ObservedCluster): Update {
  const { cluster, recorded, revisions, now } = observed;
  if (!isUpdatePending(recorded)) return { state: 'NoUpdate', isLight: false };
  if (isWithdrawn(observed)) return { state: 'Preparing', isLight: false };
  if (isTakenBack(observed)) return { state: 'Finished', isLight: false };
  const isLight = isLightChange(revisions);
  const spec = cluster.spec.job;
  const job = recorded?.components.job;
  const { isReplaceable = isUpdateReady(job, justNamed(spec ?? {}, observed), now) } = observed;
  if (!isLight && spec && !isReplaceable && !(job && hasNeverRun(job))) {
    return { state: 'Preparing', isLight: false };
  }
  return { state: isUpToDate(observed) ? 'Finished' : 'InProgress', isLight };
}

/** The job is not submitted any more, for another change than the one that is to come now: it is submitted for that one. */
const isWithdrawn = ({ recorded, submitter }: ObservedCluster): boolean =>
  recorded?.components?.job?.state === 'Deploying' &&
  (!submitter || submitter.job.metadata.deletionTimestamp !== undefined);

/** A change that was undone before anything of it was begun: everything is as it should be again. */
function isTakenBack(observed: ObservedCluster): boolean {
  const { revision, components, savepoint } = observed.recorded ?? {};
  const { job } = components ?? {};
  if (
    !job ||
    !isActive(job) ||
    unnumbered(revision?.currentRevision ?? '') !== unnumbered(revision?.nextRevision ?? '')
  )
    return false;
  const isBegun = job.finalSavepoint || (savepoint?.state === 'InProgress' && savepoint.triggerReason === 'update');
  return !isBegun && isUpToDate(observed);
}

interface Named {
  readonly recorded: Status | undefined;
  readonly revisions: Revisions;
}

/**
 * A savepoint that was named before is where the job began: its state is newer, as long as it runs, and also where it has ended with a
 * savepoint of which nobody knows where it is. Its owner may not want it to be saved.
 */
export function justNamed(spec: JobSpec, { recorded, revisions }: Named): JobSpec {
  const job = recorded?.components.job;
  const isNewer = job && (isActive(job) || isLeftUnknown(job, recorded));
  if (!isNewer || spec.takeSavepointOnUpdate === false || namesAnotherSavepoint(revisions, spec, job)) return spec;
  const { fromSavepoint: _, ...rest } = spec;
  return rest;
}

/** It was ended with a savepoint for a change, and who knew where that is has gone. */
function isLeftUnknown(job: JobStatus, { savepoint }: Status): boolean {
  const isLost = savepoint?.triggerReason === 'update' && savepoint.state === 'Failed' && isOfRun(savepoint, job);
  return isLost && job.state === 'Succeeded' && job.finalSavepoint !== true;
}

/** Where nobody knows any more what was named before, what runs is the newer state, and so it is where its run began from what is named. */
export function namesAnotherSavepoint(
  { current }: Revisions,
  job: JobSpec | undefined,
  run: Pick<JobStatus, 'fromSavepoint'> | undefined,
): boolean {
  if (!current.spec || isBlank(job?.fromSavepoint) || run?.fromSavepoint === job?.fromSavepoint) return false;
  const before = (current.spec as { readonly job?: JobSpec }).job;
  return before?.fromSavepoint !== job?.fromSavepoint;
}

/** Whether another spec than the one that runs is recorded as next. */
export function isUpdatePending(recorded: Status | undefined): boolean {
  const { currentRevision, nextRevision } = recorded?.revision ?? {};
  return nextRevision !== undefined && currentRevision !== nextRevision;
}

/** What a running job and the pods of its cluster do not depend on. */
const light: ReadonlySet<string> = new Set([
  'recreateOnUpdate',
  'revisionHistoryLimit',
  'podDisruptionBudget',
  'jobManager.ingress',
  'jobManager.ServiceAnnotations',
  'jobManager.ServiceLabels',
  'taskManager.replicas',
  'taskManager.horizontalPodAutoscaler',
  'job.autoSavepointSeconds',
  'job.takeSavepointOnUpdate',
  'job.maxStateAgeToRestoreSeconds',
  'job.savepointsDir',
]);

function isLightChange({ current, next }: Revisions): boolean {
  if (!current.spec || !next.spec) return false;
  const paths = changedPaths(current.spec, next.spec, []);
  return paths.length > 0 && paths.every((path) => light.has(String(path[0])) || light.has(path.slice(0, 2).join('.')));
}

/** Whether components are replaced now: not before an active job has ended, unless it goes on. */
export function isUpdatingComponents({ state, isLight }: Update, recorded: Status | undefined): boolean {
  const job = recorded?.components.job;
  return state === 'InProgress' && (isLight || !job || !isActive(job));
}

/** Those that an update brings to the next revision; the job follows once they are there. */
const updated: Readonly<Record<ComponentName, (spec: Spec) => boolean>> = {
  configMap: () => true,
  jobManager: (spec) => !isApplication(spec),
  jobManagerService: () => true,
  jobManagerIngress: ({ jobManager }) => jobManager?.ingress !== undefined,
  taskManager: () => true,
  taskManagerService: () => true,
  podDisruptionBudget: ({ podDisruptionBudget }) => podDisruptionBudget !== undefined,
  horizontalPodAutoscaler: ({ taskManager }) => taskManager?.horizontalPodAutoscaler !== undefined,
};

function isUpToDate({ cluster, recorded, components }: ObservedCluster): boolean {
  const names = Object.keys(updated) as ComponentName[];
  return names.every((name) => !updated[name](cluster.spec) || isAtNextRevision(components[name], recorded));
}

/** Whether a component is there as the spec that is recorded as next wants it. */
export function isAtNextRevision(component: Labelled | undefined, recorded: Status | undefined): boolean {
  return component !== undefined && revisionOf(component) === unnumbered(recorded?.revision?.nextRevision ?? '');
}
