import type { KindName } from './kinds.ts';
import type { Schema } from './schema.ts';

/** A column of `kubectl get`. `priority` 1 shows with `-o wide`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'date' | 'integer';
  readonly jsonPath: string;
  readonly priority?: 0 | 1;
}

/** Everything about one kind and version that its CRD tells an API server. */
export interface KindDefinition {
  readonly name: KindName;
  readonly shortNames: readonly string[];
  readonly columns: readonly PrinterColumn[];
  /** Paths of the scale subresource, where the kind has one. */
  readonly scale?: {
    readonly specReplicasPath: string;
    readonly statusReplicasPath: string;
    readonly labelSelectorPath: string;
  };
  readonly served: boolean;
  readonly storage: boolean;
  /** Titled as the kind's TypeScript type; properties are `spec` and `status`. */
  readonly schema: Schema;
  /**
   * How much of Kubernetes' own schema the kind asks of its pod templates. `loose` knows names and types only, as the
   * reference's CRDs of the flink kinds; `strict` also required fields, defaults and list keys, as FlinkCluster's.
   */
  readonly podTemplates: 'loose' | 'strict';
}
