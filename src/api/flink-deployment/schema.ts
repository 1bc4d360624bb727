import type { KindDefinition } from '../definition.ts';
import { kindNames } from '../kinds.ts';
import { choice, int32, int64, list, number, part, type Schema, struct, text, textMap } from '../schema.ts';
import {
  jobSpec,
  jobStatus,
  lifecycleState,
  observedError,
  observedGeneration,
  reconciliationStatus,
} from './job-schema.ts';

/** Flat or nested keys with values of any kind: `values/flink-configuration.ts` reads them. */
export const flinkConfiguration = (description: string): Schema => ({
  description,
  'x-kubernetes-preserve-unknown-fields': true,
});

export const restartNonce = int64(
  'Restarts the cluster or job when it changes to another number. The restart is stateful as `job.upgradeMode` says.',
);

const resource = struct(
  'Resource',
  "CPU and memory of one pod, in Flink's notation. `resources` is the same in Kubernetes' notation and wins where both say something.",
  {
    cpu: number('CPU cores of the pod, such as 0.5 or 2.'),
    memory: text(
      'Memory of the pod, such as 2048m or 2g. As in Flink, a unit without `i` counts in powers of 1024: 1g is 1 GiB.',
    ),
    ephemeralStorage: text(
      'Local disk space of the pod, such as 4g. Left out, Kubernetes neither grants nor limits it.',
    ),
  },
);

const resources = part(
  'ResourceRequirements',
  'Requests and limits of one pod as Kubernetes writes them, such as `requests: {cpu: 500m, memory: 2Gi}`.',
);

// The reference takes a whole Pod, so apiVersion, kind and even status may stand in a template.
const podTemplate = (description: string): Schema => part('Pod', description);

const jobManager = struct('JobManagerSpec', 'The JobManager: coordinates the job and serves the web interface.', {
  replicas: int32('JobManager pods. More than 1 needs high availability. Left out means 1.'),
  resource,
  resources,
  podTemplate: podTemplate('Laid over `spec.podTemplate` for JobManager pods.'),
});

const taskManager = struct('TaskManagerSpec', 'The TaskManagers: run the tasks of the job.', {
  replicas: int32(
    'TaskManager pods. In standalone mode it takes precedence over `job.parallelism`; in native mode Flink starts as many as the job needs.',
  ),
  resource,
  resources,
  podTemplate: podTemplate('Laid over `spec.podTemplate` for TaskManager pods.'),
});

export const ingress = struct('IngressSpec', 'An Ingress that leads to the web interface of the JobManager.', {
  template: text(
    'Host and path of the Ingress; `{{name}}` and `{{namespace}}` are replaced: `{{name}}.{{namespace}}.flink.example.com` or `example.com/{{namespace}}/{{name}}(/|$)(.*)`.',
  ),
  className: text("The Ingress class. Left out, the cluster's default class serves it."),
  annotations: textMap('Annotations of the Ingress, often settings of its controller.'),
  labels: textMap('Labels of the Ingress.'),
  tls: list('TLS hosts and their Secrets.', part('IngressTLS')),
});

export const flinkDeploymentSpec = struct('FlinkDeploymentSpec', 'The Flink cluster that should run, and its job.', {
  job: jobSpec,
  restartNonce,
  flinkConfiguration: flinkConfiguration(
    "Flink and operator configuration of this cluster, laid over the operator's defaults. Flat keys " +
      '(`taskmanager.numberOfTaskSlots: "2"`) or nested maps. Some keys belong to the operator and are refused.',
  ),
  image: text("Container image with Flink and, in application mode, the job. Left out, the operator's default image."),
  imagePullPolicy: text('When the image is pulled: Always, IfNotPresent or Never.'),
  serviceAccount: text(
    'ServiceAccount of the JobManager. In native mode it must be allowed to create pods, since Flink starts the TaskManagers.',
  ),
  flinkVersion: choice(
    'The Flink version inside the image. Decides which configuration file and features are used, so it must match the ' +
      'image. v1_13 and v1_14 no longer run.',
    ['v1_13', 'v1_14', 'v1_15', 'v1_16', 'v1_17', 'v1_18', 'v1_19', 'v1_20', 'v2_0', 'v2_1', 'v2_2', 'v2_3', 'v2_4'],
  ),
  ingress,
  podTemplate: podTemplate(
    'Base of all pods of the cluster. The container named `flink-main-container` is the one that runs Flink; others run beside it.',
  ),
  jobManager,
  taskManager,
  logConfiguration: textMap(
    'Logging configuration files by name: `log4j-console.properties` or `logback-console.xml` and the like.',
  ),
  mode: choice(
    'Who makes the pods. In `native` mode Flink itself asks Kubernetes for TaskManagers; in `standalone` mode the ' +
      'operator makes them, and Flink needs no access to the API server. Left out means `native`.',
    ['native', 'standalone'],
  ),
});

const condition = struct('StatusCondition', 'One aspect of the state, in the form that `kubectl wait` understands.', {
  type: text('What the condition is about, such as Running.'),
  status: text('True, False or Unknown.'),
  reason: text('Why, in one word for programs.'),
  message: text('Why, in words for people.'),
  lastTransitionTime: text('When the status last changed.'),
  observedGeneration,
});

const status = struct('FlinkDeploymentStatus', 'The cluster and its job as last seen.', {
  jobStatus,
  error: observedError,
  observedGeneration,
  lifecycleState,
  conditions: list('Conditions of the resource.', condition),
  clusterInfo: textMap('Facts that the running cluster reports: Flink version and revision, total CPU and memory.'),
  jobManagerDeploymentStatus: choice(
    'Whether the JobManager answers. MISSING: there is none; ERROR: it cannot come up until the spec changes.',
    ['DEPLOYED_NOT_READY', 'DEPLOYING', 'ERROR', 'MISSING', 'READY'],
  ),
  reconciliationStatus,
  taskManager: struct('TaskManagerInfo', 'Feeds the scale subresource.', {
    labelSelector: text('Selects the TaskManager pods.'),
    replicas: int32('TaskManager pods asked for.'),
  }),
});

export const flinkDeployment: KindDefinition = {
  name: kindNames.flinkDeployment,
  shortNames: ['flinkdep'],
  columns: [
    { name: 'Job Status', type: 'string', jsonPath: '.status.jobStatus.state', priority: 0 },
    { name: 'Lifecycle State', type: 'string', jsonPath: '.status.lifecycleState', priority: 0 },
  ],
  scale: {
    specReplicasPath: '.spec.taskManager.replicas',
    statusReplicasPath: '.status.taskManager.replicas',
    labelSelectorPath: '.status.taskManager.labelSelector',
  },
  served: true,
  storage: true,
  schema: struct(
    'FlinkDeployment',
    'A Flink cluster: with a job in application mode, without one as a session cluster.',
    {
      spec: flinkDeploymentSpec,
      status,
    },
  ),
  podTemplates: 'loose',
};
