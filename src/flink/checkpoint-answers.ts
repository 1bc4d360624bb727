import type { CheckpointDetails, CheckpointHistory, Progress, RestoredCheckpoint } from './flink-client.ts';
import { failureCause } from './job-answers.ts';
import type { Place } from './place.ts';

/** Of `GET /jobs/:id/checkpoints`. */
export function checkpointHistory(answer: Place): CheckpointHistory {
  const latest = answer.at('latest');
  return {
    latest: {
      restored: present(latest.at('restored'), restoredCheckpoint),
      completed: present(latest.at('completed'), checkpointDetails),
      savepoint: present(latest.at('savepoint'), checkpointDetails),
    },
    history: answer.at('history').items().map(checkpointDetails),
  };
}

/** Of `GET /jobs/:id/checkpoints/details/:checkpoint`, and an entry of the history. */
export function checkpointDetails(entry: Place): CheckpointDetails {
  return {
    id: entry.at('id').number(),
    status: entry.at('status').text(),
    externalPath: entry.at('external_path').text(),
    failureMessage: entry.at('failure_message').text(),
    triggerTimestamp: entry.at('trigger_timestamp').number(),
    stateBytes: entry.at('state_size').number(),
  };
}

function restoredCheckpoint(entry: Place): RestoredCheckpoint {
  return {
    id: entry.at('id').number(),
    externalPath: entry.at('external_path').text(),
    restoreTimestamp: entry.at('restore_timestamp').number(),
    isSavepoint: entry.at('is_savepoint').boolean(),
  };
}

function present<T>(place: Place, read: (place: Place) => T): T | undefined {
  return place.exists ? read(place) : undefined;
}

/** What a job can go on from. */
export interface KnownCheckpoint {
  readonly id: number;
  readonly externalPath: string;
  /** Milliseconds since 1970, when it was triggered or, of a restored one, restored. */
  readonly timestamp: number | undefined;
}

/** The newest of those that the job was restored from or has completed, savepoints too. */
export function latestCompleted({ latest }: CheckpointHistory): KnownCheckpoint | undefined {
  const { restored, completed, savepoint } = latest;
  const known = [
    { ...restored, timestamp: restored?.restoreTimestamp },
    { ...completed, timestamp: completed?.triggerTimestamp },
    { ...savepoint, timestamp: savepoint?.triggerTimestamp },
  ].flatMap(({ id, externalPath, timestamp }) =>
    id !== undefined && externalPath !== undefined ? [{ id, externalPath, timestamp }] : [],
  );
  return known.reduce<KnownCheckpoint | undefined>((best, one) => (best && best.id >= one.id ? best : one), undefined);
}

/** When the newest of those was triggered that the job has completed itself. Milliseconds since 1970. */
export function latestTriggered({ latest: { completed, savepoint } }: CheckpointHistory): number | undefined {
  const times = [completed?.triggerTimestamp, savepoint?.triggerTimestamp].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Of `GET /jobs/:id/savepoints/:trigger`. Flink says COMPLETED of a failed one as well. */
export function savepointProgress(answer: Place): Progress<{ readonly location: string }> {
  const location = answer.at('operation').at('location').text();
  return progress(answer, 'failure-cause', location === undefined ? undefined : { location });
}

/** Of `GET /jobs/:id/checkpoints/:trigger`, which spells its failure in another way. */
export function checkpointProgress(answer: Place): Progress<{ readonly id: number }> {
  const id = answer.at('operation').at('checkpointId').number();
  return progress(answer, 'failureCause', id === undefined ? undefined : { id });
}

/** Of `GET /savepoint-disposal/:trigger`: done where nothing went wrong. */
export function disposalProgress(answer: Place): Progress<object> {
  return progress(answer, 'failure-cause', {});
}

function progress<T>(answer: Place, failure: string, result: T | undefined): Progress<T> {
  if (answer.at('status').at('id').text() !== 'COMPLETED') return { type: 'pending' };
  const cause = answer.at('operation').at(failure);
  if (cause.exists) return { type: 'failed', cause: failureCause(cause) };
  // Completed with nothing to show: Flink has not written down the result yet.
  return result === undefined ? { type: 'pending' } : { type: 'completed', ...result };
}
