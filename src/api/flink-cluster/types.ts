// Made by `npm run generate` from the schemas in src/api; do not edit.

import type { Affinity, Container, EnvFromSource, EnvVar, HorizontalPodAutoscalerBehavior, HostAlias, LoadBalancerIngress, LocalObjectReference, MetricSpec, PersistentVolumeClaim, PodDisruptionBudgetSpec, PodSecurityContext, Probe, Quantity, ResourceRequirements, Toleration, Volume, VolumeMount } from '../pod-template/types.ts';
import type { ObjectMeta } from '../meta.ts';

/**
 * The image of JobManager, TaskManagers and job submitter.
 */
export interface ImageSpec {
  /**
   * Image with Flink and, where `job.jarFile` is a path, the job: `flink:1.20`.
   */
  name: string;
  /**
   * When the image is pulled.
   */
  pullPolicy?: 'Always' | 'Never' | 'IfNotPresent';
  /**
   * Secrets for a private registry.
   */
  pullSecrets?: LocalObjectReference[];
}
/**
 * Have the pods scheduled together by a batch scheduler.
 */
export interface BatchSchedulerSpec {
  /**
   * Name of the scheduler: volcano.
   */
  name: string;
  /**
   * Queue that the pods wait in.
   */
  queue?: string;
  /**
   * Priority class of the pods.
   */
  priorityClassName?: string;
}
/**
 * An Ingress that leads to the web interface of the JobManager.
 */
export interface FlinkClusterIngressSpec {
  /**
   * Host of the Ingress; `{{$clusterName}}` becomes the name of the cluster: `{{$clusterName}}.example.com`.
   */
  hostFormat?: string;
  /**
   * Annotations of the Ingress, often settings of its controller.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * Serve the Ingress over TLS, with the certificate of `tlsSecretName`.
   */
  useTls?: boolean;
  /**
   * Secret with the certificate for `useTls`.
   */
  tlsSecretName?: string;
}
/**
 * Ports of the JobManager, on its pod and its Service. All ports of a component must differ.
 */
export interface JobManagerPorts {
  /**
   * TaskManagers and clients talk to the JobManager here.
   */
  rpc?: number;
  /**
   * Jars and other large files are fetched here.
   */
  blob?: number;
  /**
   * Queryable state.
   */
  query?: number;
  /**
   * Web interface and REST API.
   */
  ui?: number;
}
/**
 * A port that the container opens besides those of Flink, for example for metrics.
 */
export interface NamedPort {
  /**
   * Unique among all ports of the component.
   */
  name?: string;
  /**
   * The port number.
   */
  containerPort: number;
  /**
   * Left out means TCP.
   */
  protocol?: 'TCP' | 'UDP' | 'SCTP';
}
/**
 * The JobManager: coordinates the job and serves the web interface.
 */
export interface FlinkClusterJobManagerSpec {
  /**
   * JobManager pods; there is exactly one.
   */
  replicas?: number;
  /**
   * Who reaches the Service of the JobManager: the `Cluster`, the private network (`VPC`), the world (`External`), every node (`NodePort`), or the pod by its own address (`Headless`).
   */
  accessScope?: 'Cluster' | 'VPC' | 'External' | 'NodePort' | 'Headless';
  /**
   * Annotations of the Service of the JobManager.
   */
  ServiceAnnotations?: {
    [k: string]: string;
  };
  /**
   * Labels of the Service of the JobManager.
   */
  ServiceLabels?: {
    [k: string]: string;
  };
  /**
   * An Ingress that leads to the web interface of the JobManager.
   */
  ingress?: FlinkClusterIngressSpec;
  /**
   * Ports of the JobManager, on its pod and its Service. All ports of a component must differ.
   */
  ports?: JobManagerPorts;
  /**
   * Only below Flink 1.10: percent of the memory that stays outside the heap, 0 to 100. Left out means 25.
   */
  memoryOffHeapRatio?: number;
  /**
   * Only below Flink 1.10: memory that at least stays outside the heap, such as 600M, which is what leaving it out means.
   */
  memoryOffHeapMin?: Quantity;
  /**
   * Volumes of the pods.
   */
  volumes?: Volume[];
  /**
   * Where the Flink container mounts them.
   */
  volumeMounts?: VolumeMount[];
  /**
   * Labels that a node must have to run the pods.
   */
  nodeSelector?: {
    [k: string]: string;
  };
  /**
   * Which nodes the pods would like or must have, and beside which other pods.
   */
  affinity?: Affinity;
  /**
   * Taints of nodes that the pods put up with.
   */
  tolerations?: Toleration[];
  /**
   * Annotations of the pods.
   */
  podAnnotations?: {
    [k: string]: string;
  };
  /**
   * Labels of the pods, also part of the selector of their workload.
   */
  podLabels?: {
    [k: string]: string;
  };
  /**
   * User, groups and other security settings of the pods.
   */
  securityContext?: PodSecurityContext;
  /**
   * Lines added to /etc/hosts of the pods.
   */
  hostAliases?: HostAlias[];
  /**
   * Ports that the container opens besides those of Flink.
   *
   * Items: A port that the container opens besides those of Flink, for example for metrics.
   */
  extraPorts?: NamedPort[];
  /**
   * CPU and memory of the container. Flink sizes its memory by the limit, or by the request where there is none.
   */
  resources?: ResourceRequirements;
  /**
   * From Flink 1.10 on: percent of the memory of the container that Flink may use in all, 0 to 100. Left out means 80.
   */
  memoryProcessRatio?: number;
  /**
   * Claims that each pod gets a volume of its own from. They go when the FlinkCluster goes.
   */
  volumeClaimTemplates?: PersistentVolumeClaim[];
  /**
   * Containers that must finish before Flink starts.
   */
  initContainers?: Container[];
  /**
   * Containers that run beside Flink.
   */
  sidecars?: Container[];
  /**
   * When the container counts as dead and is restarted. Laid over a TCP check of the rpc port every 60 s, 5 failures.
   */
  livenessProbe?: Probe;
  /**
   * When the container counts as ready. Laid over a TCP check of the rpc port every 5 s, 60 failures.
   */
  readinessProbe?: Probe;
}
/**
 * Ports of each TaskManager. All ports of a component must differ.
 */
