// Made by `npm run generate` from the schemas in src/api; do not edit.

import type { IngressTLS, Pod, ResourceRequirements } from '../pod-template/types.ts';
import type { ObjectMeta } from '../meta.ts';

/**
 * The Flink job to run. A FlinkDeployment without it is a session cluster that waits for FlinkSessionJobs.
 */
export interface JobSpec {
  /**
   * The job jar. In a FlinkDeployment usually `local:///…`, a path inside the image; a FlinkSessionJob fetches it by http, https or a filesystem that the operator knows. Left out, the job is looked for on the classpath.
   */
  jarURI?: string;
  /**
   * Parallel instances of each operator of the job. At least 1, except where `taskManager.replicas` sizes a standalone cluster instead. Left out, `parallelism.default` of the Flink configuration counts.
   */
  parallelism?: number;
  /**
   * Fully qualified main class. Left out, the jar's manifest must name one.
   */
  entryClass?: string;
  /**
   * Arguments of the job's main method, in order.
   */
  args?: string[];
  /**
   * What the job should be doing. `running` processes data; `suspended` stops it, keeping its state as `upgradeMode` says, so that it can go on later. Left out means `running`.
   */
  state?: 'running' | 'suspended';
  /**
   * How a running job gets from one spec to the next. `savepoint` takes a savepoint and restores from it, and needs a savepoint directory; `last-state` restores the latest checkpoint or savepoint, and needs checkpoints and high availability or a reachable job; `stateless` starts from nothing. Left out means `stateless`.
   */
  upgradeMode?: 'last-state' | 'savepoint' | 'stateless';
  /**
   * Start even where the state holds operators that the job no longer has; their state is dropped.
   */
  allowNonRestoredState?: boolean;
  /**
   * Savepoint or retained checkpoint that the very first deployment starts from, and every redeployment that `savepointRedeployNonce` asks for. Ignored by ordinary upgrades.
   */
  initialSavepointPath?: string;
  /**
   * Asks for one savepoint of the running job. Any number; change it to another one to ask again. Where snapshot resources are on, a FlinkStateSnapshot is the better way.
   */
  savepointTriggerNonce?: number;
  /**
   * Asks for one checkpoint of the running job. Any number; change it to another one to ask again. Needs Flink 1.17 or later.
   */
  checkpointTriggerNonce?: number;
  /**
   * Asks to throw the running job away and redeploy it from `initialSavepointPath`, which must be set. Any number; change it to another one to ask again. There is no way back: this is never rolled back.
   */
  savepointRedeployNonce?: number;
  /**
   * Asks the autoscaler to forget what it measured and every parallelism that it chose. Any number; change it to another one to ask again. The job restarts with the parallelism of this spec.
   */
  autoscalerResetNonce?: number;
}
/**
 * An Ingress that leads to the web interface of the JobManager.
 */
export interface IngressSpec {
  /**
   * Host and path of the Ingress; `{{name}}` and `{{namespace}}` are replaced: `{{name}}.{{namespace}}.flink.example.com` or `example.com/{{namespace}}/{{name}}(/|$)(.*)`.
   */
  template?: string;
  /**
   * The Ingress class. Left out, the cluster's default class serves it.
   */
  className?: string;
  /**
   * Annotations of the Ingress, often settings of its controller.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * Labels of the Ingress.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * TLS hosts and their Secrets.
   */
  tls?: IngressTLS[];
}
/**
 * CPU and memory of one pod, in Flink's notation. `resources` is the same in Kubernetes' notation and wins where both say something.
 */
export interface Resource {
  /**
   * CPU cores of the pod, such as 0.5 or 2.
   */
  cpu?: number;
  /**
   * Memory of the pod, such as 2048m or 2g. As in Flink, a unit without `i` counts in powers of 1024: 1g is 1 GiB.
   */
  memory?: string;
  /**
   * Local disk space of the pod, such as 4g. Left out, Kubernetes neither grants nor limits it.
   */
  ephemeralStorage?: string;
}
/**
 * The JobManager: coordinates the job and serves the web interface.
 */
