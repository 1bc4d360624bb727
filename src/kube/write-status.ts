import { isDeepStrictEqual } from 'node:util';
import { type Clock, systemClock } from '../clock.ts';
import type { StatusRests } from '../engine/ports.ts';
import { covers, withoutUndefined } from '../values/json.ts';
import { ApiError, ApiUnreachable, isConflict, isNotFound } from './errors.ts';
import type { FreshObjects } from './fresh-objects.ts';
import type { KubeClient, ResourceType, StoredObject } from './kube-client.ts';
import { withoutBookkeeping } from './slim-objects.ts';

/** How often one call sends a status again: after a conflict, and after an answer that tells nothing. */
const conflictRetries = 3;
const failureRetries = 2;
/** Milliseconds. The pause after a conflict doubles with each further one. */
const conflictPause = 50;
const failurePause = 1000;
/** Milliseconds after which a call that fails is not tried again: a worker has other objects to look after. */
const patience = 5000;

export interface ObjectWithStatus extends StoredObject {
  readonly status?: unknown;
}

/** What has become of a status. `object` is what is stored now. */
export type StatusWrite<T> =
  | { readonly outcome: 'written'; readonly object: T }
  /** It was stored already. */
  | { readonly outcome: 'unchanged'; readonly object: T }
  /** Somebody else has changed the status since it was seen, or the spec where it rests on that: it says what is no longer true. */
  | { readonly outcome: 'foreign'; readonly object: T }
  /** The object is deleted, and perhaps another one has its name. */
  | { readonly outcome: 'gone' };

export interface StatusWriterOptions<T extends ObjectWithStatus> {
  readonly client: KubeClient;
  readonly type: ResourceType;
  /** Is told of every answer. */
  readonly fresh?: FreshObjects<T>;
  readonly clock?: Clock;
}

/**
 * Writes the status of objects of one type, whole, and never over a status that it does not know (flink-engine 1.8).
 * Changes of metadata in between do not matter, and those of the spec only to who says so. Two calls about one object must not overlap.
 */
export class StatusWriter<T extends ObjectWithStatus> {
  readonly #options: StatusWriterOptions<T>;
  readonly #clock: Clock;
  /** Of each object, by uid, which version a status would replace that was sent and not answered: once there is another, none comes. */
  readonly #doubts = new Map<string, string | undefined>();

  constructor(options: StatusWriterOptions<T>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** How many objects have a write of which nobody knows whether it was carried out. */
  get unanswered(): number {
    return this.#doubts.size;
  }

  /**
   * `seen`: the object with the status that the wanted one was made from.
   *
   * Throws ApiError where the API server refuses the status (also 409 where it has changed each time that we tried),
   * and ApiUnreachable or ApiError 5xx where nobody knows whether it is stored. The next call finds that out first.
   */
  async write(seen: T, status: object, rests: StatusRests = {}): Promise<StatusWrite<T>> {
    let base = seen;
    // Most statuses are what is stored already, which is cheaper to see than to write down.
    if (!this.#doubts.has(seen.metadata.uid ?? '') && isStored(seen.status ?? {}, status)) {
      return { outcome: 'unchanged', object: seen };
    }
    const wanted = asStored(status);
    if (this.#doubts.has(seen.metadata.uid ?? '')) {
      const found = await this.#lookAgain(base, wanted, rests);
      if (found.outcome !== 'same') return found;
      base = found.object;
    }
    return this.#send(base, wanted, rests);
  }

  /** For an object that is gone. */
  forget({ metadata }: T): void {
    this.#doubts.delete(metadata.uid ?? '');
    this.#options.fresh?.forget({ metadata } as T);
  }

  async #send(first: T, wanted: unknown, rests: StatusRests): Promise<StatusWrite<T>> {
    const begun = this.#clock.elapsed();
    let base = first;
    let conflicts = 0;
    let failures = 0;
    for (;;) {
      try {
        const object = await this.#put(base, wanted);
        this.#doubts.delete(base.metadata.uid ?? '');
        return { outcome: 'written', object };
      } catch (error) {
        if (isUnanswered(error)) {
          this.#doubts.set(base.metadata.uid ?? '', base.metadata.resourceVersion);
          if (failures++ >= failureRetries || this.#clock.elapsed() - begun > patience) throw error;
          await this.#clock.sleep(failurePause);
          // If the write was carried out, the same one once more is a conflict, which the status that is found explains.
          continue;
        }
        if (!isConflict(error) && !isNotFound(error)) throw error;
        const found = await this.#lookAgain(base, wanted, rests);
        if (found.outcome !== 'same') return found;
        // The object is there and has no such subresource, or others are always faster.
        if (isNotFound(error) || conflicts >= conflictRetries) throw error;
        base = found.object;
        await this.#clock.sleep(conflictPause * 2 ** conflicts++ * (0.5 + this.#clock.random()));
      }
    }
  }

  /** Refused as a conflict where the object is another version, or another object of the name. */
  async #put({ apiVersion, kind, metadata }: T, status: unknown): Promise<T> {
    const { name, namespace, uid, resourceVersion } = metadata;
    // An API server takes from it the status alone, so the rest, which may be large, stays here.
    const body = { apiVersion, kind, metadata: { name, namespace, uid, resourceVersion }, status };
    return this.#note(await this.#options.client.update<T>(this.#options.type, body as unknown as T, 'status'));
  }

  /** `same`: the status is the one that was seen. One that we have sent since, without an answer, says more than that. */
  async #lookAgain(
    base: T,
    wanted: unknown,
    { onSpec = false }: StatusRests,
  ): Promise<StatusWrite<T> | { outcome: 'same'; object: T }> {
    const { name, namespace, uid = '' } = base.metadata;
    const found = await this.#options.client.get<T>(this.#options.type, { name, namespace });
    if (!found || (found.metadata.uid ?? '') !== uid) {
      this.forget(base);
      return { outcome: 'gone' };
    }
    const object = this.#note(found);
    const stored = asStored(object.status);
    if (this.#doubts.get(uid) !== object.metadata.resourceVersion) this.#doubts.delete(uid);
    if (isDeepStrictEqual(stored, wanted)) return { outcome: 'unchanged', object };
    if (onSpec && object.metadata.generation !== base.metadata.generation) return { outcome: 'foreign', object };
    return { outcome: isDeepStrictEqual(stored, asStored(base.status)) ? 'same' : 'foreign', object };
  }

  #note(object: T): T {
    const slim = withoutBookkeeping(object);
    this.#options.fresh?.note(slim);
    return slim;
  }
}

/** No answer came, or one that does not tell whether the write was carried out, such as that of a proxy. */
function isUnanswered(error: unknown): boolean {
  return error instanceof ApiUnreachable || (error instanceof ApiError && error.status >= 500);
}

/** Whether it would come back as it is there. */
const isStored = (stored: unknown, status: unknown) => covers(stored, status) && covers(status, stored);

/** As it comes back from an API server: without what JSON leaves out. A missing status is an empty one. */
function asStored(status: unknown): unknown {
  return withoutUndefined(status ?? {});
}