export interface TaskManagerPorts {
  /**
   * Records between TaskManagers.
   */
  data?: number;
  /**
   * The JobManager talks to the TaskManager here.
   */
  rpc?: number;
  /**
   * Queryable state.
   */
  query?: number;
}
/**
 * Lets Kubernetes choose the number of TaskManagers. It scales the FlinkCluster itself.
 */
export interface HorizontalPodAutoscalerSpec {
  /**
   * Never fewer TaskManagers than this. Left out means 1.
   */
  minReplicas?: number;
  /**
   * Never more TaskManagers than this.
   */
  maxReplicas: number;
  /**
   * What the number is computed from. Left out: 80 percent average CPU use.
   */
  metrics?: MetricSpec[];
  /**
   * How fast to scale up and down.
   */
  behavior?: HorizontalPodAutoscalerBehavior;
}
/**
 * The TaskManagers: run the tasks of the job.
 */
export interface FlinkClusterTaskManagerSpec {
  /**
   * Workload that the TaskManagers are: `StatefulSet` or `Deployment`. It can never be changed.
   */
  deploymentType?: string;
  /**
   * TaskManager pods.
   */
  replicas?: number;
  /**
   * Ports of each TaskManager. All ports of a component must differ.
   */
  ports?: TaskManagerPorts;
  /**
   * Lets Kubernetes choose the number of TaskManagers. It scales the FlinkCluster itself.
   */
  horizontalPodAutoscaler?: HorizontalPodAutoscalerSpec;
  /**
   * Only below Flink 1.10: percent of the memory that stays outside the heap, 0 to 100. Left out means 25.
   */
  memoryOffHeapRatio?: number;
  /**
   * Only below Flink 1.10: memory that at least stays outside the heap, such as 600M, which is what leaving it out means.
   */
  memoryOffHeapMin?: Quantity;
  /**
   * Volumes of the pods.
   */
  volumes?: Volume[];
  /**
   * Where the Flink container mounts them.
   */
  volumeMounts?: VolumeMount[];
  /**
   * Labels that a node must have to run the pods.
   */
  nodeSelector?: {
    [k: string]: string;
  };
  /**
   * Which nodes the pods would like or must have, and beside which other pods.
   */
  affinity?: Affinity;
  /**
   * Taints of nodes that the pods put up with.
   */
  tolerations?: Toleration[];
  /**
   * Annotations of the pods.
   */
  podAnnotations?: {
    [k: string]: string;
  };
  /**
   * Labels of the pods, also part of the selector of their workload.
   */
  podLabels?: {
    [k: string]: string;
  };
  /**
   * User, groups and other security settings of the pods.
   */
  securityContext?: PodSecurityContext;
  /**
   * Lines added to /etc/hosts of the pods.
   */
  hostAliases?: HostAlias[];
  /**
   * Ports that the container opens besides those of Flink.
   *
   * Items: A port that the container opens besides those of Flink, for example for metrics.
   */
  extraPorts?: NamedPort[];
  /**
   * CPU and memory of the container. Flink sizes its memory by the limit, or by the request where there is none.
   */
  resources?: ResourceRequirements;
  /**
   * From Flink 1.10 on: percent of the memory of the container that Flink may use in all, 0 to 100. Left out means 80.
   */
  memoryProcessRatio?: number;
  /**
   * Claims that each pod gets a volume of its own from. They go when the FlinkCluster goes.
   */
  volumeClaimTemplates?: PersistentVolumeClaim[];
  /**
   * Containers that must finish before Flink starts.
   */
  initContainers?: Container[];
  /**
   * Containers that run beside Flink.
   */
  sidecars?: Container[];
  /**
   * When the container counts as dead and is restarted. Laid over a TCP check of the rpc port every 60 s, 5 failures.
   */
  livenessProbe?: Probe;
  /**
   * When the container counts as ready. Laid over a TCP check of the rpc port every 5 s, 60 failures.
   */
  readinessProbe?: Probe;
}
/**
 * What becomes of the cluster when its job has ended.
 */
