import { choice, flag, int32, list, part, type Schema, struct, text } from '../schema.ts';
import { podFields, resources, standardResources } from './component-schema.ts';

type Fields = Readonly<Record<string, Schema>>;

/** Fields of a job that are the same in both versions. */
export const sharedJobFields: Fields = {
  jarFile: text(
    'The job jar: a path inside the image, or an address that the submitter fetches it from (`https://…`, `gs://…`).',
  ),
  className: text("Fully qualified main class. Left out, the jar's manifest must name one."),
  args: list("Arguments of the job's main method, in order.", { type: 'string' }),
  fromSavepoint: text('Savepoint that the job starts from when it is first submitted.'),
  savepointsDir: text(
    'Directory that all savepoints are written to. Without it a job can neither be savepointed nor updated.',
  ),
  autoSavepointSeconds: int32('Take a savepoint every so many seconds. Needs `savepointsDir`.'),
  savepointGeneration: int32(
    'Asks for one savepoint: set it to `status.components.job.savepointGeneration` + 1. The annotation ' +
      '`flinkclusters.flinkoperator.k8s.io/user-control: savepoint` does the same.',
  ),
  parallelism: int32(
    'Parallel instances of each operator of the job. Left out, all task slots of the cluster are used.',
  ),
  cancelRequested: flag(
    'Asks to stop the job for good, after a savepoint where `savepointsDir` is set. The annotation ' +
      '`flinkclusters.flinkoperator.k8s.io/user-control: job-cancel` does the same.',
  ),
  volumes: list('Volumes of the job submitter.', part('Volume')),
  volumeMounts: list('Where the submitter mounts them.', part('VolumeMount')),
  initContainers: list(
    'Containers that must finish before the job is submitted, for example to fetch the jar.',
    part('Container'),
  ),
};

export const allowNonRestoredState = (more: { readonly default?: boolean }): Schema =>
  flag('Start even where the state holds operators that the job no longer has; their state is dropped.', more);

export const noLoggingToStdout = (more: { readonly default?: boolean }): Schema =>
  flag('Do not print what the submitter logs.', more);

const afterEnd = (end: string, normally: string): Schema =>
  choice(
    `What becomes of the cluster when the job ${end}: keep it, delete all of it, or delete the TaskManagers only.`,
    ['KeepCluster', 'DeleteCluster', 'DeleteTaskManager'],
    { default: normally },
  );

const cleanupPolicy = struct(
  'CleanupPolicy',
  'What becomes of the cluster when its job has ended.',
  {
    afterJobSucceeds: afterEnd('has finished', 'DeleteCluster'),
    afterJobFails: afterEnd('has failed', 'KeepCluster'),
    afterJobCancelled: afterEnd('was cancelled', 'DeleteCluster'),
  },
  {
    default: {
      afterJobSucceeds: 'DeleteCluster',
      afterJobFails: 'KeepCluster',
      afterJobCancelled: 'DeleteCluster',
    },
  },
);

export const job = struct('FlinkClusterJobSpec', 'The job to run. A cluster without it is a session cluster.', {
  ...sharedJobFields,
  classPath: list('Addresses added to the class path on all nodes of the cluster.', { type: 'string' }),
  pyFile: text('Python program to run instead of a jar.'),
  pyFiles: text('Further Python files and archives, separated by commas.'),
  pyModule: text('Python module that holds the program; needs `pyFiles`.'),
  allowNonRestoredState: allowNonRestoredState({ default: false }),
  savepointFormatType: choice(
    'Layout of savepoints, from Flink 1.15 on: `CANONICAL` can be read by every state backend, `NATIVE` is faster and bound to one.',
    ['CANONICAL', 'NATIVE'],
  ),
  takeSavepointOnUpdate: flag(
    'Take a savepoint before an update. Left out means true. With false the latest savepoint is used, which must not ' +
      'be older than `maxStateAgeToRestoreSeconds`.',
  ),
  maxStateAgeToRestoreSeconds: int32(
    'Oldest savepoint, in seconds, that a restart or an update may go back to. Older ones need an update by hand.',
    { minimum: 0 },
  ),
  noLoggingToStdout: noLoggingToStdout({ default: false }),
  mode: choice(
    'How the job is submitted: `Detached` and let go, `Blocking` until it ends, or as an `Application` cluster whose ' +
      'JobManager runs the main method itself.',
    ['Detached', 'Blocking', 'Application'],
    { default: 'Detached' },
  ),
  restartPolicy: choice(
    'What to do when the job fails: `Never` restart it, or restart it `FromSavepointOnFailure`, which needs ' +
      '`maxStateAgeToRestoreSeconds`.',
    ['Never', 'FromSavepointOnFailure'],
    { default: 'Never' },
  ),
  cleanupPolicy,
  ...podFields,
  nodeSelector: {
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Labels that a node must have to run the submitter.',
  },
  resources: resources(standardResources),
});
