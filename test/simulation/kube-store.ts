import { ApiError } from '../../src/kube/errors.ts';
import type { ObjectName, Selection, StoredObject } from '../../src/kube/kube-client.ts';
import { equalJson, isObject } from '../../src/values/json.ts';
import { filledIn, fixedField, withoutGeneration, withStatus } from './api-rules.ts';
import type { KubeObject } from './kube-object.ts';
import { matcherOf } from './selectors.ts';
import { epoch, type SimulatedTime } from './simulated-time.ts';

export interface Change {
  readonly plural: string;
  readonly before: KubeObject | undefined;
  /** `undefined`: it is gone. */
  readonly after: KubeObject | undefined;
  /** Of the last state of what is gone, that of its removal. */
  readonly version: number;
  readonly by: string;
}

export interface Removal {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagation?: string;
}

const foreground = 'foregroundDeletion';

/** All objects of a cluster, and what has happened to them. */
export class KubeStore {
  readonly #time: SimulatedTime;
  readonly #kinds = new Map<string, Map<string, KubeObject>>();
  readonly #addresses: boolean;
  readonly #history = new Map<string, Change[]>();
  readonly #listeners: ((change: Change) => void)[] = [];
  /** Kinds that this API server has not, by their plurals. */
  readonly absent = new Set<string>();
  /** What was last applied, by uid: what was made is taken for applied, too. */
  readonly #applied = new Map<string, StoredObject>();
  #version = 1000;
  #uids = 0;

  constructor(time: SimulatedTime, addresses = true) {
    this.#time = time;
    this.#addresses = addresses;
  }

  get version(): number {
    return this.#version;
  }

  /** Told of every change, in the same instant. */
  listen(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  get(plural: string, { namespace = '', name }: ObjectName): KubeObject | undefined {
    return this.#kind(plural).get(`${namespace}/${name}`);
  }

  values(plural: string): Iterable<KubeObject> {
    return this.#kind(plural).values();
  }

  list(plural: string, selection: Selection): KubeObject[] {
    const matches = matcherOf(selection);
    return [...this.#kind(plural).values()].filter(matches);
  }

  /** What has happened since, oldest first. */
  since(plural: string, version: number): Change[] {
    return (this.#history.get(plural) ?? []).filter((change) => change.version > version);
  }

  create(plural: string, object: StoredObject, by: string): KubeObject {
    const { name, namespace = '' } = object.metadata;
    if (this.absent.has(plural)) throw new ApiError(404, { reason: 'NotFound', message: `there are no ${plural}` });
    if (this.get(plural, { name, namespace })) throw new ApiError(409, { reason: 'AlreadyExists' });
    const { status, ...rest } = object as KubeObject;
    const metadata = {
      ...object.metadata,
      namespace,
      uid: `u-${++this.#uids}`,
      ...(withoutGeneration.has(plural) ? {} : { generation: 1 }),
      resourceVersion: '',
      creationTimestamp: this.#timestamp(),
    } as KubeObject['metadata'];
    const created = { ...rest, metadata, ...(status && !withStatus.has(plural) && { status }) };
    this.#applied.set(metadata.uid, object);
    return this.#put(plural, undefined, this.#addresses ? filledIn(plural, created) : created, by);
  }

  /** Replaces all but the status. */
  update(plural: string, wanted: StoredObject, by: string): KubeObject {
    const before = this.#expected(plural, wanted);
    const status = withStatus.has(plural) ? before.status : (wanted as KubeObject).status;
    return this.#change(plural, before, { ...(wanted as KubeObject), ...(status && { status }) }, by);
  }

  updateStatus(plural: string, wanted: StoredObject, by: string): KubeObject {
    const before = this.#expected(plural, wanted);
    const { status } = wanted as KubeObject;
    return equalJson(before.status, status) ? before : this.#put(plural, before, { ...before, status }, by);
  }

  /** A merge patch; of the status where it says nothing else. */
  patch(plural: string, name: ObjectName, patch: unknown, by: string): KubeObject {
    const before = this.#existing(plural, name);
    const { uid, resourceVersion } = ((patch as { metadata?: object }).metadata ?? {}) as Partial<
      KubeObject['metadata']
    >;
    checkPreconditions(before, uid, resourceVersion);
    return this.#change(plural, before, merged(before, patch) as KubeObject, by);
  }

  /** Server-side apply, of which every field is taken over; what was applied before goes where it is not any more. */
  apply(plural: string, object: StoredObject, by: string): KubeObject {
    const { name, namespace = '' } = object.metadata;
    const before = this.get(plural, { name, namespace });
    if (!before) return this.create(plural, object, by);
    // The data of a revision is taken as a whole.
    const whole = plural === 'controllerrevisions' ? { data: (object as KubeObject).data } : {};
    const kept = without(before, this.#applied.get(before.metadata.uid), object);
    this.#applied.set(before.metadata.uid, object);
    return this.#change(plural, before, { ...(merged(kept, object) as KubeObject), ...whole }, by);
  }

  /** Whether there was one. Pods are given time to end. */
  delete(plural: string, name: ObjectName, options: Removal, by: string): boolean {
    const before = this.get(plural, name);
    if (!before) return false;
    checkPreconditions(before, options.uid, options.resourceVersion);
    if (before.metadata.deletionTimestamp !== undefined) return true;
    const finalizers = [...(before.metadata.finalizers ?? [])];
    if (options.propagation === 'Foreground') finalizers.push(foreground);
    if (finalizers.length === 0 && plural !== 'pods') {
      this.#remove(plural, before, by);
      return true;
    }
    const metadata = {
      ...before.metadata,
      deletionTimestamp: this.#timestamp(),
      ...(!withoutGeneration.has(plural) && { generation: before.metadata.generation + 1 }),
      ...(finalizers.length > 0 && { finalizers }),
    };
    this.#put(plural, before, { ...before, metadata }, by);
    return true;
  }

  /** Takes an object away for good: a pod that has ended. */
  remove(plural: string, name: ObjectName, by: string): void {
    const before = this.get(plural, name);
    if (before) this.#remove(plural, before, by);
  }

  #timestamp(): string {
    return new Date(epoch + this.#time.now).toISOString();
  }

  #kind(plural: string): Map<string, KubeObject> {
    const known = this.#kinds.get(plural);
    if (known) return known;
    const objects = new Map<string, KubeObject>();
    this.#kinds.set(plural, objects);
    return objects;
  }

  #existing(plural: string, name: ObjectName): KubeObject {
    const found = this.get(plural, name);
    if (!found) throw new ApiError(404, { reason: 'NotFound', message: `${plural} ${name.name} not found` });
    return found;
  }

  #expected(plural: string, { metadata }: StoredObject): KubeObject {
    const before = this.#existing(plural, metadata);
    checkPreconditions(before, metadata.uid, metadata.resourceVersion);
    return before;
  }

  /** The generation counts changes of the spec. */
  #change(plural: string, before: KubeObject, wanted: KubeObject, by: string): KubeObject {
    const field = fixedField(plural, before, wanted);
    if (field !== undefined) throw new ApiError(422, { reason: 'Invalid', message: `${field} is immutable` });
    const { generation, resourceVersion, uid, deletionTimestamp, creationTimestamp } = before.metadata;
    const metadata = {
      ...wanted.metadata,
      ...(!withoutGeneration.has(plural) && { generation: generation + (equalJson(before.spec, wanted.spec) ? 0 : 1) }),
      resourceVersion,
      uid,
      ...(creationTimestamp && { creationTimestamp }),
      ...(deletionTimestamp && { deletionTimestamp }),
    };
    const after = { ...wanted, metadata };
    if (deletionTimestamp !== undefined && plural !== 'pods' && (metadata.finalizers ?? []).length === 0) {
      this.#remove(plural, before, by);
      return after;
    }
    return equalJson(before, after) ? before : this.#put(plural, before, after, by);
  }