export interface CleanupPolicy {
  /**
   * What becomes of the cluster when the job has finished: keep it, delete all of it, or delete the TaskManagers only.
   */
  afterJobSucceeds?: 'KeepCluster' | 'DeleteCluster' | 'DeleteTaskManager';
  /**
   * What becomes of the cluster when the job has failed: keep it, delete all of it, or delete the TaskManagers only.
   */
  afterJobFails?: 'KeepCluster' | 'DeleteCluster' | 'DeleteTaskManager';
  /**
   * What becomes of the cluster when the job was cancelled: keep it, delete all of it, or delete the TaskManagers only.
   */
  afterJobCancelled?: 'KeepCluster' | 'DeleteCluster' | 'DeleteTaskManager';
}
/**
 * The job to run. A cluster without it is a session cluster.
 */
export interface FlinkClusterJobSpec {
  /**
   * The job jar: a path inside the image, or an address that the submitter fetches it from (`https://…`, `gs://…`).
   */
  jarFile?: string;
  /**
   * Fully qualified main class. Left out, the jar's manifest must name one.
   */
  className?: string;
  /**
   * Arguments of the job's main method, in order.
   */
  args?: string[];
  /**
   * Savepoint that the job starts from when it is first submitted.
   */
  fromSavepoint?: string;
  /**
   * Directory that all savepoints are written to. Without it a job can neither be savepointed nor updated.
   */
  savepointsDir?: string;
  /**
   * Take a savepoint every so many seconds. Needs `savepointsDir`.
   */
  autoSavepointSeconds?: number;
  /**
   * Asks for one savepoint: set it to `status.components.job.savepointGeneration` + 1. The annotation `flinkclusters.flinkoperator.k8s.io/user-control: savepoint` does the same.
   */
  savepointGeneration?: number;
  /**
   * Parallel instances of each operator of the job. Left out, all task slots of the cluster are used.
   */
  parallelism?: number;
  /**
   * Asks to stop the job for good, after a savepoint where `savepointsDir` is set. The annotation `flinkclusters.flinkoperator.k8s.io/user-control: job-cancel` does the same.
   */
  cancelRequested?: boolean;
  /**
   * Volumes of the job submitter.
   */
  volumes?: Volume[];
  /**
   * Where the submitter mounts them.
   */
  volumeMounts?: VolumeMount[];
  /**
   * Containers that must finish before the job is submitted, for example to fetch the jar.
   */
  initContainers?: Container[];
  /**
   * Addresses added to the class path on all nodes of the cluster.
   */
  classPath?: string[];
  /**
   * Python program to run instead of a jar.
   */
  pyFile?: string;
  /**
   * Further Python files and archives, separated by commas.
   */
  pyFiles?: string;
  /**
   * Python module that holds the program; needs `pyFiles`.
   */
  pyModule?: string;
  /**
   * Start even where the state holds operators that the job no longer has; their state is dropped.
   */
  allowNonRestoredState?: boolean;
  /**
   * Layout of savepoints, from Flink 1.15 on: `CANONICAL` can be read by every state backend, `NATIVE` is faster and bound to one.
   */
  savepointFormatType?: 'CANONICAL' | 'NATIVE';
  /**
   * Take a savepoint before an update. Left out means true. With false the latest savepoint is used, which must not be older than `maxStateAgeToRestoreSeconds`.
   */
  takeSavepointOnUpdate?: boolean;
  /**
   * Oldest savepoint, in seconds, that a restart or an update may go back to. Older ones need an update by hand.
   */
  maxStateAgeToRestoreSeconds?: number;
  /**
   * Do not print what the submitter logs.
   */
  noLoggingToStdout?: boolean;
  /**
   * How the job is submitted: `Detached` and let go, `Blocking` until it ends, or as an `Application` cluster whose JobManager runs the main method itself.
   */
  mode?: 'Detached' | 'Blocking' | 'Application';
  /**
   * What to do when the job fails: `Never` restart it, or restart it `FromSavepointOnFailure`, which needs `maxStateAgeToRestoreSeconds`.
   */
  restartPolicy?: 'Never' | 'FromSavepointOnFailure';
  /**
   * What becomes of the cluster when its job has ended.
   */
  cleanupPolicy?: CleanupPolicy;
  /**
   * Which nodes the pods would like or must have, and beside which other pods.
   */
  affinity?: Affinity;
  /**
   * Taints of nodes that the pods put up with.
   */
  tolerations?: Toleration[];
  /**
   * Annotations of the pods.
   */
  podAnnotations?: {
    [k: string]: string;
  };
  /**
   * Labels of the pods, also part of the selector of their workload.
   */
  podLabels?: {
    [k: string]: string;
  };
  /**
   * User, groups and other security settings of the pods.
   */
  securityContext?: PodSecurityContext;
  /**
   * Lines added to /etc/hosts of the pods.
   */
  hostAliases?: HostAlias[];
  /**
   * Labels that a node must have to run the submitter.
   */
  nodeSelector?: {
    [k: string]: string;
  };
  /**
   * CPU and memory of the container. Flink sizes its memory by the limit, or by the request where there is none.
   */
  resources?: ResourceRequirements;
}
/**
 * Hadoop configuration files, mounted into every pod.
 */
