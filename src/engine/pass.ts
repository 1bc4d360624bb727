import { type Action, type ActionType, perform } from './action.ts';
import type { Happening } from './happening.ts';
import type { Ports, Resource, StatusRests, Written } from './ports.ts';
import type { PassResult } from './queue.ts';
import type { Decision, Pending } from './step.ts';

/** What a pass has found out and decided about one object. */
export interface Considered<S> {
  readonly decision: Decision<S>;
  /** What was seen, told before anything else. */
  readonly happenings: readonly Happening[];
  /** Milliseconds until the next pass, where the decision does not say; `undefined`: when something happens. */
  readonly again: (status: S) => number | undefined;
}

/** How the objects of one kind are reconciled. */
export interface Engine<T extends Resource, S extends object> {
  readonly kind: string;
  readonly finalizer: string;
  /** Whether deletion is to wait for us; always where it is left out. */
  holds?(object: T): boolean;
  /** Annotations whose change calls for a pass. */
  readonly asks?: readonly string[];
  /** Observes and decides; `undefined` where nothing is to be done about this object, and nothing written. */
  consider(object: T, ports: Ports): Promise<Considered<S> | undefined>;
  /** The status as it is stored: with what follows from the rest of it. */
  complete(status: S, object: T, pending: Pending | undefined, now: Date): S;
  /** The status of a pass that failed. */
  failed(status: S, error: Error, object: T, ports: Ports): S;
  /** What people are told of a pass that failed. */
  failure(error: Error): Happening;
}

/** Told of each point at which a process could die, for tests and the log. */
export interface PassWatch {
  at?(point: CrashPoint): Promise<void> | void;
}

export type CrashPoint =
  | 'observed'
  | 'told'
  | 'intended'
  | `before ${ActionType}`
  | `after ${ActionType}`
  | 'done'
  | 'released';

/** The object has changed meanwhile, or is gone: what was decided is of no use any more. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
  readonly gone: boolean;

  constructor(gone: boolean) {
    super(gone ? 'the object is gone' : 'the object was changed meanwhile');
    this.gone = gone;
  }
}

/**
 * One pass takes one object one decision closer to its spec: observe, decide, store what is intended, act, store what was done. Throws
 * what the queue answers with another try.
 */
export async function pass<T extends Resource, S extends object>(
  engine: Engine<T, S>,
  object: T,
  ports: Ports,
  watch: PassWatch = {},
): Promise<PassResult> {
  let stored = object;
  const keep = (written: Written<T>) => {
    if (written.outcome === 'gone') throw new Overtaken(true);
    stored = written.object;
    if (written.outcome === 'foreign') throw new Overtaken(false);
  };
  const write = async (status: S, pending?: Pending, rests?: StatusRests) => {
    const whole = engine.complete(status, stored, pending, ports.clock.now());
    keep(await ports.resources.writeStatus(stored, whole, rests));
  };
  const name = async ({ labels = {}, annotations = {} }: Decision<S>) => {
    if (!lacks(stored.metadata.labels, labels) && !lacks(stored.metadata.annotations, annotations)) return;
    keep(await ports.resources.writeMetadata(stored, { labels, annotations }));
  };
  const takeAway = async ({ annotation, value }: NonNullable<Decision<S>['spent']>) => {
    while (stored.metadata.annotations?.[annotation] === value) {
      const { resourceVersion } = stored.metadata;
      const written = await ports.resources.writeMetadata(stored, {
        annotations: { [annotation]: null },
        resourceVersion,
      });
      if (written.outcome !== 'foreign') return keep(written);
      stored = written.object;
    }
    // Somebody asks for something else.
    throw new Overtaken(false);
  };
  const finalizersWith = (ours: boolean) => {
    const others = finalizersOf(stored).filter((name) => name !== engine.finalizer);
    return ours ? [...others, engine.finalizer] : others;
  };
  try {
    const isGoing = stored.metadata.deletionTimestamp !== undefined;
    const held = isHeld(stored, engine.finalizer);
    if (isGoing && !held) return {};
    const holds = engine.holds?.(stored) ?? true;
    if (!isGoing && holds !== held) keep(await ports.resources.writeFinalizers(stored, finalizersWith(holds)));
    const considered = await engine.consider(stored, ports);
    if (!considered) return {};
    await watch.at?.('observed');
    const { decision, happenings, again } = considered;
    for (const happening of [...happenings, ...(decision.happenings ?? [])]) await ports.tell(stored, happening);
    await watch.at?.('told');
    await write(decision.status, decision.pending, { onSpec: true });
    await name(decision);
    if (decision.spent) await takeAway(decision.spent);
    await watch.at?.('intended');
    for (const action of decision.actions ?? []) await act(action, ports, watch);
    if (decision.done) await write(decision.done, decision.pending);
    await watch.at?.('done');
    if (!decision.released) return resultOf(decision.again ?? again(decision.done ?? decision.status));
    keep(await ports.resources.writeFinalizers(stored, finalizersWith(false)));
    await watch.at?.('released');
    return {};
  } catch (error) {
    if (error instanceof Overtaken) return error.gone ? {} : { again: 0 };
    await tellFailure(engine, stored, error as Error, ports);
    throw error;
  }
}

async function act(action: Action, ports: Ports, watch: PassWatch): Promise<void> {
  await watch.at?.(`before ${action.type}`);
  await perform(action, ports);
  await watch.at?.(`after ${action.type}`);
}

/** What was stored last counts, not what the pass had in mind. */
async function tellFailure<T extends Resource, S extends object>(
  engine: Engine<T, S>,
  stored: T,
  error: Error,
  ports: Ports,
): Promise<void> {
  await ports.tell(stored, engine.failure(error));
  const now = ports.clock.now();
  const failed = engine.failed((stored.status ?? {}) as S, error, stored, ports);
  try {
    await ports.resources.writeStatus(stored, engine.complete(failed, stored, undefined, now));
  } catch (second) {
    // The first error is the one that matters; that the API server does not answer is mostly the same one.
    throw new AggregateError([error, second], `${String(error)}; and it could not be stored: ${String(second)}`, {
      cause: error,
    });
  }
}

const resultOf = (again: number | undefined): PassResult => (again === undefined ? {} : { again });

type Named = Readonly<Record<string, string>>;

const lacks = (present: Named = {}, wanted: Named) =>
  Object.entries(wanted).some(([name, value]) => present[name] !== value);

const finalizersOf = ({ metadata: { finalizers = [] } }: Resource) => finalizers;
const isHeld = (object: Resource, finalizer: string) => finalizersOf(object).includes(finalizer);
