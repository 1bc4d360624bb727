import type { FlinkDeploymentStatus } from '../api/flink-deployment/types.ts';

export type Lifecycle = NonNullable<FlinkDeploymentStatus['lifecycleState']>;

export const lifecycleStates = [
  'CREATED',
  'SUSPENDED',
  'UPGRADING',
  'DEPLOYED',
  'STABLE',
  'ROLLING_BACK',
  'ROLLED_BACK',
  'FAILED',
  'DELETING',
  'DELETED',
] as const satisfies readonly Lifecycle[];

/** Those in which a resource stays unless somebody changes it. */
const restful: ReadonlySet<Lifecycle> = new Set(['STABLE', 'SUSPENDED', 'ROLLED_BACK', 'FAILED', 'DELETED']);

export const transitionNames = ['Resume', 'Upgrade', 'Suspend', 'Stabilization', 'Rollback', 'Submission'] as const;

interface Transition {
  readonly name: (typeof transitionNames)[number];
  readonly from: readonly Lifecycle[];
  readonly to: readonly Lifecycle[];
  /** Whether the clock starts with the first or the last look at the state in which it begins. */
  readonly since: 'entered' | 'seen';
}

const transitions: readonly Transition[] = [
  { name: 'Resume', from: ['SUSPENDED'], to: ['STABLE'], since: 'seen' },
  { name: 'Upgrade', from: ['STABLE'], to: ['STABLE'], since: 'seen' },
  { name: 'Suspend', from: ['DEPLOYED', 'STABLE', 'ROLLED_BACK'], to: ['UPGRADING', 'SUSPENDED'], since: 'seen' },
  { name: 'Stabilization', from: ['DEPLOYED'], to: ['STABLE'], since: 'entered' },
  { name: 'Rollback', from: ['DEPLOYED'], to: ['ROLLED_BACK'], since: 'entered' },
  { name: 'Submission', from: ['UPGRADING'], to: ['DEPLOYED'], since: 'seen' },
  { name: 'Submission', from: ['ROLLING_BACK'], to: ['ROLLED_BACK'], since: 'seen' },
];

/** Time that a resource has spent in a state, or from one state to another. */
export type Spent =
  | { readonly in: 'state'; readonly name: Lifecycle; readonly milliseconds: number }
  | { readonly in: 'transition'; readonly name: Transition['name']; readonly milliseconds: number };

interface Visit {
  readonly entered: number;
  seen: number;
}

/**
 * How long one resource takes from state to state. Times are milliseconds by any clock that only grows. A transition may
 * lead through other states, but not through one in which a resource stays, and counts from the state that was left
 * last: STABLE, FAILED, STABLE is no upgrade. Source: `spec/flink-operations.md` 2.
 */
export class LifecycleTimes {
  #state: Lifecycle | undefined;
  /** The latest visit of each state since the resource last stayed somewhere, in the order of their beginnings. */
  readonly #visits = new Map<Lifecycle, Visit>();

  /** Told after every look, also where nothing has changed; what has ended by it. */
  observe(state: Lifecycle, now: number): readonly Spent[] {
    const current = this.#current;
    if (current && this.#state === state) {
      current.seen = now;
      return [];
    }
    const spent = [...this.#leave(now), ...this.#arrive(state, now)];
    // Created anew under the same name, there is no way from what was before.
    if (state === 'CREATED' || restful.has(state)) this.#visits.clear();
    this.#visits.delete(state);
    this.#visits.set(state, { entered: now, seen: now });
    this.#state = state;
    return spent;
  }

  /** The resource is gone. */
  end(now: number): readonly Spent[] {
    const spent = [...this.#leave(now)];
    this.#visits.clear();
    this.#state = undefined;
    return spent;
  }

  get #current(): Visit | undefined {
    return this.#state && this.#visits.get(this.#state);
  }

  *#leave(now: number): Iterable<Spent> {
    const visit = this.#current;
    if (visit) yield { in: 'state', name: this.#state as Lifecycle, milliseconds: now - visit.entered };
  }

  *#arrive(state: Lifecycle, now: number): Iterable<Spent> {
    const latest = [...this.#visits].toReversed();
    for (const { name, from, to, since } of transitions) {
      if (!to.includes(state)) continue;
      const [, start] = latest.find(([visited]) => from.includes(visited)) ?? [];
      if (start) yield { in: 'transition', name, milliseconds: now - start[since] };
    }
  }
}