  #put(plural: string, before: KubeObject | undefined, object: KubeObject, by: string): KubeObject {
    const version = ++this.#version;
    const after = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.#kind(plural).set(`${after.metadata.namespace}/${after.metadata.name}`, after);
    this.#tell({ plural, before, after, version, by });
    return after;
  }

  #remove(plural: string, before: KubeObject, by: string): void {
    this.#kind(plural).delete(`${before.metadata.namespace}/${before.metadata.name}`);
    this.#applied.delete(before.metadata.uid);
    this.#tell({ plural, before, after: undefined, version: ++this.#version, by });
  }

  #tell(change: Change): void {
    const known = this.#history.get(change.plural);
    if (known) known.push(change);
    else this.#history.set(change.plural, [change]);
    for (const listener of this.#listeners) listener(change);
  }
}

function checkPreconditions({ metadata }: KubeObject, uid: string | undefined, version: string | undefined): void {
  const foreign = uid !== undefined && uid !== metadata.uid;
  if (!foreign && (version === undefined || version === metadata.resourceVersion)) return;
  throw new ApiError(409, { reason: 'Conflict', message: `${metadata.name} has changed` });
}

/** Without what was applied and is not any more, unless somebody else has changed it since. Lists are taken as a whole. */
function without(before: unknown, applied: unknown, now: unknown): unknown {
  if (!isObject(before) || !isObject(applied) || !isObject(now)) return before;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(before)) {
    const isDropped = applied[key] !== undefined && now[key] === undefined;
    if (!isDropped) result[key] = without(value, applied[key], now[key]);
    else if (!equalJson(value, applied[key])) result[key] = without(value, applied[key], {});
  }
  return result;
}

function merged(before: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = merged(result[key], value);
  }
  return result;
}