export interface JobManagerSpec {
  /**
   * JobManager pods. More than 1 needs high availability. Left out means 1.
   */
  replicas?: number;
  /**
   * CPU and memory of one pod, in Flink's notation. `resources` is the same in Kubernetes' notation and wins where both say something.
   */
  resource?: Resource;
  /**
   * Requests and limits of one pod as Kubernetes writes them, such as `requests: {cpu: 500m, memory: 2Gi}`.
   */
  resources?: ResourceRequirements;
  /**
   * Laid over `spec.podTemplate` for JobManager pods.
   */
  podTemplate?: Pod;
}
/**
 * The TaskManagers: run the tasks of the job.
 */
export interface TaskManagerSpec {
  /**
   * TaskManager pods. In standalone mode it takes precedence over `job.parallelism`; in native mode Flink starts as many as the job needs.
   */
  replicas?: number;
  /**
   * CPU and memory of one pod, in Flink's notation. `resources` is the same in Kubernetes' notation and wins where both say something.
   */
  resource?: Resource;
  /**
   * Requests and limits of one pod as Kubernetes writes them, such as `requests: {cpu: 500m, memory: 2Gi}`.
   */
  resources?: ResourceRequirements;
  /**
   * Laid over `spec.podTemplate` for TaskManager pods.
   */
  podTemplate?: Pod;
}
/**
 * The Flink cluster that should run, and its job.
 */
export interface FlinkDeploymentSpec {
  /**
   * The Flink job to run. A FlinkDeployment without it is a session cluster that waits for FlinkSessionJobs.
   */
  job?: JobSpec;
  /**
   * Restarts the cluster or job when it changes to another number. The restart is stateful as `job.upgradeMode` says.
   */
  restartNonce?: number;
  /**
   * Flink and operator configuration of this cluster, laid over the operator's defaults. Flat keys (`taskmanager.numberOfTaskSlots: "2"`) or nested maps. Some keys belong to the operator and are refused.
   */
  flinkConfiguration?: Record<string, unknown>;
  /**
   * Container image with Flink and, in application mode, the job. Left out, the operator's default image.
   */
  image?: string;
  /**
   * When the image is pulled: Always, IfNotPresent or Never.
   */
  imagePullPolicy?: string;
  /**
   * ServiceAccount of the JobManager. In native mode it must be allowed to create pods, since Flink starts the TaskManagers.
   */
  serviceAccount?: string;
  /**
   * The Flink version inside the image. Decides which configuration file and features are used, so it must match the image. v1_13 and v1_14 no longer run.
   */
  flinkVersion?:
    | 'v1_13'
    | 'v1_14'
    | 'v1_15'
    | 'v1_16'
    | 'v1_17'
    | 'v1_18'
    | 'v1_19'
    | 'v1_20'
    | 'v2_0'
    | 'v2_1'
    | 'v2_2'
    | 'v2_3'
    | 'v2_4';
  /**
   * An Ingress that leads to the web interface of the JobManager.
   */
  ingress?: IngressSpec;
  /**
   * Base of all pods of the cluster. The container named `flink-main-container` is the one that runs Flink; others run beside it.
   */
  podTemplate?: Pod;
  /**
   * The JobManager: coordinates the job and serves the web interface.
   */
  jobManager?: JobManagerSpec;
  /**
   * The TaskManagers: run the tasks of the job.
   */
  taskManager?: TaskManagerSpec;
  /**
   * Logging configuration files by name: `log4j-console.properties` or `logback-console.xml` and the like.
   */
  logConfiguration?: {
    [k: string]: string;
  };
  /**
   * Who makes the pods. In `native` mode Flink itself asks Kubernetes for TaskManagers; in `standalone` mode the operator makes them, and Flink needs no access to the API server. Left out means `native`.
   */
  mode?: 'native' | 'standalone';
}
/**
 * The latest savepoint that completed.
 */
