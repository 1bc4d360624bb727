import type { Change, ChangeType } from '../spec-difference.ts';
import type { Loss } from './loss.ts';

/** What an edit of a spec brings about, as far as it can be told beforehand. */
export interface Effect {
  /** `create`: nothing was deployed before. */
  readonly change: ChangeType | 'create';
  /** The fields that differ from what was deployed last. */
  readonly changes: readonly Change[];
  readonly stop: StopEffect;
  readonly begin: BeginEffect;
  /** Why nothing can be done about it, or not before something else has happened. */
  readonly blocked?: Blocked;
  /** What may be lost by it. */
  readonly loss?: Loss;
  /** Sentences about what was taken for granted, as nobody has looked. */
  readonly assumed: readonly string[];
}

export type StopEffect =
  /** What runs goes on, or nothing runs. */
  | 'nothing'
  /** What runs goes on, and gets another parallelism. */
  | 'scaled'
  /** The cluster of an application, or the session job, ends without its state. */
  | 'stateless'
  /** The job ends with a savepoint. */
  | 'savepoint'
  /** The job is cancelled, and leaves its last checkpoint behind. */
  | 'cancel'
  /** The cluster goes, and its job is found again by what high availability keeps. */
  | 'last-state'
  /** The job has ended, and has left its state where it is; what is left of its cluster goes. */
  | 'ended'
  /** A session cluster goes, with whatever runs on it. */
  | 'replaced';

export type BeginEffect =
  /** Nothing is begun: what runs goes on. */
  | { readonly type: 'goes-on' }
  /** Nothing is begun: it is suspended. */
  | { readonly type: 'rests' }
  | { readonly type: 'empty' }
  /** The savepoint that is taken before. */
  | { readonly type: 'savepoint' }
  /** The last checkpoint that the job has made. */
  | { readonly type: 'checkpoint' }
  /** What high availability keeps of the job. */
  | { readonly type: 'last-state' }
  | { readonly type: 'path'; readonly path: string }
  /** A session cluster, which has no state of its own. */
  | { readonly type: 'cluster' };

export interface Blocked {
  /** As in the condition `SpecApplied`. */
  readonly reason: string;
  readonly message: string;
  /** Whether it stays so until a person names a state to begin from. */
  readonly needsPerson: boolean;
}
