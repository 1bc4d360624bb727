import type { FlinkCluster } from '../api/flink-cluster/types.ts';
import type { FlinkDeployment, FlinkDeploymentSpec } from '../api/flink-deployment/types.ts';
import type { FlinkSessionJob, FlinkSessionJobSpec } from '../api/flink-session-job/types.ts';
import type { FlinkStateSnapshot } from '../api/flink-state-snapshot/types.ts';
import type { EffectiveConfiguration, OperatorConfiguration } from '../values/effective-configuration.ts';

/** What the operator last brought about, from `status.reconciliationStatus.lastReconciledSpec`. */
export type LastSpec<Spec> =
  | { readonly state: 'none' }
  | { readonly state: 'known'; readonly spec: Spec }
  | { readonly state: 'unreadable'; readonly why: string };

/** Another object that a rule needs: `'unknown'` where nothing can say whether it exists. */
export type Found<T> = T | 'absent' | 'unknown';

/** What rules about keys of the configuration are told, whatever the kind. */
export interface ConfigurationFacts {
  /** Operator defaults, namespace and version defaults, and the resource's own keys. */
  readonly configuration: EffectiveConfiguration;
}

/** An edit whose effect is to be told beforehand. */
export interface Edit<T> {
  readonly previous: T;
  readonly object: T;
  readonly operator: OperatorConfiguration;
  readonly namespace: string;
  readonly now: Date;
}

/** `configuration` of the job, with what its cluster says. */
export interface SessionJobEdit extends Edit<FlinkSessionJob> {
  readonly cluster: Found<FlinkDeployment>;
  readonly configuration: EffectiveConfiguration;
}

/** What an edit of a spec would bring about, told beforehand. */
export interface EditEffect {
  /** One sentence; left out where nothing is stopped or begun by it. */
  readonly summary?: string;
  /** What may be lost by it. */
  readonly loss?: {
    readonly field:
      | 'job.upgradeMode'
      | 'job.savepointRedeployNonce'
      | 'job.allowNonRestoredState'
      | 'flinkConfiguration';
    /** Continues the name of the field. */
    readonly message: string;
  };
}

/** Of kinds that the engine reconciles. */
export interface EditFacts {
  /** Of an UPDATE that changes the spec, where somebody can tell. Computed when it is asked for. */
  readonly effect?: () => EditEffect | undefined;
}

export interface DeploymentFacts extends ConfigurationFacts, EditFacts {
  readonly lastSpec: LastSpec<FlinkDeploymentSpec>;
  /** The stored object of an UPDATE. */
  readonly previous?: FlinkDeployment;
}

export interface SessionJobFacts extends ConfigurationFacts, EditFacts {
  /** Operator defaults with the job's namespace and the cluster's version, then the cluster's keys, then the job's. */
  readonly configuration: EffectiveConfiguration;
  /** The operator's own configuration alone: the only layer that artifact rules read. */
  readonly operatorConfiguration: EffectiveConfiguration;
  readonly lastSpec: LastSpec<FlinkSessionJobSpec>;
  readonly previous?: FlinkSessionJob;
  readonly cluster: Found<FlinkDeployment>;
  /** Addresses of the host of `jarURI`, `'unknown'` when nothing answered; left out when no look-up was needed. */
  readonly jarHostAddresses?: readonly string[] | 'unknown';
}

export interface SnapshotFacts {
  readonly target: Found<FlinkDeployment | FlinkSessionJob>;
  readonly previous?: FlinkStateSnapshot;
}

/** The same for both versions: `FlinkClusterV1alpha1` where a rule of v1alpha1 asks. */
export interface ClusterFacts<Cluster = FlinkCluster> {
  /** The stored object of an UPDATE, in the version of the object. */
  readonly previous?: Cluster;
  /** Left out: `UPDATE` where there is a previous object. An UPDATE without one is judged by what the object itself tells. */
  readonly operation?: 'CREATE' | 'UPDATE';
  /** For the age of savepoints. */
  readonly now: Date;
}
