import { type Clock, systemClock } from '../clock.ts';
import type { Happening } from '../engine/happening.ts';
import { ApiError, isConflict, isNotFound } from './errors.ts';
import { type EventIdentity, eventName, longEventName } from './event-name.ts';
import { checkReason, eventMessage } from './event-text.ts';
import type { KubeClient, ResourceType, StoredObject } from './kube-client.ts';
import { type BucketLimits, TokenBuckets } from './token-buckets.ts';

const events: ResourceType = { group: '', version: 'v1', plural: 'events', namespaced: true };

/** As client-go limits the events about one object, but for a refill of 10 s in place of 300 s. */
const usualLimits: BucketLimits = { burst: 25, refill: 10_000 };
/** How often an event is read and written anew when another writer was faster. */
const tries = 6;
/** Milliseconds before the second try; twice as long before each further one. */
const firstPause = 20;

/**
 * `created` and `counted`: it is stored. `ignored`: as was asked by `again`. `dropped`: too many about one object, too
 * many other writers, or the namespace ends. `forbidden`: a role lacks something.
 */
export type Recorded = 'created' | 'counted' | 'ignored' | 'dropped' | 'forbidden';

export interface EventRecorderOptions {
  readonly client: KubeClient;
  /** Told of a 403, once for each namespace until a write there succeeds. */
  readonly forbidden?: (error: ApiError, namespace: string) => void;
  readonly clock?: Clock;
  /** Of the events about one object. Milliseconds. */
  readonly limits?: BucketLimits;
}

/** An Event of core/v1, as far as it is written here. */
interface StoredEvent extends StoredObject {
  readonly involvedObject: Involved;
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly source?: { readonly component?: string };
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly count?: number;
}

interface Involved {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
}

/**
 * Tells users by Events what happens to an object (flink-engine 1.10). What happens again is the same event with a
 * higher count, also for several writers at once.
 */
export class EventRecorder {
  readonly #client: KubeClient;
  readonly #forbidden: EventRecorderOptions['forbidden'];
  readonly #clock: Clock;
  readonly #buckets: TokenBuckets;
  /** Namespaces whose 403 was told. */
  readonly #told = new Set<string>();
  #dropped = 0;

  constructor({ client, forbidden, clock = systemClock, limits = usualLimits }: EventRecorderOptions) {
    this.#client = client;
    this.#forbidden = forbidden;
    this.#clock = clock;
    this.#buckets = new TokenBuckets(limits, clock);
  }

  /** How many were not recorded because there were too many about one object, or too many writers of one event. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Throws RangeError for a reason that no event may have, and ApiError or ApiUnreachable as the client does, but for
   * what `Recorded` names: after ApiUnreachable nobody knows whether it is stored.
   */
  async record(about: StoredObject, happening: Happening): Promise<Recorded> {
    checkReason(happening.reason);
    const { metadata } = about;
    if (!this.#buckets.take(metadata.uid ?? `${about.kind}/${metadata.namespace}/${metadata.name}`)) {
      this.#dropped++;
      return 'dropped';
    }
    const namespace = metadata.namespace ?? 'default';
    try {
      const recorded = await this.#store(about, happening, namespace);
      this.#told.delete(namespace);
      return recorded;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A namespace that ends takes no new objects, and one that has ended takes none at all.
      if (isTerminating(error) || isNotFound(error)) return 'dropped';
      if (error.status !== 403) throw error;
      if (!this.#told.has(namespace)) {
        this.#told.add(namespace);
        this.#forbidden?.(error, namespace);
      }
      return 'forbidden';
    }
  }

  async #store(about: StoredObject, happening: Happening, namespace: string): Promise<Recorded> {
    const identity = identityOf(about, happening);
    // The hash of the reference's names has only 31 bits, but an operator that takes over must find its events under
    // them: so this name is used unless a different event has it, and only then a longer one.
    let name = eventName(identity);
    for (let attempt = 0; attempt < tries; attempt++) {
      if (attempt > 0) await this.#clock.sleep(firstPause * 2 ** (attempt - 1) * (0.5 + this.#clock.random()));
      let stored = await this.#client.get<StoredEvent>(events, { name, namespace });
      if (stored && !isSame(stored, identity, happening)) {
        name = longEventName(identity);
        stored = await this.#client.get<StoredEvent>(events, { name, namespace });
      }
      const now = this.#clock.now();
      if (stored && isIgnored(stored, happening.again, now)) return 'ignored';
      try {
        if (stored) await this.#client.update(events, counted(stored, happening, now));
        else await this.#client.create(events, first(about, happening, { name, namespace }, now));
        return stored ? 'counted' : 'created';
      } catch (error) {
        // Another writer has changed or made it, or it has run out: it is looked at again.
        if (!isConflict(error) && !(stored && isNotFound(error))) throw error;
      }
    }
    this.#dropped++;
    return 'dropped';
  }
}

function identityOf({ kind, metadata }: StoredObject, { component, type, reason, ...told }: Happening): EventIdentity {
  const key = told.messageKey ?? told.message;
  return { component, type, reason, key, kind, name: metadata.name, uid: metadata.uid ?? '' };
}

function isSame(stored: StoredEvent, { type, reason, uid, name }: EventIdentity, told: Happening): boolean {
  const { involvedObject } = stored;
  return (
    stored.type === type &&
    stored.reason === reason &&
    (involvedObject.uid ?? '') === uid &&
    involvedObject.name === name &&
    (told.messageKey !== undefined || eventMessage(stored.message ?? '') === eventMessage(told.message))
  );
}

function isIgnored(
  { metadata, lastTimestamp }: StoredEvent,
  again: NonNullable<Happening['again']> = 'count',
  now: Date,
): boolean {
  if (typeof again === 'string') return again === 'ignore';
  if (again.where && !again.where(metadata.labels ?? {})) return false;
  // Also where a clock was wrong, so that a time in the future cannot silence an event for good.
  return Math.abs(now.getTime() - Date.parse(lastTimestamp ?? '')) < again.ignoreFor;
}

function counted(stored: StoredEvent, { message, labels, annotations }: Happening, now: Date): StoredEvent {
  return {
    ...stored,
    metadata: { ...stored.metadata, ...(labels && { labels }), ...(annotations && { annotations }) },
    message: eventMessage(message),
    lastTimestamp: timestamp(now),
    count: (stored.count ?? 1) + 1,
  };
}

function first(
  { apiVersion, kind, metadata }: StoredObject,
  { component, type, reason, message, labels, annotations }: Happening,
  at: { readonly name: string; readonly namespace: string },
  now: Date,
): StoredEvent {
  const { name, namespace, uid } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { ...at, ...(labels && { labels }), ...(annotations && { annotations }) },
    involvedObject: {
      apiVersion,
      kind,
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
    },
    type,
    reason,
    message: eventMessage(message),
    source: { component },
    firstTimestamp: timestamp(now),
    lastTimestamp: timestamp(now),
    count: 1,
  };
}

/** Kubernetes' Time, which has whole seconds. */
const timestamp = (now: Date) => now.toISOString().replace(/\.\d+Z$/, 'Z');

function isTerminating({ status, details }: ApiError): boolean {
  const { causes } = (details ?? {}) as { readonly causes?: readonly { readonly reason?: string }[] };
  return status === 403 && causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true;
}