export interface Savepoint {
  /**
   * Where it lies; a job can be started from this path.
   */
  location?: string;
  /**
   * When it was triggered, in milliseconds since 1970.
   */
  timeStamp?: number;
  /**
   * What asked for it: a person, the schedule or an upgrade.
   */
  triggerType?: 'MANUAL' | 'PERIODIC' | 'UNKNOWN' | 'UPGRADE';
  /**
   * The nonce that asked for it, where a person did.
   */
  triggerNonce?: number;
  /**
   * Layout of the savepoint: `CANONICAL` can be read by every state backend, `NATIVE` is faster and bound to one.
   */
  formatType?: 'CANONICAL' | 'NATIVE' | 'UNKNOWN';
}
/**
 * Savepoints taken and under way.
 */
export interface SavepointInfo {
  /**
   * The latest savepoint that completed.
   */
  lastSavepoint?: Savepoint;
  /**
   * Recent savepoints, oldest first; old ones are removed as configured.
   *
   * Items: A finished savepoint.
   */
  savepointHistory?: Savepoint[];
  /**
   * Flink's id of the savepoint that is being taken; empty when none is.
   */
  triggerId?: string;
  /**
   * When the pending savepoint was triggered, in milliseconds since 1970; 0 when none is.
   */
  triggerTimestamp?: number;
  /**
   * What asked for it: a person, the schedule or an upgrade.
   */
  triggerType?: 'MANUAL' | 'PERIODIC' | 'UNKNOWN' | 'UPGRADE';
  /**
   * Layout of the savepoint: `CANONICAL` can be read by every state backend, `NATIVE` is faster and bound to one.
   */
  formatType?: 'CANONICAL' | 'NATIVE' | 'UNKNOWN';
  /**
   * When the schedule last triggered a savepoint, in milliseconds since 1970.
   */
  lastPeriodicSavepointTimestamp?: number;
}
/**
 * The latest of them that completed.
 */
export interface Checkpoint {
  /**
   * When it was triggered, in milliseconds since 1970.
   */
  timeStamp?: number;
  /**
   * What asked for it: a person, the schedule or an upgrade.
   */
  triggerType?: 'MANUAL' | 'PERIODIC' | 'UNKNOWN' | 'UPGRADE';
  /**
   * The nonce that asked for it, where a person did.
   */
  triggerNonce?: number;
  /**
   * Whether the checkpoint holds all state or only what changed since the one before.
   */
  formatType?: 'FULL' | 'INCREMENTAL' | 'UNKNOWN';
}
/**
 * Checkpoints that the operator asked for.
 */
export interface CheckpointInfo {
  /**
   * The latest of them that completed.
   */
  lastCheckpoint?: Checkpoint;
  /**
   * Flink's id of the checkpoint that is being taken; empty when none is.
   */
  triggerId?: string;
  /**
   * When the pending checkpoint was triggered, in milliseconds since 1970; 0 when none is.
   */
  triggerTimestamp?: number;
  /**
   * What asked for it: a person, the schedule or an upgrade.
   */
  triggerType?: 'MANUAL' | 'PERIODIC' | 'UNKNOWN' | 'UPGRADE';
  /**
   * Whether the checkpoint holds all state or only what changed since the one before.
   */
  formatType?: 'FULL' | 'INCREMENTAL' | 'UNKNOWN';
  /**
   * When the schedule last triggered a checkpoint, in milliseconds since 1970.
   */
  lastPeriodicCheckpointTimestamp?: number;
}
/**
 * The Flink job as last seen.
 */