export interface HadoopConfig {
  /**
   * ConfigMap in the same namespace that holds the files.
   */
  configMapName?: string;
  /**
   * Directory that they are mounted at; HADOOP_CONF_DIR names it.
   */
  mountPath?: string;
}
/**
 * A service account key, mounted from a Secret into every pod.
 */
export interface GCPServiceAccount {
  /**
   * Secret in the same namespace that holds the key.
   */
  secretName?: string;
  /**
   * Name of the key file inside the Secret.
   */
  keyFile?: string;
  /**
   * Directory that the Secret is mounted at; without the name of the file.
   */
  mountPath?: string;
}
/**
 * Access to Google Cloud.
 */
export interface GCPConfig {
  /**
   * A service account key, mounted from a Secret into every pod.
   */
  serviceAccount?: GCPServiceAccount;
}
/**
 * The Flink cluster that should run, and its job.
 */
export interface FlinkClusterSpec {
  /**
   * Flink version of the image, such as 1.20. Decides the memory model, the name of the configuration file and which options exist. Left out, the cluster is treated as older than 1.10.
   */
  flinkVersion?: string;
  /**
   * The image of JobManager, TaskManagers and job submitter.
   */
  image: ImageSpec;
  /**
   * ServiceAccount of all pods. Left out, the namespace's default.
   */
  serviceAccountName?: string;
  /**
   * Deprecated: use `batchScheduler`, whose other fields this one throws away.
   */
  batchSchedulerName?: string;
  /**
   * Have the pods scheduled together by a batch scheduler.
   */
  batchScheduler?: BatchSchedulerSpec;
  /**
   * How many pods of JobManager and TaskManagers a planned disruption may take away at once.
   */
  podDisruptionBudget?: PodDisruptionBudgetSpec;
  /**
   * The JobManager: coordinates the job and serves the web interface.
   */
  jobManager?: FlinkClusterJobManagerSpec;
  /**
   * The TaskManagers: run the tasks of the job.
   */
  taskManager?: FlinkClusterTaskManagerSpec;
  /**
   * The job to run. A cluster without it is a session cluster.
   */
  job?: FlinkClusterJobSpec;
  /**
   * Environment of JobManager, TaskManagers, submitter and their init containers.
   */
  envVars?: EnvVar[];
  /**
   * ConfigMaps and Secrets whose keys become environment variables.
   */
  envFrom?: EnvFromSource[];
  /**
   * Lines of the Flink configuration file. Addresses, ports and memory of the cluster are set by the operator.
   */
  flinkProperties?: {
    [k: string]: string;
  };
  /**
   * Hadoop configuration files, mounted into every pod.
   */
  hadoopConfig?: HadoopConfig;
  /**
   * Access to Google Cloud.
   */
  gcpConfig?: GCPConfig;
  /**
   * Logging configuration files by name. `log4j-console.properties`, `log4j-cli.properties` and `logback-console.xml` replace the built-in ones.
   */
  logConfig?: {
    [k: string]: string;
  };
  /**
   * Revisions of the spec that are kept. Left out means 10.
   */
  revisionHistoryLimit?: number;
  /**
   * Delete and make anew what an update changes. With false it is updated in place.
   */
  recreateOnUpdate?: boolean;
}
/**
 * The ConfigMap with the Flink configuration.
 */
