import type { Clock } from '../clock.ts';
import type { AddedMetadata, Resource, Resources, StatusRests, Written } from '../engine/ports.ts';
import { isConflict, isNotFound } from './errors.ts';
import type { FollowedKind } from './followed-kind.ts';
import { FreshObjects } from './fresh-objects.ts';
import type { KubeClient, ResourceType, StoredObject } from './kube-client.ts';
import { withoutBookkeeping } from './slim-objects.ts';
import { type ObjectWithStatus, StatusWriter } from './write-status.ts';

export interface WrittenKind {
  readonly type: ResourceType;
  readonly followed: FollowedKind<StoredObject>;
}

/** The objects that users write, from copies that follow the API server, and always with our own writes. */
export class StoredResources implements Resources {
  readonly #client: KubeClient;
  readonly #kinds: ReadonlyMap<string, WrittenKind>;
  readonly #fresh = new Map<string, FreshObjects<ObjectWithStatus>>();
  readonly #writers = new Map<string, StatusWriter<ObjectWithStatus>>();

  constructor(client: KubeClient, kinds: ReadonlyMap<string, WrittenKind>, clock: Clock) {
    this.#client = client;
    this.#kinds = kinds;
    for (const [kind, { type }] of kinds) {
      const fresh = new FreshObjects<ObjectWithStatus>();
      this.#fresh.set(kind, fresh);
      this.#writers.set(kind, new StatusWriter({ client, type, fresh, clock }));
    }
  }

  find<T extends Resource>(kind: string, namespace: string, name: string): T | undefined {
    const copy = this.#kinds.get(kind)?.followed.find(namespace, name);
    return copy && (this.#fresh.get(kind)?.newest(copy) as T | undefined);
  }

  *values<T extends Resource>(kind: string): Iterable<T> {
    for (const copy of this.#kinds.get(kind)?.followed.values() ?? []) {
      yield this.#fresh.get(kind)?.newest(copy) as unknown as T;
    }
  }

  isKnown(kind: string): boolean {
    const state = this.#kinds.get(kind)?.followed.state;
    // A copy that is not whole yet is one.
    return state !== undefined && state !== 'absent';
  }

  async writeStatus<T extends Resource>(seen: T, status: object, rests?: StatusRests): Promise<Written<T>> {
    const writer = this.#writers.get(seen.kind);
    if (!writer) throw new RangeError(`the engine writes no ${seen.kind}`);
    return (await writer.write(seen, status, rests)) as Written<T>;
  }

  writeFinalizers<T extends Resource>(seen: T, finalizers: readonly string[]): Promise<Written<T>> {
    // The version makes sure that nobody else's finalizer is lost.
    return this.#patchMetadata(seen, { resourceVersion: seen.metadata.resourceVersion, finalizers });
  }

  writeMetadata<T extends Resource>(seen: T, metadata: AddedMetadata): Promise<Written<T>> {
    return this.#patchMetadata(seen, metadata);
  }

  async #patchMetadata<T extends Resource>(seen: T, metadata: object): Promise<Written<T>> {
    const { name, namespace, uid } = seen.metadata;
    const type = this.#kinds.get(seen.kind)?.type as ResourceType;
    const patch = { metadata: { uid, ...metadata } };
    try {
      const object = withoutBookkeeping(
        await this.#client.patch<StoredObject>(type, { name, namespace }, 'merge', patch),
      );
      this.#fresh.get(seen.kind)?.note(object);
      return { outcome: 'written', object: object as unknown as T };
    } catch (error) {
      if (isNotFound(error)) return { outcome: 'gone' };
      if (!isConflict(error)) throw error;
      const found = await this.#client.get<StoredObject>(type, { name, namespace });
      if (found?.metadata.uid !== uid) return { outcome: 'gone' };
      const object = withoutBookkeeping(found as StoredObject);
      this.#fresh.get(seen.kind)?.note(object);
      return { outcome: 'foreign', object: object as unknown as T };
    }
  }

  /** What an API server has answered about an object that others write as well. */
  note(object: StoredObject): void {
    this.#fresh.get(object.kind)?.note(object);
  }

  /** For an object that is gone. */
  forget(object: StoredObject): void {
    this.#writers.get(object.kind)?.forget(object);
  }
}
