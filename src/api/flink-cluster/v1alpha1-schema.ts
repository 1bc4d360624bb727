import type { KindDefinition } from '../definition.ts';
import { kindNames } from '../kinds.ts';
import { int32, list, part, type Schema, struct, text, textMap } from '../schema.ts';
import { ingress, resources, sharedComponentFields, useTls } from './component-schema.ts';
import { allowNonRestoredState, noLoggingToStdout, sharedJobFields } from './job-schema.ts';
import { gcpConfig } from './schema.ts';
import { configMapStatus, ingressStatus, sharedJobStatus } from './status-schema.ts';

/*
 * This version has no constraints but types: its first operator left them to its webhook, and so do we.
 */

const port = (description: string): Schema => int32(`${description} Above 1024.`);

const jobManager = struct(
  'JobManagerSpecV1alpha1',
  'The JobManager: coordinates the job and serves the web interface.',
  {
    replicas: int32('JobManager pods; there is exactly one. Left out means 1.'),
    accessScope: text(
      'Who reaches the Service of the JobManager: the `Cluster`, the private network (`VPC`) or the world (`External`). Left out means `Cluster`.',
    ),
    ports: struct('JobManagerPortsV1alpha1', 'Ports of the JobManager, on its pod and its Service.', {
      rpc: port('TaskManagers and clients talk to the JobManager here. Left out means 6123.'),
      blob: port('Jars and other large files are fetched here. Left out means 6124.'),
      query: port('Queryable state. Left out means 6125.'),
      ui: port('Web interface and REST API. Left out means 8081.'),
    }),
    ingress: ingress('IngressSpecV1alpha1', useTls({})),
    resources: resources({}),
    ...sharedComponentFields,
  },
);

const taskManager = struct('TaskManagerSpecV1alpha1', 'The TaskManagers: run the tasks of the job.', {
  replicas: int32('TaskManager pods.'),
  ports: struct('TaskManagerPortsV1alpha1', 'Ports of each TaskManager.', {
    data: port('Records between TaskManagers. Left out means 6121.'),
    rpc: port('The JobManager talks to the TaskManager here. Left out means 6122.'),
    query: port('Queryable state. Left out means 6125.'),
  }),
  resources: resources({}),
  ...sharedComponentFields,
  sidecars: list('Containers that run beside Flink.', part('Container')),
});

const afterEnd = (end: string): Schema => text(`KeepCluster, DeleteCluster or DeleteTaskManager when the job ${end}.`);

const job = struct('JobSpecV1alpha1', 'The job to run. A cluster without it is a session cluster.', {
  ...sharedJobFields,
  allowNonRestoredState: allowNonRestoredState({}),
  noLoggingToStdout: noLoggingToStdout({}),
  restartPolicy: text(
    'What to do when the job fails: `Never` restart it, or restart it `FromSavepointOnFailure`. Left out means `Never`.',
  ),
  cleanupPolicy: struct('CleanupPolicyV1alpha1', 'What becomes of the cluster when its job has ended.', {
    afterJobSucceeds: afterEnd('has finished'),
    afterJobFails: afterEnd('has failed'),
    afterJobCancelled: afterEnd('was cancelled'),
  }),
});

const spec = struct('FlinkClusterSpecV1alpha1', 'The Flink cluster that should run, and its job.', {
  image: struct('ImageSpecV1alpha1', 'The image of JobManager, TaskManagers and job submitter.', {
    name: text('Image with Flink and, where `job.jarFile` is a path, the job.'),
    pullPolicy: text('When the image is pulled: Always, Never or IfNotPresent. Left out means Always.'),
    pullSecrets: list('Secrets for a private registry.', part('LocalObjectReference')),
  }),
  jobManager,
  taskManager,
  job,
  envVars: list('Environment of JobManager, TaskManagers and submitter.', part('EnvVar')),
  flinkProperties: textMap(
    'Lines of the Flink configuration file. Addresses, ports and memory of the cluster are set by the operator.',
  ),
  hadoopConfig: struct('HadoopConfigV1alpha1', 'Hadoop configuration files, mounted into every pod.', {
    configMapName: text('ConfigMap in the same namespace that holds the files.'),
    mountPath: text('Directory that they are mounted at. Left out means /etc/hadoop/conf.'),
  }),
  gcpConfig,
});

const componentStatus = (title: string, what: string): Schema =>
  struct(
    title,
    what,
    { name: text('Name of the resource.'), state: text('NotReady, Ready or Deleted.') },
    { required: ['name', 'state'] },
  );

const status = struct(
  'FlinkClusterStatusV1alpha1',
  'The cluster as last seen.',
  {
    state: text('Creating, Running, Reconciling, Stopping, PartiallyStopped or Stopped.'),
    components: struct(
      'ComponentsStatusV1alpha1',
      'The resources that make up the cluster.',
      {
        configMap: configMapStatus,
        jobManagerDeployment: componentStatus('JobManagerDeploymentStatus', 'The Deployment of the JobManager.'),
        jobManagerService: componentStatus('JobManagerServiceStatusV1alpha1', 'The Service of the JobManager.'),
        jobManagerIngress: ingressStatus,
        taskManagerDeployment: componentStatus('TaskManagerDeploymentStatus', 'The Deployment of the TaskManagers.'),
        job: struct(
          'JobStatusV1alpha1',
          'The job as last seen.',
          {
            ...sharedJobStatus,
            name: text('The Kubernetes Job that submits it.'),
            state: text('Pending, Running, Succeeded, Failed, Cancelled, Suspended or Unknown.'),
            lastSavepointTriggerID: text("Flink's id of the latest savepoint operation."),
            lastSavepointTime: text('When the latest savepoint was taken.'),
          },
          { required: ['name', 'id', 'state'] },
        ),
      },
      { required: ['configMap', 'jobManagerDeployment', 'jobManagerService', 'taskManagerDeployment'] },
    ),
    lastUpdateTime: text('When this status last changed.'),
  },
  { required: ['state', 'components'] },
);

export const flinkClusterV1alpha1: KindDefinition = {
  name: kindNames.flinkClusterV1alpha1,
  shortNames: ['fc', 'fcs'],
  columns: [],
  served: false,
  storage: false,
  schema: struct(
    'FlinkClusterV1alpha1',
    'A Flink cluster in the first version of this API.',
    { spec, status },
    { required: ['spec'] },
  ),
  podTemplates: 'strict',
};