export interface ConfigMapStatus {
  /**
   * Name of the resource.
   */
  name: string;
  /**
   * NotReady, Ready, Updating or Deleted.
   */
  state: string;
}
/**
 * The JobManager; absent in application mode.
 */
export interface JobManagerStatus {
  /**
   * Name of the resource.
   */
  name: string;
  /**
   * NotReady, Ready, Updating or Deleted.
   */
  state: string;
  /**
   * Pods asked for.
   */
  replicas: number;
  /**
   * Pods that are ready.
   */
  readyReplicas?: number;
  /**
   * Ready and wanted pods, such as 2/3.
   */
  ready: string;
}
/**
 * The Service of the JobManager.
 */
export interface JobManagerServiceStatus {
  /**
   * Name of the resource.
   */
  name: string;
  /**
   * NotReady, Ready, Updating or Deleted.
   */
  state: string;
  /**
   * Port on every node, for access scope NodePort.
   */
  nodePort?: number;
  /**
   * Addresses of the load balancer.
   */
  loadBalancerIngress?: LoadBalancerIngress[];
}
/**
 * The Ingress of the JobManager, where there is one.
 */
export interface JobManagerIngressStatus {
  /**
   * Name of the resource.
   */
  name: string;
  /**
   * NotReady, Ready, Updating or Deleted.
   */
  state: string;
  /**
   * Addresses of the web interface.
   */
  urls?: string[];
}
/**
 * The TaskManagers; also feeds the scale subresource.
 */
export interface TaskManagerStatus {
  /**
   * Name of the resource.
   */
  name: string;
  /**
   * NotReady, Ready, Updating or Deleted.
   */
  state: string;
  /**
   * Pods asked for.
   */
  replicas: number;
  /**
   * Pods that are ready.
   */
  readyReplicas?: number;
  /**
   * Ready and wanted pods, such as 2/3.
   */
  ready: string;
  /**
   * Selects the TaskManager pods.
   */
  selector: string;
}
/**
 * The job as last seen.
 */
export interface FlinkClusterJobStatus {
  /**
   * Flink's id of the job, 32 hexadecimal digits.
   */
  id?: string;
  /**
   * The savepoint that the job was started from.
   */
  fromSavepoint?: string;
  /**
   * Savepoints that succeeded.
   */
  savepointGeneration?: number;
  /**
   * The latest savepoint.
   */
  savepointLocation?: string;
  /**
   * How often the job was restarted after a failure.
   */
  restartCount?: number;
  /**
   * Name of the job in Flink.
   */
  name?: string;
  /**
   * The Kubernetes Job that submits it.
   */
  submitterName?: string;
  /**
   * Exit code of the submitter, -1 while it is not known.
   */
  submitterExitCode?: number;
  /**
   * Pending, Updating, Restarting, Deploying, DeployFailed, Running, Succeeded, Cancelled, Failed, Lost or Unknown.
   */
  state: string;
  /**
   * When the latest savepoint was seen to be complete.
   */
  savepointTime?: string;
  /**
   * Whether that savepoint holds the last state of the job.
   */
  finalSavepoint?: boolean;
  /**
   * When the submitter was made.
   */
  deployTime?: string;
  /**
   * When the job started to run.
   */
  startTime?: string;
  /**
   * When the job ended.
   */
  completionTime?: string;
  /**
   * Why the job failed: exceptions, or the log of the submitter.
   */
  failureReasons?: string[];
}
/**
 * The resources that make up the cluster.
 */
export interface FlinkClusterComponentsStatus {
  /**
   * The ConfigMap with the Flink configuration.
   */
  configMap?: ConfigMapStatus;
  /**
   * The JobManager; absent in application mode.
   */
  jobManager?: JobManagerStatus;
  /**
   * The Service of the JobManager.
   */
  jobManagerService?: JobManagerServiceStatus;
  /**
   * The Ingress of the JobManager, where there is one.
   */
  jobManagerIngress?: JobManagerIngressStatus;
  /**
   * The TaskManagers; also feeds the scale subresource.
   */
  taskManager?: TaskManagerStatus;
  /**
   * The job as last seen.
   */
  job?: FlinkClusterJobStatus;
}
/**
 * What became of the last request by the annotation `flinkclusters.flinkoperator.k8s.io/user-control`.
 */
export interface ControlStatus {
  /**
   * The request: savepoint or job-cancel.
   */
  name: string;
  /**
   * More about it.
   */
  details?: {
    [k: string]: string;
  };
  /**
   * InProgress, Succeeded or Failed.
   */
  state: string;
  /**
   * Why it failed.
   */
  message?: string;
  /**
   * When this last changed.
   */
  updateTime: string;
}
/**
 * The savepoint that was taken last or is being taken.
 */
