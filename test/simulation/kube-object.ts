import type { StoredObject } from '../../src/kube/kube-client.ts';

export interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly blockOwnerDeletion?: boolean;
}

/** An object as the API server keeps it. Never changed in place: a change is another object. */
export interface KubeObject extends StoredObject {
  readonly metadata: StoredObject['metadata'] & {
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation: number;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly Owner[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: objects of every kind.
  readonly spec?: any;
  // biome-ignore lint/suspicious/noExplicitAny: objects of every kind.
  readonly status?: any;
  readonly data?: Readonly<Record<string, string>> | undefined;
}
