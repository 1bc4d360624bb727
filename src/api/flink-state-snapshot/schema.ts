import type { KindDefinition } from '../definition.ts';
import { kindNames } from '../kinds.ts';
import { choice, flag, int32, struct, text } from '../schema.ts';

const spec = struct(
  'FlinkStateSnapshotSpec',
  'What to take a snapshot of, and of which sort. Set `savepoint` or `checkpoint`.',
  {
    jobReference: struct(
      'JobReference',
      'The resource whose job is snapshotted, in the same namespace. Needed unless the savepoint already exists.',
      {
        kind: choice('Kind of that resource.', ['FlinkDeployment', 'FlinkSessionJob']),
        name: text('Name of that resource.'),
      },
    ),
    savepoint: struct('SavepointSpec', 'Take a savepoint: self-contained and yours to keep.', {
      path: text(
        'Directory to write into, or with `alreadyExists` the savepoint itself. Left out, the configured directory.',
      ),
      formatType: choice(
        'Layout of the savepoint: `CANONICAL` can be read by every state backend, `NATIVE` is faster and bound to one.',
        ['CANONICAL', 'NATIVE', 'UNKNOWN'],
      ),
      disposeOnDelete: flag('Delete the savepoint itself when this resource is deleted. Left out means true.'),
      alreadyExists: flag(
        'The savepoint at `path` was taken before: nothing is triggered, the resource only stands for it.',
      ),
    }),
    checkpoint: struct('CheckpointSpec', 'Take a checkpoint. An empty object; there is nothing to choose.', {}),
    backoffLimit: int32('Tries after the first one before the snapshot counts as failed. -1 for no limit, 0 for none.'),
  },
);

const status = struct('FlinkStateSnapshotStatus', 'How far the snapshot has come.', {
  state: choice('TRIGGER_PENDING and IN_PROGRESS are on the way; ABANDONED: the job went away before it was done.', [
    'ABANDONED',
    'COMPLETED',
    'FAILED',
    'IN_PROGRESS',
    'TRIGGER_PENDING',
  ]),
  triggerId: text("Flink's id of the operation."),
  triggerTimestamp: text('When the snapshot was triggered.'),
  resultTimestamp: text('When it completed or finally failed.'),
  path: text('Where the snapshot lies; a job can be started from this path.'),
  error: text('Why the last try failed.'),
  failures: int32('Tries that failed.'),
});

export const flinkStateSnapshot: KindDefinition = {
  name: kindNames.flinkStateSnapshot,
  shortNames: ['flinksnp'],
  columns: [
    { name: 'Path', type: 'string', jsonPath: '.status.path', priority: 0 },
    { name: 'Result Timestamp', type: 'string', jsonPath: '.status.resultTimestamp', priority: 0 },
    { name: 'Snapshot State', type: 'string', jsonPath: '.status.state', priority: 0 },
  ],
  served: true,
  storage: true,
  schema: struct(
    'FlinkStateSnapshot',
    'One savepoint or checkpoint of a job, as a resource that can be listed and deleted.',
    {
      spec,
      status,
    },
  ),
  podTemplates: 'loose',
};