export interface SavepointStatus {
  /**
   * Flink's id of the job.
   */
  jobID?: string;
  /**
   * Flink's id of the operation.
   */
  triggerID?: string;
  /**
   * When it was triggered.
   */
  triggerTime?: string;
  /**
   * Why: user requested, scheduled, update or job cancel.
   */
  triggerReason?: string;
  /**
   * When this last changed, in spite of its name.
   */
  requestTime?: string;
  /**
   * InProgress, TriggerFailed, Failed or Succeeded.
   */
  state: string;
  /**
   * CANONICAL or NATIVE.
   */
  formatType?: string;
  /**
   * Why it failed.
   */
  message?: string;
}
/**
 * Which revision of the spec runs, and which comes next.
 */
export interface RevisionStatus {
  /**
   * The revision that runs.
   */
  currentRevision?: string;
  /**
   * The revision that an update leads to.
   */
  nextRevision?: string;
  /**
   * Hashes that two revisions happened to share.
   */
  collisionCount?: number;
}
/**
 * The cluster as last seen.
 */
export interface FlinkClusterStatus {
  /**
   * Creating, Running, Reconciling, Updating, Stopping, PartiallyStopped or Stopped.
   */
  state: string;
  /**
   * The resources that make up the cluster.
   */
  components: FlinkClusterComponentsStatus;
  /**
   * What became of the last request by the annotation `flinkclusters.flinkoperator.k8s.io/user-control`.
   */
  control?: ControlStatus;
  /**
   * The savepoint that was taken last or is being taken.
   */
  savepoint?: SavepointStatus;
  /**
   * Which revision of the spec runs, and which comes next.
   */
  revision?: RevisionStatus;
  /**
   * When this status last changed.
   */
  lastUpdateTime?: string;
}
/**
 * A Flink cluster: with a job as a job cluster, without one as a session cluster.
 */
export interface FlinkCluster {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  /**
   * The Flink cluster that should run, and its job.
   */
  spec: FlinkClusterSpec;
  /**
   * The cluster as last seen.
   */
  status?: FlinkClusterStatus;
}
/**
 * The image of JobManager, TaskManagers and job submitter.
 */
export interface ImageSpecV1alpha1 {
  /**
   * Image with Flink and, where `job.jarFile` is a path, the job.
   */
  name?: string;
  /**
   * When the image is pulled: Always, Never or IfNotPresent. Left out means Always.
   */
  pullPolicy?: string;
  /**
   * Secrets for a private registry.
   */
  pullSecrets?: LocalObjectReference[];
}
/**
 * Ports of the JobManager, on its pod and its Service.
 */
export interface JobManagerPortsV1alpha1 {
  /**
   * TaskManagers and clients talk to the JobManager here. Left out means 6123. Above 1024.
   */
  rpc?: number;
  /**
   * Jars and other large files are fetched here. Left out means 6124. Above 1024.
   */
  blob?: number;
  /**
   * Queryable state. Left out means 6125. Above 1024.
   */
  query?: number;
  /**
   * Web interface and REST API. Left out means 8081. Above 1024.
   */
  ui?: number;
}
/**
 * An Ingress that leads to the web interface of the JobManager.
 */
export interface IngressSpecV1alpha1 {
  /**
   * Host of the Ingress; `{{$clusterName}}` becomes the name of the cluster: `{{$clusterName}}.example.com`.
   */
  hostFormat?: string;
  /**
   * Annotations of the Ingress, often settings of its controller.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * Serve the Ingress over TLS, with the certificate of `tlsSecretName`.
   */
  useTls?: boolean;
  /**
   * Secret with the certificate for `useTls`.
   */
  tlsSecretName?: string;
}
/**
 * The JobManager: coordinates the job and serves the web interface.
 */
export interface JobManagerSpecV1alpha1 {
  /**
   * JobManager pods; there is exactly one. Left out means 1.
   */
  replicas?: number;
  /**
   * Who reaches the Service of the JobManager: the `Cluster`, the private network (`VPC`) or the world (`External`). Left out means `Cluster`.
   */
  accessScope?: string;
  /**
   * Ports of the JobManager, on its pod and its Service.
   */
  ports?: JobManagerPortsV1alpha1;
  /**
   * An Ingress that leads to the web interface of the JobManager.
   */
  ingress?: IngressSpecV1alpha1;
  /**
   * CPU and memory of the container. Flink sizes its memory by the limit, or by the request where there is none.
   */
  resources?: ResourceRequirements;
  /**
   * Only below Flink 1.10: percent of the memory that stays outside the heap, 0 to 100. Left out means 25.
   */
  memoryOffHeapRatio?: number;
  /**
   * Only below Flink 1.10: memory that at least stays outside the heap, such as 600M, which is what leaving it out means.
   */
  memoryOffHeapMin?: Quantity;
  /**
   * Volumes of the pods.
   */
  volumes?: Volume[];
  /**
   * Where the Flink container mounts them.
   */
  volumeMounts?: VolumeMount[];
  /**
   * Labels that a node must have to run the pods.
   */
  nodeSelector?: {
    [k: string]: string;
  };
}
/**
 * Ports of each TaskManager.
 */
