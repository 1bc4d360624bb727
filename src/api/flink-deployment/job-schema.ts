import { choice, flag, int32, int64, list, type Schema, struct, text } from '../schema.ts';

const nonce = (what: string, more: string): Schema =>
  int64(`${what} Any number; change it to another one to ask again. ${more}`);

export const jobSpec = struct(
  'JobSpec',
  'The Flink job to run. A FlinkDeployment without it is a session cluster that waits for FlinkSessionJobs.',
  {
    jarURI: text(
      'The job jar. In a FlinkDeployment usually `local:///…`, a path inside the image; a FlinkSessionJob fetches it by ' +
        'http, https or a filesystem that the operator knows. Left out, the job is looked for on the classpath.',
    ),
    parallelism: int32(
      'Parallel instances of each operator of the job. At least 1, except where `taskManager.replicas` sizes a ' +
        'standalone cluster instead. Left out, `parallelism.default` of the Flink configuration counts.',
    ),
    entryClass: text("Fully qualified main class. Left out, the jar's manifest must name one."),
    args: list("Arguments of the job's main method, in order.", { type: 'string' }),
    state: choice(
      'What the job should be doing. `running` processes data; `suspended` stops it, keeping its state as `upgradeMode` ' +
        'says, so that it can go on later. Left out means `running`.',
      ['running', 'suspended'],
    ),
    upgradeMode: choice(
      'How a running job gets from one spec to the next. `savepoint` takes a savepoint and restores from it, and needs a ' +
        'savepoint directory; `last-state` restores the latest checkpoint or savepoint, and needs checkpoints and high ' +
        'availability or a reachable job; `stateless` starts from nothing. Left out means `stateless`.',
      ['last-state', 'savepoint', 'stateless'],
    ),
    allowNonRestoredState: flag(
      'Start even where the state holds operators that the job no longer has; their state is dropped.',
    ),
    initialSavepointPath: text(
      'Savepoint or retained checkpoint that the very first deployment starts from, and every redeployment that ' +
        '`savepointRedeployNonce` asks for. Ignored by ordinary upgrades.',
    ),
    savepointTriggerNonce: nonce(
      'Asks for one savepoint of the running job.',
      'Where snapshot resources are on, a FlinkStateSnapshot is the better way.',
    ),
    checkpointTriggerNonce: nonce('Asks for one checkpoint of the running job.', 'Needs Flink 1.17 or later.'),
    savepointRedeployNonce: nonce(
      'Asks to throw the running job away and redeploy it from `initialSavepointPath`, which must be set.',
      'There is no way back: this is never rolled back.',
    ),
    autoscalerResetNonce: nonce(
      'Asks the autoscaler to forget what it measured and every parallelism that it chose.',
      'The job restarts with the parallelism of this spec.',
    ),
  },
);

const triggerType = choice('What asked for it: a person, the schedule or an upgrade.', [
  'MANUAL',
  'PERIODIC',
  'UNKNOWN',
  'UPGRADE',
]);
const savepointFormat = choice(
  'Layout of the savepoint: `CANONICAL` can be read by every state backend, `NATIVE` is faster and bound to one.',
  ['CANONICAL', 'NATIVE', 'UNKNOWN'],
);
const checkpointFormat = choice('Whether the checkpoint holds all state or only what changed since the one before.', [
  'FULL',
  'INCREMENTAL',
  'UNKNOWN',
]);

const savepoint = struct('Savepoint', 'A finished savepoint.', {
  location: text('Where it lies; a job can be started from this path.'),
  timeStamp: int64('When it was triggered, in milliseconds since 1970.'),
  triggerType,
  triggerNonce: int64('The nonce that asked for it, where a person did.'),
  formatType: savepointFormat,
});

const checkpoint = struct('Checkpoint', 'A finished checkpoint.', {
  timeStamp: int64('When it was triggered, in milliseconds since 1970.'),
  triggerType,
  triggerNonce: int64('The nonce that asked for it, where a person did.'),
  formatType: checkpointFormat,
});

const savepointInfo = struct('SavepointInfo', 'Savepoints taken and under way.', {
  lastSavepoint: { ...savepoint, description: 'The latest savepoint that completed.' },
  savepointHistory: list('Recent savepoints, oldest first; old ones are removed as configured.', savepoint),
  triggerId: text("Flink's id of the savepoint that is being taken; empty when none is."),
  triggerTimestamp: int64('When the pending savepoint was triggered, in milliseconds since 1970; 0 when none is.'),
  triggerType,
  formatType: savepointFormat,
  lastPeriodicSavepointTimestamp: int64('When the schedule last triggered a savepoint, in milliseconds since 1970.'),
});

const checkpointInfo = struct('CheckpointInfo', 'Checkpoints that the operator asked for.', {
  lastCheckpoint: { ...checkpoint, description: 'The latest of them that completed.' },
  triggerId: text("Flink's id of the checkpoint that is being taken; empty when none is."),
  triggerTimestamp: int64('When the pending checkpoint was triggered, in milliseconds since 1970; 0 when none is.'),
  triggerType,
  formatType: checkpointFormat,
  lastPeriodicCheckpointTimestamp: int64('When the schedule last triggered a checkpoint, in milliseconds since 1970.'),
});

export const jobStatus = struct('JobStatus', 'The Flink job as last seen.', {
  jobName: text('Name of the job in Flink.'),
  jobId: text("Flink's id of the job, 32 hexadecimal digits."),
  state: choice('State of the job as Flink reports it. RECONCILING means that Flink gave no answer.', [
    'CANCELED',
    'CANCELLING',
    'CREATED',
    'FAILED',
    'FAILING',
    'FINISHED',
    'INITIALIZING',
    'RECONCILING',
    'RESTARTING',
    'RUNNING',
    'SUSPENDED',
  ]),
  startTime: text('When the job started, in milliseconds since 1970 (as text).'),
  updateTime: text('When its state last changed, in milliseconds since 1970 (as text).'),
  upgradeSavepointPath: text('State that the next start of the job will be restored from.'),
  savepointInfo,
  checkpointInfo,
});

export const lifecycleState = choice(
  'Where the resource is in its life. STABLE is the goal: the spec is deployed and has proven itself.',
  [
    'CREATED',
    'DELETED',
    'DELETING',
    'DEPLOYED',
    'FAILED',
    'ROLLED_BACK',
    'ROLLING_BACK',
    'STABLE',
    'SUSPENDED',
    'UPGRADING',
  ],
);

export const reconciliationStatus = struct('ReconciliationStatus', 'What the operator last brought about.', {
  reconciliationTimestamp: int64('When the spec was last acted on, in milliseconds since 1970.'),
  lastReconciledSpec: text('The spec that was last acted on, as JSON; the next spec is compared with it.'),
  lastStableSpec: text('The last spec that proved stable, as JSON; a rollback returns to it.'),
  state: choice('How far `lastReconciledSpec` has come.', ['DEPLOYED', 'ROLLED_BACK', 'ROLLING_BACK', 'UPGRADING']),
});

export const observedError = text('What went wrong last, as JSON; empty when all is well.');
export const observedGeneration = int64('The `metadata.generation` that this status is about.');
