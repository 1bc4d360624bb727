import type { Happening } from '../happening.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { Decision, Step } from '../step.ts';
import type { ObservedSnapshot } from './observed.ts';
import { patience } from './steps.ts';
import { type Status, typeOf } from './subject.ts';

type SnapshotStep = Step<ObservedSnapshot, Status>;

const release = (status: Status): Decision<Status> => ({ status, released: true });

/** What there is nothing of, or what is to be kept, goes without more ado. */
const keep: SnapshotStep = ({ snapshot: { spec }, status }) => {
  const isKept = typeOf(spec) === 'CHECKPOINT' || spec.savepoint?.disposeOnDelete === false;
  return isKept || spec.jobReference?.name === undefined ? release(status) : undefined;
};

/** What is under way is followed to its end, as it could not be disposed of before. */
const waitForResult: SnapshotStep = ({ status, progress, target, limits, waited }) => {
  if (status.state !== 'IN_PROGRESS' || !target) return undefined;
  if (waited > patience || isTerminal(target.status.jobStatus?.state)) return release(status);
  if (progress?.type === 'completed')
    return { status: { ...status, state: 'COMPLETED', path: progress.path }, again: 0 };
  if (progress?.type === 'failed' || progress?.type === 'unknown') return release(status);
  return { status, again: limits.times.progress };
};

/** The savepoint goes with its object. A job that is gone for good cannot dispose of it, which is told. Source: `spec/flink-engine.md` 7.10, 11. */
const dispose: SnapshotStep = ({ status, target, limits }) => {
  const { state, path } = status;
  if (state !== 'COMPLETED' || !path) return release(status);
  if (!target)
    return { status, happenings: [told(`Nobody is left to dispose of ${path}, which stays`)], released: true };
  if (!target.ready) {
    const message = `The cluster that is to dispose of ${path} does not answer`;
    return { status, happenings: [{ ...told(message), again: 'ignore' }], again: limits.times.reconcile };
  }
  return { status, actions: [{ type: 'disposeSavepoint', place: target.place, path }], released: true };
};

const told = (message: string): Happening => ({
  component: 'Snapshot',
  type: 'Warning',
  reason: 'CleanupFailed',
  message,
});

/** What is done about a FlinkStateSnapshot that is to go. */
export const cleanUp: readonly SnapshotStep[] = [keep, waitForResult, dispose];
