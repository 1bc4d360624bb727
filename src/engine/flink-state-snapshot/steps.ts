import { shortened } from '../../values/kubernetes-name.ts';
import type { Happening } from '../happening.ts';
import { savepointFormat } from '../options.ts';
import { reconciliationError } from '../status/exceptions.ts';
import { isTerminal } from '../status/observed-job.ts';
import { errorSummary } from '../status/status-error.ts';
import type { Decision, Step } from '../step.ts';
import { mayArrive, nextLookAtTrigger } from '../triggers.ts';
import type { ObservedSnapshot } from './observed.ts';
import { directoryOf, type Status, type Target, typeOf } from './subject.ts';

type SnapshotStep = Step<ObservedSnapshot, Status>;

/** Milliseconds for which a snapshot waits for a job that does not run, and perhaps will again. */
export const patience = 600_000;
/** Milliseconds before the second try; it doubles with each further one. */
const firstPause = 10_000;
const longestPause = 600_000;

const isOver = ({ state }: Status) => state === 'COMPLETED' || state === 'ABANDONED' || state === 'FAILED';

/** What has come to an end stays as it is. */
const rest: SnapshotStep = ({ status }) => (isOver(status) ? { status } : undefined);

/** A savepoint that is there needs nothing but to be known. */
const adopt: SnapshotStep = ({ snapshot, status, now }) => {
  const { savepoint } = snapshot.spec;
  if (!savepoint?.alreadyExists) return undefined;
  const at = now.toISOString();
  const { path } = savepoint;
  const times = { triggerTimestamp: at, resultTimestamp: at };
  return {
    status: { ...status, state: 'COMPLETED', failures: 0, ...times, ...(path && { path }) },
    labels: labelsOf({ snapshot }, 'COMPLETED'),
  };
};

/** The job is gone or has ended, so that there is nothing to take a snapshot of. Source: `spec/flink-engine.md` 7.3, 11. */
const abandon: SnapshotStep = (observed) => {
  const { target, status, snapshot, waited, progress } = observed;
  if (progress?.type === 'completed' || progress?.type === 'failed') return undefined;
  const { jobReference } = snapshot.spec;
  const job = `${jobReference?.kind ?? 'FlinkDeployment'} ${jobReference?.name}`;
  if (!target) return abandoned(observed, `${job} is not there`);
  const { state } = target.status.jobStatus ?? {};
  if (state === 'RUNNING' && target.ready) return undefined;
  if (isTerminal(state)) return abandoned(observed, `the job of ${job} has ended`);
  const left = patience - waited;
  if (left <= 0) return abandoned(observed, `the job of ${job} does not run`);
  return {
    status: { failures: 0, ...status, state: status.state ?? 'TRIGGER_PENDING' },
    again: Math.min(left, observed.limits.times.reconcile),
  };
};

function abandoned({ status, now, snapshot }: ObservedSnapshot, message: string): Decision<Status> {
  const { path: _, ...known } = status;
  return {
    status: { failures: 0, ...known, state: 'ABANDONED', error: message, resultTimestamp: now.toISOString() },
    labels: labelsOf({ snapshot }, 'ABANDONED'),
    happenings: [{ component: 'Snapshot', type: 'Warning', reason: 'SnapshotAbandoned', message }],
  };
}

/** Waits for the next try, and begins it. Its trigger stands in the status before it is sent. */
const trigger: SnapshotStep = (observed) => {
  const { status, now, randomId, target } = observed;
  if ((status.state ?? 'TRIGGER_PENDING') !== 'TRIGGER_PENDING' || !target) return undefined;
  const { failures = 0, resultTimestamp } = status;
  const pause = failures > 0 ? Math.min(firstPause * 2 ** (failures - 1), longestPause) : 0;
  const left = Date.parse(resultTimestamp ?? '') + pause - now.getTime();
  // More than the pause is left where somebody has set the clock.
  if (left > 0 && left <= pause) return { status, again: left };
  return send(
    {
      ...observed,
      status: { ...status, failures, state: 'IN_PROGRESS', triggerId: randomId(), triggerTimestamp: now.toISOString() },
    },
    target,
  );
};