export interface TaskManagerPortsV1alpha1 {
  /**
   * Records between TaskManagers. Left out means 6121. Above 1024.
   */
  data?: number;
  /**
   * The JobManager talks to the TaskManager here. Left out means 6122. Above 1024.
   */
  rpc?: number;
  /**
   * Queryable state. Left out means 6125. Above 1024.
   */
  query?: number;
}
/**
 * The TaskManagers: run the tasks of the job.
 */
export interface TaskManagerSpecV1alpha1 {
  /**
   * TaskManager pods.
   */
  replicas?: number;
  /**
   * Ports of each TaskManager.
   */
  ports?: TaskManagerPortsV1alpha1;
  /**
   * CPU and memory of the container. Flink sizes its memory by the limit, or by the request where there is none.
   */
  resources?: ResourceRequirements;
  /**
   * Only below Flink 1.10: percent of the memory that stays outside the heap, 0 to 100. Left out means 25.
   */
  memoryOffHeapRatio?: number;
  /**
   * Only below Flink 1.10: memory that at least stays outside the heap, such as 600M, which is what leaving it out means.
   */
  memoryOffHeapMin?: Quantity;
  /**
   * Volumes of the pods.
   */
  volumes?: Volume[];
  /**
   * Where the Flink container mounts them.
   */
  volumeMounts?: VolumeMount[];
  /**
   * Labels that a node must have to run the pods.
   */
  nodeSelector?: {
    [k: string]: string;
  };
  /**
   * Containers that run beside Flink.
   */
  sidecars?: Container[];
}
/**
 * What becomes of the cluster when its job has ended.
 */
export interface CleanupPolicyV1alpha1 {
  /**
   * KeepCluster, DeleteCluster or DeleteTaskManager when the job has finished.
   */
  afterJobSucceeds?: string;
  /**
   * KeepCluster, DeleteCluster or DeleteTaskManager when the job has failed.
   */
  afterJobFails?: string;
  /**
   * KeepCluster, DeleteCluster or DeleteTaskManager when the job was cancelled.
   */
  afterJobCancelled?: string;
}
/**
 * The job to run. A cluster without it is a session cluster.
 */
export interface JobSpecV1alpha1 {
  /**
   * The job jar: a path inside the image, or an address that the submitter fetches it from (`https://…`, `gs://…`).
   */
  jarFile?: string;
  /**
   * Fully qualified main class. Left out, the jar's manifest must name one.
   */
  className?: string;
  /**
   * Arguments of the job's main method, in order.
   */
  args?: string[];
  /**
   * Savepoint that the job starts from when it is first submitted.
   */
  fromSavepoint?: string;
  /**
   * Directory that all savepoints are written to. Without it a job can neither be savepointed nor updated.
   */
  savepointsDir?: string;
  /**
   * Take a savepoint every so many seconds. Needs `savepointsDir`.
   */
  autoSavepointSeconds?: number;
  /**
   * Asks for one savepoint: set it to `status.components.job.savepointGeneration` + 1. The annotation `flinkclusters.flinkoperator.k8s.io/user-control: savepoint` does the same.
   */
  savepointGeneration?: number;
  /**
   * Parallel instances of each operator of the job. Left out, all task slots of the cluster are used.
   */
  parallelism?: number;
  /**
   * Asks to stop the job for good, after a savepoint where `savepointsDir` is set. The annotation `flinkclusters.flinkoperator.k8s.io/user-control: job-cancel` does the same.
   */
  cancelRequested?: boolean;
  /**
   * Volumes of the job submitter.
   */
  volumes?: Volume[];
  /**
   * Where the submitter mounts them.
   */
  volumeMounts?: VolumeMount[];
  /**
   * Containers that must finish before the job is submitted, for example to fetch the jar.
   */
  initContainers?: Container[];
  /**
   * Start even where the state holds operators that the job no longer has; their state is dropped.
   */
  allowNonRestoredState?: boolean;
  /**
   * Do not print what the submitter logs.
   */
  noLoggingToStdout?: boolean;
  /**
   * What to do when the job fails: `Never` restart it, or restart it `FromSavepointOnFailure`. Left out means `Never`.
   */
  restartPolicy?: string;
  /**
   * What becomes of the cluster when its job has ended.
   */
  cleanupPolicy?: CleanupPolicyV1alpha1;
}
/**
 * Hadoop configuration files, mounted into every pod.
 */
