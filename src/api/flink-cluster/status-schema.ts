import { flag, int32, list, part, type Schema, struct, text, textMap } from '../schema.ts';

const name = text('Name of the resource.');
const state = text('NotReady, Ready, Updating or Deleted.');
const named = { required: ['name', 'state'] };

const replicas = {
  replicas: int32('Pods asked for.'),
  readyReplicas: int32('Pods that are ready.'),
  ready: text('Ready and wanted pods, such as 2/3.'),
};

export const configMapStatus = struct(
  'ConfigMapStatus',
  'The ConfigMap with the Flink configuration.',
  { name, state },
  named,
);

export const ingressStatus = struct(
  'JobManagerIngressStatus',
  'The Ingress of the JobManager, where there is one.',
  { name, state, urls: list('Addresses of the web interface.', { type: 'string' }) },
  named,
);

/** What both versions know about a job. */
export const sharedJobStatus: Readonly<Record<string, Schema>> = {
  id: text("Flink's id of the job, 32 hexadecimal digits."),
  fromSavepoint: text('The savepoint that the job was started from.'),
  savepointGeneration: int32('Savepoints that succeeded.'),
  savepointLocation: text('The latest savepoint.'),
  restartCount: int32('How often the job was restarted after a failure.'),
};

const jobManager = struct(
  'JobManagerStatus',
  'The JobManager; absent in application mode.',
  { name, state, ...replicas },
  { required: ['name', 'ready', 'replicas', 'state'] },
);

const jobManagerService = struct(
  'JobManagerServiceStatus',
  'The Service of the JobManager.',
  {
    name,
    state,
    nodePort: int32('Port on every node, for access scope NodePort.'),
    loadBalancerIngress: list('Addresses of the load balancer.', part('LoadBalancerIngress')),
  },
  named,
);

const taskManager = struct(
  'TaskManagerStatus',
  'The TaskManagers; also feeds the scale subresource.',
  { name, state, ...replicas, selector: text('Selects the TaskManager pods.') },
  { required: ['name', 'ready', 'replicas', 'selector', 'state'] },
);

const job = struct(
  'FlinkClusterJobStatus',
  'The job as last seen.',
  {
    ...sharedJobStatus,
    name: text('Name of the job in Flink.'),
    submitterName: text('The Kubernetes Job that submits it.'),
    submitterExitCode: int32('Exit code of the submitter, -1 while it is not known.'),
    state: text(
      'Pending, Updating, Restarting, Deploying, DeployFailed, Running, Succeeded, Cancelled, Failed, Lost or Unknown.',
    ),
    savepointTime: text('When the latest savepoint was seen to be complete.'),
    finalSavepoint: flag('Whether that savepoint holds the last state of the job.'),
    deployTime: text('When the submitter was made.'),
    startTime: text('When the job started to run.'),
    completionTime: text('When the job ended.', { format: 'date-time' }),
    failureReasons: list('Why the job failed: exceptions, or the log of the submitter.', { type: 'string' }),
  },
  { required: ['state'] },
);

const control = struct(
  'ControlStatus',
  'What became of the last request by the annotation `flinkclusters.flinkoperator.k8s.io/user-control`.',
  {
    name: text('The request: savepoint or job-cancel.'),
    details: textMap('More about it.'),
    state: text('InProgress, Succeeded or Failed.'),
    message: text('Why it failed.'),
    updateTime: text('When this last changed.'),
  },
  { required: ['name', 'state', 'updateTime'] },
);

const savepoint = struct(
  'SavepointStatus',
  'The savepoint that was taken last or is being taken.',
  {
    jobID: text("Flink's id of the job."),
    triggerID: text("Flink's id of the operation."),
    triggerTime: text('When it was triggered.'),
    triggerReason: text('Why: user requested, scheduled, update or job cancel.'),
    requestTime: text('When this last changed, in spite of its name.'),
    state: text('InProgress, TriggerFailed, Failed or Succeeded.'),
    formatType: text('CANONICAL or NATIVE.'),
    message: text('Why it failed.'),
  },
  { required: ['state'] },
);

const revision = struct('RevisionStatus', 'Which revision of the spec runs, and which comes next.', {
  currentRevision: text('The revision that runs.'),
  nextRevision: text('The revision that an update leads to.'),
  collisionCount: int32('Hashes that two revisions happened to share.'),
});

export const status = struct(
  'FlinkClusterStatus',
  'The cluster as last seen.',
  {
    state: text('Creating, Running, Reconciling, Updating, Stopping, PartiallyStopped or Stopped.'),
    components: struct('FlinkClusterComponentsStatus', 'The resources that make up the cluster.', {
      configMap: configMapStatus,
      jobManager,
      jobManagerService,
      jobManagerIngress: ingressStatus,
      taskManager,
      job,
    }),
    control,
    savepoint,
    revision,
    lastUpdateTime: text('When this status last changed.'),
  },
  { required: ['components', 'state'] },
);