export interface JobStatus {
  /**
   * Name of the job in Flink.
   */
  jobName?: string;
  /**
   * Flink's id of the job, 32 hexadecimal digits.
   */
  jobId?: string;
  /**
   * State of the job as Flink reports it. RECONCILING means that Flink gave no answer.
   */
  state?:
    | 'CANCELED'
    | 'CANCELLING'
    | 'CREATED'
    | 'FAILED'
    | 'FAILING'
    | 'FINISHED'
    | 'INITIALIZING'
    | 'RECONCILING'
    | 'RESTARTING'
    | 'RUNNING'
    | 'SUSPENDED';
  /**
   * When the job started, in milliseconds since 1970 (as text).
   */
  startTime?: string;
  /**
   * When its state last changed, in milliseconds since 1970 (as text).
   */
  updateTime?: string;
  /**
   * State that the next start of the job will be restored from.
   */
  upgradeSavepointPath?: string;
  /**
   * Savepoints taken and under way.
   */
  savepointInfo?: SavepointInfo;
  /**
   * Checkpoints that the operator asked for.
   */
  checkpointInfo?: CheckpointInfo;
}
/**
 * One aspect of the state, in the form that `kubectl wait` understands.
 */
export interface StatusCondition {
  /**
   * What the condition is about, such as Running.
   */
  type?: string;
  /**
   * True, False or Unknown.
   */
  status?: string;
  /**
   * Why, in one word for programs.
   */
  reason?: string;
  /**
   * Why, in words for people.
   */
  message?: string;
  /**
   * When the status last changed.
   */
  lastTransitionTime?: string;
  /**
   * The `metadata.generation` that this status is about.
   */
  observedGeneration?: number;
}
/**
 * What the operator last brought about.
 */
export interface ReconciliationStatus {
  /**
   * When the spec was last acted on, in milliseconds since 1970.
   */
  reconciliationTimestamp?: number;
  /**
   * The spec that was last acted on, as JSON; the next spec is compared with it.
   */
  lastReconciledSpec?: string;
  /**
   * The last spec that proved stable, as JSON; a rollback returns to it.
   */
  lastStableSpec?: string;
  /**
   * How far `lastReconciledSpec` has come.
   */
  state?: 'DEPLOYED' | 'ROLLED_BACK' | 'ROLLING_BACK' | 'UPGRADING';
}
/**
 * Feeds the scale subresource.
 */
export interface TaskManagerInfo {
  /**
   * Selects the TaskManager pods.
   */
  labelSelector?: string;
  /**
   * TaskManager pods asked for.
   */
  replicas?: number;
}
/**
 * The cluster and its job as last seen.
 */
export interface FlinkDeploymentStatus {
  /**
   * The Flink job as last seen.
   */
  jobStatus?: JobStatus;
  /**
   * What went wrong last, as JSON; empty when all is well.
   */
  error?: string;
  /**
   * The `metadata.generation` that this status is about.
   */
  observedGeneration?: number;
  /**
   * Where the resource is in its life. STABLE is the goal: the spec is deployed and has proven itself.
   */
  lifecycleState?:
    | 'CREATED'
    | 'DELETED'
    | 'DELETING'
    | 'DEPLOYED'
    | 'FAILED'
    | 'ROLLED_BACK'
    | 'ROLLING_BACK'
    | 'STABLE'
    | 'SUSPENDED'
    | 'UPGRADING';
  /**
   * Conditions of the resource.
   *
   * Items: One aspect of the state, in the form that `kubectl wait` understands.
   */
  conditions?: StatusCondition[];
  /**
   * Facts that the running cluster reports: Flink version and revision, total CPU and memory.
   */
  clusterInfo?: {
    [k: string]: string;
  };
  /**
   * Whether the JobManager answers. MISSING: there is none; ERROR: it cannot come up until the spec changes.
   */
  jobManagerDeploymentStatus?: 'DEPLOYED_NOT_READY' | 'DEPLOYING' | 'ERROR' | 'MISSING' | 'READY';
  /**
   * What the operator last brought about.
   */
  reconciliationStatus?: ReconciliationStatus;
  /**
   * Feeds the scale subresource.
   */
  taskManager?: TaskManagerInfo;
}
/**
 * A Flink cluster: with a job in application mode, without one as a session cluster.
 */
export interface FlinkDeployment {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  /**
   * The Flink cluster that should run, and its job.
   */
  spec: FlinkDeploymentSpec;
  /**
   * The cluster and its job as last seen.
   */
  status?: FlinkDeploymentStatus;
}
