import type { Child } from './child.ts';

/** One object of a type, by name. */
export interface ObjectKey {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What is read of an object that was made. */
export interface Made {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** What the engine asks of Kubernetes to make and remove what belongs to a cluster. Every call has a time limit. */
export interface Children {
  /** `undefined` where there is none. Reads the API server itself, not a copy. */
  find(key: ObjectKey): Promise<Made | undefined>;
  /** Makes a new object; throws where there is one of that name. */
  create(child: Child): Promise<Made>;
  /** Makes it, or puts right what of it is ours; fields of others stay. */
  ensure(child: Child): Promise<Made>;
  /** Whether there was one of this incarnation. What it owns goes with it. */
  remove(key: ObjectKey & { readonly uid?: string }): Promise<boolean>;
}