function send(observed: ObservedSnapshot, target: Target): Decision<Status> {
  const { snapshot, status } = observed;
  const { spec } = snapshot;
  const { configuration, place } = target;
  const directory = directoryOf(spec, target);
  return {
    status,
    labels: labelsOf({ snapshot }, 'IN_PROGRESS'),
    actions: [
      {
        type: 'takeSnapshot',
        place,
        jobId: target.status.jobStatus?.jobId ?? '',
        request: {
          triggerId: status.triggerId ?? '',
          ...(typeOf(spec) === 'SAVEPOINT'
            ? {
                type: 'savepoint',
                directory,
                format: formatOf(spec.savepoint?.formatType) ?? configuration.value(savepointFormat),
              }
            : { type: 'checkpoint' }),
        },
      },
    ],
    again: nextLook(observed),
  };
}

const formatOf = (format: string | undefined) => (format === 'CANONICAL' || format === 'NATIVE' ? format : undefined);

const since = ({ status }: ObservedSnapshot) => Date.parse(status.triggerTimestamp ?? '');

const nextLook = (observed: ObservedSnapshot) =>
  nextLookAtTrigger(since(observed), observed.now, observed.limits.times.progress);

/** What was triggered is followed to its end. */
const follow: SnapshotStep = (observed) => {
  const { status, progress, target, snapshot, now } = observed;
  if (status.state !== 'IN_PROGRESS') return undefined;
  switch (progress?.type) {
    case 'completed': {
      // The details of a checkpoint are known some seconds later, or never where the cluster keeps too few.
      const isUntold = progress.path === '';
      if (isUntold && mayArrive(since(observed), now)) return { status, again: nextLook(observed) };
      const { error: _, ...known } = status;
      return {
        status: { ...known, state: 'COMPLETED', path: progress.path, resultTimestamp: now.toISOString() },
        labels: labelsOf({ snapshot }, 'COMPLETED'),
        ...(isUntold && { happenings: [pathUnknown] }),
      };
    }
    case 'failed':
      return failed(observed, progress.error);
    case 'unknown':
      if (target && mayArrive(since(observed), now)) return send(observed, target);
      return failed(observed, new Error('the JobManager does not know it any more'));
    default:
      return { status, again: nextLook(observed) };
  }
};

/** Another try follows as long as its owner wants. */
function failed({ status, snapshot, now, limits }: ObservedSnapshot, error: Error): Decision<Status> {
  const failures = (status.failures ?? 0) + 1;
  const { backoffLimit = -1 } = snapshot.spec;
  const state = backoffLimit >= 0 && failures > backoffLimit ? 'FAILED' : 'TRIGGER_PENDING';
  const reason = typeOf(snapshot.spec) === 'SAVEPOINT' ? 'SavepointError' : 'CheckpointError';
  return {
    status: {
      ...status,
      state,
      failures,
      error: reconciliationError(error, limits.errors),
      resultTimestamp: now.toISOString(),
    },
    labels: labelsOf({ snapshot }, state),
    happenings: [{ component: 'Snapshot', type: 'Warning', reason, message: errorSummary(error) }],
    ...(state === 'TRIGGER_PENDING' && { again: Math.min(firstPause * 2 ** (failures - 1), longestPause) }),
  };
}

const pathUnknown: Happening = {
  component: 'Snapshot',
  type: 'Warning',
  reason: 'CheckpointError',
  message: 'The path of the checkpoint is not known any more; web.checkpoints.history says how many the cluster keeps',
};

/** Characters of a label. */
const longestLabel = 63;

/** By which people and clean-ups find snapshots. Source: `spec/flink-engine.md` 7.5. */
function labelsOf(
  { snapshot: { metadata, spec } }: Pick<ObservedSnapshot, 'snapshot'>,
  state: NonNullable<Status['state']>,
): Readonly<Record<string, string>> {
  const { kind = 'FlinkDeployment', name } = spec.jobReference ?? {};
  return {
    'snapshot.type': typeOf(spec),
    'snapshot.trigger-type': metadata.labels?.['snapshot.trigger-type'] ?? 'MANUAL',
    'snapshot.state': state,
    ...(name !== undefined && { 'job-reference.kind': kind, 'job-reference.name': shortened(name, longestLabel) }),
  };
}

/** What is done about a FlinkStateSnapshot that stays, the first that has something to do. */
export const steps: readonly SnapshotStep[] = [rest, adopt, abandon, trigger, follow];
