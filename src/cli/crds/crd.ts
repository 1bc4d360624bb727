import type { ClientConfig } from '../../kube/calling-objects.ts';
import type { Condition, StoredObject } from '../../kube/kube-client.ts';

/** The parts of a CustomResourceDefinition that are read. */

/** A node of an OpenAPI schema. */
export interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
}

export interface Crd extends StoredObject {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly CrdVersion[];
    readonly conversion?: { readonly strategy: string; readonly webhook?: { readonly clientConfig?: ClientConfig } };
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}
