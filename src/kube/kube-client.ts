/** What is read of every object of an API server. */
export interface StoredObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** One thing that an object says of its state. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Where the API server keeps the objects of one type. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** One object, by name. */
export interface ObjectName {
  readonly name: string;
  /** Needed where the type is namespaced. */
  readonly namespace?: string | undefined;
}

export interface Selection {
  /** All namespaces where it is left out. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

interface PageOptions {
  readonly limit?: number;
  /** Where the page before ended. */
  readonly continue?: string;
  readonly resourceVersion?: string;
  /** Gives up, as if no answer had come. */
  readonly signal?: AbortSignal;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  /** Where the next page begins; `undefined` after the last one. */
  readonly continue?: string | undefined;
}

export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

export interface WatchOptions extends Selection {
  readonly resourceVersion: string;
  /** After which the API server ends the stream by itself. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Called for every piece that arrives, also for those that are no whole event yet: the sign of life of the stream. */
  heard?(): void;
}

interface ApplyOptions {
  /** Who owns the fields that are applied. */
  readonly fieldManager: string;
  /** Takes fields over from other owners. */
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

interface DeleteOptions {
  /** Deletes only this incarnation of the object. */
  readonly uid?: string;
  /** Deletes it only as it was then; 409 where it has changed since. */
  readonly resourceVersion?: string;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
}

export type PatchType = 'merge' | 'json' | 'strategic';

/**
 * What Sluice asks of an API server. Every call has a time limit and throws `ApiError` for an answer other than 2xx,
 * and `ApiUnreachable` where none came. Reads are tried again within that time; a write is only where the API server said
 * that it was too busy to begin (429).
 */
export interface KubeClient {
  /** `undefined` where there is no such object. */
  get<T extends StoredObject>(type: ResourceType, name: ObjectName): Promise<T | undefined>;
  page<T extends StoredObject>(type: ResourceType, selection: Selection & PageOptions): Promise<Page<T>>;
  /** All pages. */
  list<T extends StoredObject>(type: ResourceType, selection: Selection): Promise<Page<T>>;
  /** Ends where the stream ends; throws `ApiError` for an ERROR event (410 where the version is too old). */
  watch<T extends StoredObject>(type: ResourceType, options: WatchOptions): AsyncIterable<WatchEvent<T>>;
  create<T extends StoredObject>(
    type: ResourceType,
    object: T,
    options?: { fieldManager?: string; dryRun?: boolean },
  ): Promise<T>;
  /** Replaces the object of this resourceVersion; ApiError 409 where it has changed since. */
  update<T extends StoredObject>(type: ResourceType, object: T, subresource?: 'status'): Promise<T>;
  patch<T extends StoredObject>(
    type: ResourceType,
    name: ObjectName,
    patchType: PatchType,
    patch: unknown,
    options?: { subresource?: 'status' | 'scale'; fieldManager?: string; dryRun?: boolean },
  ): Promise<T>;
  /** Server-side apply; creates the object where it is missing. */
  apply<T extends StoredObject>(
    type: ResourceType,
    object: object,
    options: ApplyOptions & { readonly subresource?: 'status' },
  ): Promise<T>;
  /** Whether there was such an object. */
  delete(type: ResourceType, name: ObjectName, options?: DeleteOptions): Promise<boolean>;
  /** Any other call, such as `/version` or `/readyz`; the answer as text, whatever its status. */
  ask(path: string): Promise<{ readonly status: number; readonly text: string }>;
  /** Closes idle connections. */
  close(): void;
}
