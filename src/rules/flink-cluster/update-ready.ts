import type { FlinkClusterJobSpec } from '../../api/flink-cluster/types.ts';
import { isActive } from './job-state.ts';

/** What is recorded about a job, as far as this rests on it. Written by machines and checked by nobody. */
interface RecordedJob {
  readonly state?: unknown;
  readonly finalSavepoint?: unknown;
  readonly savepointLocation?: unknown;
  readonly savepointTime?: unknown;
  readonly completionTime?: unknown;
}

/** Whether a job may be replaced at once, without another savepoint. Source: `spec/flinkcluster.md` 13.2. */
export function isUpdateReady(job: RecordedJob | undefined, spec: FlinkClusterJobSpec, now: Date): boolean {
  if (!job || !isBlank(spec.fromSavepoint)) return true;
  if (job.finalSavepoint === true) return true;
  const takesSavepoint = spec.takeSavepointOnUpdate !== false;
  if (isActive(job)) return !takesSavepoint && isRecent(job, spec, now.getTime());
  if (job.state === 'Updating' && !takesSavepoint) return true;
  return isRecent(job, spec, timeOf(job.completionTime));
}

/** Whether the recorded savepoint is young enough at a point of time. */
function isRecent(job: RecordedJob, { maxStateAgeToRestoreSeconds: maxAge }: FlinkClusterJobSpec, at: number): boolean {
  if (maxAge === undefined || !job.savepointLocation) return false;
  // Not a number where a time is missing or unreadable, and then never recent.
  return timeOf(job.savepointTime) + maxAge * 1000 >= at;
}

const timeOf = (text: unknown): number => (typeof text === 'string' ? Date.parse(text) : Number.NaN);

export const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';
