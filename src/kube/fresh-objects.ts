import type { StoredObject } from './kube-client.ts';

/**
 * What API servers have answered about objects of one type, for as long as a copy that follows by a watch lags behind:
 * who writes through it reads its own writes.
 */
export class FreshObjects<T extends StoredObject> {
  readonly #ahead = new Map<string, T>();

  /** How many are ahead of the copy, as far as it is known. */
  get size(): number {
    return this.#ahead.size;
  }

  /** Notes an answer; one that is older than what is known is of no use. */
  note(object: T): void {
    const { uid = '' } = object.metadata;
    const known = this.#ahead.get(uid);
    if (!known || isNewer(object, known)) this.#ahead.set(uid, object);
  }

  /** The copy, or a newer answer about the same incarnation. A copy that has caught up ends what was noted. */
  newest(copy: T): T {
    const { uid = '' } = copy.metadata;
    const known = this.#ahead.get(uid);
    if (known && isNewer(known, copy)) return known;
    this.#ahead.delete(uid);
    return copy;
  }

  /** For an object that is gone. */
  forget({ metadata }: T): void {
    this.#ahead.delete(metadata.uid ?? '');
  }
}

/** Versions of one type are decimal numbers of any length that grow (KEP-5504). */
function isNewer(a: StoredObject, b: StoredObject): boolean {
  const [x = '', y = ''] = [a.metadata.resourceVersion, b.metadata.resourceVersion];
  return x.length === y.length ? x > y : x.length > y.length;
}