export interface HadoopConfigV1alpha1 {
  /**
   * ConfigMap in the same namespace that holds the files.
   */
  configMapName?: string;
  /**
   * Directory that they are mounted at. Left out means /etc/hadoop/conf.
   */
  mountPath?: string;
}
/**
 * The Flink cluster that should run, and its job.
 */
export interface FlinkClusterSpecV1alpha1 {
  /**
   * The image of JobManager, TaskManagers and job submitter.
   */
  image?: ImageSpecV1alpha1;
  /**
   * The JobManager: coordinates the job and serves the web interface.
   */
  jobManager?: JobManagerSpecV1alpha1;
  /**
   * The TaskManagers: run the tasks of the job.
   */
  taskManager?: TaskManagerSpecV1alpha1;
  /**
   * The job to run. A cluster without it is a session cluster.
   */
  job?: JobSpecV1alpha1;
  /**
   * Environment of JobManager, TaskManagers and submitter.
   */
  envVars?: EnvVar[];
  /**
   * Lines of the Flink configuration file. Addresses, ports and memory of the cluster are set by the operator.
   */
  flinkProperties?: {
    [k: string]: string;
  };
  /**
   * Hadoop configuration files, mounted into every pod.
   */
  hadoopConfig?: HadoopConfigV1alpha1;
  /**
   * Access to Google Cloud.
   */
  gcpConfig?: GCPConfig;
}
/**
 * The Deployment of the JobManager.
 */
export interface JobManagerDeploymentStatus {
  /**
   * Name of the resource.
   */
  name: string;
  /**
   * NotReady, Ready or Deleted.
   */
  state: string;
}
/**
 * The Service of the JobManager.
 */
export interface JobManagerServiceStatusV1alpha1 {
  /**
   * Name of the resource.
   */
  name: string;
  /**
   * NotReady, Ready or Deleted.
   */
  state: string;
}
/**
 * The Deployment of the TaskManagers.
 */
export interface TaskManagerDeploymentStatus {
  /**
   * Name of the resource.
   */
  name: string;
  /**
   * NotReady, Ready or Deleted.
   */
  state: string;
}
/**
 * The job as last seen.
 */
export interface JobStatusV1alpha1 {
  /**
   * Flink's id of the job, 32 hexadecimal digits.
   */
  id: string;
  /**
   * The savepoint that the job was started from.
   */
  fromSavepoint?: string;
  /**
   * Savepoints that succeeded.
   */
  savepointGeneration?: number;
  /**
   * The latest savepoint.
   */
  savepointLocation?: string;
  /**
   * How often the job was restarted after a failure.
   */
  restartCount?: number;
  /**
   * The Kubernetes Job that submits it.
   */
  name: string;
  /**
   * Pending, Running, Succeeded, Failed, Cancelled, Suspended or Unknown.
   */
  state: string;
  /**
   * Flink's id of the latest savepoint operation.
   */
  lastSavepointTriggerID?: string;
  /**
   * When the latest savepoint was taken.
   */
  lastSavepointTime?: string;
}
/**
 * The resources that make up the cluster.
 */
export interface ComponentsStatusV1alpha1 {
  /**
   * The ConfigMap with the Flink configuration.
   */
  configMap: ConfigMapStatus;
  /**
   * The Deployment of the JobManager.
   */
  jobManagerDeployment: JobManagerDeploymentStatus;
  /**
   * The Service of the JobManager.
   */
  jobManagerService: JobManagerServiceStatusV1alpha1;
  /**
   * The Ingress of the JobManager, where there is one.
   */
  jobManagerIngress?: JobManagerIngressStatus;
  /**
   * The Deployment of the TaskManagers.
   */
  taskManagerDeployment: TaskManagerDeploymentStatus;
  /**
   * The job as last seen.
   */
  job?: JobStatusV1alpha1;
}
/**
 * The cluster as last seen.
 */
export interface FlinkClusterStatusV1alpha1 {
  /**
   * Creating, Running, Reconciling, Stopping, PartiallyStopped or Stopped.
   */
  state: string;
  /**
   * The resources that make up the cluster.
   */
  components: ComponentsStatusV1alpha1;
  /**
   * When this status last changed.
   */
  lastUpdateTime?: string;
}
/**
 * A Flink cluster in the first version of this API.
 */
export interface FlinkClusterV1alpha1 {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  /**
   * The Flink cluster that should run, and its job.
   */
  spec: FlinkClusterSpecV1alpha1;
  /**
   * The cluster as last seen.
   */
  status?: FlinkClusterStatusV1alpha1;
}
