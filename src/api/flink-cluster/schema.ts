import type { KindDefinition } from '../definition.ts';
import { kindNames } from '../kinds.ts';
import { choice, flag, int32, list, part, struct, text, textMap } from '../schema.ts';
import { jobManager, taskManager } from './component-schema.ts';
import { job } from './job-schema.ts';
import { status } from './status-schema.ts';

const image = struct(
  'ImageSpec',
  'The image of JobManager, TaskManagers and job submitter.',
  {
    name: text('Image with Flink and, where `job.jarFile` is a path, the job: `flink:1.20`.', { minLength: 1 }),
    pullPolicy: choice('When the image is pulled.', ['Always', 'Never', 'IfNotPresent'], { default: 'Always' }),
    pullSecrets: list('Secrets for a private registry.', part('LocalObjectReference')),
  },
  { required: ['name'] },
);

export const gcpConfig = struct('GCPConfig', 'Access to Google Cloud.', {
  serviceAccount: struct('GCPServiceAccount', 'A service account key, mounted from a Secret into every pod.', {
    secretName: text('Secret in the same namespace that holds the key.'),
    keyFile: text('Name of the key file inside the Secret.'),
    mountPath: text('Directory that the Secret is mounted at; without the name of the file.'),
  }),
});

const batchScheduler = struct(
  'BatchSchedulerSpec',
  'Have the pods scheduled together by a batch scheduler.',
  {
    name: text('Name of the scheduler: volcano.'),
    queue: text('Queue that the pods wait in.'),
    priorityClassName: text('Priority class of the pods.'),
  },
  { required: ['name'] },
);

const spec = struct(
  'FlinkClusterSpec',
  'The Flink cluster that should run, and its job.',
  {
    flinkVersion: text(
      'Flink version of the image, such as 1.20. Decides the memory model, the name of the configuration file and which ' +
        'options exist. Left out, the cluster is treated as older than 1.10.',
    ),
    image,
    serviceAccountName: text("ServiceAccount of all pods. Left out, the namespace's default."),
    batchSchedulerName: text('Deprecated: use `batchScheduler`, whose other fields this one throws away.'),
    batchScheduler,
    podDisruptionBudget: part(
      'PodDisruptionBudgetSpec',
      'How many pods of JobManager and TaskManagers a planned disruption may take away at once.',
    ),
    jobManager,
    taskManager,
    job,
    envVars: list('Environment of JobManager, TaskManagers, submitter and their init containers.', part('EnvVar')),
    envFrom: list('ConfigMaps and Secrets whose keys become environment variables.', part('EnvFromSource')),
    flinkProperties: textMap(
      'Lines of the Flink configuration file. Addresses, ports and memory of the cluster are set by the operator.',
    ),
    hadoopConfig: struct('HadoopConfig', 'Hadoop configuration files, mounted into every pod.', {
      configMapName: text('ConfigMap in the same namespace that holds the files.', { minLength: 1 }),
      mountPath: text('Directory that they are mounted at; HADOOP_CONF_DIR names it.', { default: '/etc/hadoop/conf' }),
    }),
    gcpConfig,
    logConfig: textMap(
      'Logging configuration files by name. `log4j-console.properties`, `log4j-cli.properties` and `logback-console.xml` replace the built-in ones.',
    ),
    revisionHistoryLimit: int32('Revisions of the spec that are kept. Left out means 10.'),
    recreateOnUpdate: flag('Delete and make anew what an update changes. With false it is updated in place.', {
      default: true,
    }),
  },
  // Not flinkVersion: the reference's CRD asks for it, but its own webhook fills it in before anyone looks.
  { required: ['image'] },
);

export const flinkClusterV1beta1: KindDefinition = {
  name: kindNames.flinkClusterV1beta1,
  shortNames: ['fc', 'fcs'],
  columns: [
    { name: 'version', type: 'string', jsonPath: '.spec.flinkVersion' },
    { name: 'status', type: 'string', jsonPath: '.status.state' },
    { name: 'age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    { name: 'jm replicas', type: 'string', jsonPath: '.status.components.jobManager.ready', priority: 1 },
    {
      name: 'jm zone',
      type: 'string',
      jsonPath: '.spec.jobManager.nodeSelector.topology\\.kubernetes\\.io\\/zone',
      priority: 1,
    },
    { name: 'tm replicas', type: 'string', jsonPath: '.status.components.taskManager.ready', priority: 1 },
    {
      name: 'tm zone',
      type: 'string',
      jsonPath: '.spec.taskManager.nodeSelector.topology\\.kubernetes\\.io\\/zone',
      priority: 1,
    },
    { name: 'Image', type: 'string', jsonPath: '.spec.image.name', priority: 1 },
  ],
  scale: {
    specReplicasPath: '.spec.taskManager.replicas',
    statusReplicasPath: '.status.components.taskManager.replicas',
    labelSelectorPath: '.status.components.taskManager.selector',
  },
  served: true,
  storage: true,
  schema: struct(
    'FlinkCluster',
    'A Flink cluster: with a job as a job cluster, without one as a session cluster.',
    { spec, status },
    { required: ['spec'] },
  ),
  podTemplates: 'strict',
};
