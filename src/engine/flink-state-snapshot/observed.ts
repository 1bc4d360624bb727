import type { SavepointProgress } from '../flink-port.ts';
import type { EngineLimits } from '../options.ts';
import type { Snapshot, Status, Target } from './subject.ts';

/** All that steps know when they decide about a FlinkStateSnapshot. */
export interface ObservedSnapshot {
  readonly snapshot: Snapshot;
  readonly status: Status;
  readonly target: Target | undefined;
  /** What has become of what was triggered; `undefined` where nothing was, or nobody could be asked. */
  readonly progress: SavepointProgress | undefined;
  /** Milliseconds for which its job has not been there to be asked, as far as this process knows. */
  readonly waited: number;
  readonly limits: EngineLimits;
  readonly randomId: () => string;
  readonly now: Date;
}
