// Made by `npm run generate` from the schemas in src/api; do not edit.

import type { ObjectMeta } from '../meta.ts';

/**
 * The resource whose job is snapshotted, in the same namespace. Needed unless the savepoint already exists.
 */
export interface JobReference {
  /**
   * Kind of that resource.
   */
  kind?: 'FlinkDeployment' | 'FlinkSessionJob';
  /**
   * Name of that resource.
   */
  name?: string;
}
/**
 * Take a savepoint: self-contained and yours to keep.
 */
export interface SavepointSpec {
  /**
   * Directory to write into, or with `alreadyExists` the savepoint itself. Left out, the configured directory.
   */
  path?: string;
  /**
   * Layout of the savepoint: `CANONICAL` can be read by every state backend, `NATIVE` is faster and bound to one.
   */
  formatType?: 'CANONICAL' | 'NATIVE' | 'UNKNOWN';
  /**
   * Delete the savepoint itself when this resource is deleted. Left out means true.
   */
  disposeOnDelete?: boolean;
  /**
   * The savepoint at `path` was taken before: nothing is triggered, the resource only stands for it.
   */
  alreadyExists?: boolean;
}
/**
 * Take a checkpoint. An empty object; there is nothing to choose.
 */
export interface CheckpointSpec {}
/**
 * What to take a snapshot of, and of which sort. Set `savepoint` or `checkpoint`.
 */
export interface FlinkStateSnapshotSpec {
  /**
   * The resource whose job is snapshotted, in the same namespace. Needed unless the savepoint already exists.
   */
  jobReference?: JobReference;
  /**
   * Take a savepoint: self-contained and yours to keep.
   */
  savepoint?: SavepointSpec;
  /**
   * Take a checkpoint. An empty object; there is nothing to choose.
   */
  checkpoint?: CheckpointSpec;
  /**
   * Tries after the first one before the snapshot counts as failed. -1 for no limit, 0 for none.
   */
  backoffLimit?: number;
}
/**
 * How far the snapshot has come.
 */
export interface FlinkStateSnapshotStatus {
  /**
   * TRIGGER_PENDING and IN_PROGRESS are on the way; ABANDONED: the job went away before it was done.
   */
  state?: 'ABANDONED' | 'COMPLETED' | 'FAILED' | 'IN_PROGRESS' | 'TRIGGER_PENDING';
  /**
   * Flink's id of the operation.
   */
  triggerId?: string;
  /**
   * When the snapshot was triggered.
   */
  triggerTimestamp?: string;
  /**
   * When it completed or finally failed.
   */
  resultTimestamp?: string;
  /**
   * Where the snapshot lies; a job can be started from this path.
   */
  path?: string;
  /**
   * Why the last try failed.
   */
  error?: string;
  /**
   * Tries that failed.
   */
  failures?: number;
}
/**
 * One savepoint or checkpoint of a job, as a resource that can be listed and deleted.
 */
export interface FlinkStateSnapshot {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  /**
   * What to take a snapshot of, and of which sort. Set `savepoint` or `checkpoint`.
   */
  spec: FlinkStateSnapshotSpec;
  /**
   * How far the snapshot has come.
   */
  status?: FlinkStateSnapshotStatus;
}
