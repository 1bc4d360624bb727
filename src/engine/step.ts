import type { Action } from './action.ts';
import type { Happening } from './happening.ts';

/** For a condition: one word for programs, and a sentence for people. */
export interface Pending {
  readonly reason: string;
  readonly message: string;
}

/** What a pass brings about. Later passes find out what has become of it. */
export interface Decision<Status> {
  /** What is so and what is intended: stored before anything is done (D6). */
  readonly status: Status;
  readonly happenings?: readonly Happening[];
  /** Labels that the object is to have. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations that the object is to have: what its status has no field for. Stored right after the status, before anything is done. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** An annotation that asked for something, which is answered: it goes right after the status is stored, unless it says something else by then. */
  readonly spent?: { readonly annotation: string; readonly value: string };
  readonly actions?: readonly Action[];
  /** Stored once all actions have succeeded. */
  readonly done?: Status;
  /** Milliseconds until the next look, unless something happens earlier; as usual for the status where it is left out. */
  readonly again?: number;
  /** Why the spec is not brought about yet, where something is waited for. */
  readonly pending?: Pending;
  /** Nothing of it is left, so it may go. */
  readonly released?: true;
}

/** Looks at one snapshot; `undefined` leaves the decision to the next step. */
export type Step<Observed, Status> = (observed: Observed) => Decision<Status> | undefined;

/** The first step that has something to say decides. */
export function decide<Observed extends { readonly status: Status }, Status>(
  steps: readonly Step<Observed, Status>[],
  observed: Observed,
): Decision<Status> {
  for (const step of steps) {
    const decision = step(observed);
    if (decision) return decision;
  }
  return { status: observed.status };
}
