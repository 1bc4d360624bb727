import type { JobState } from './status/observed-job.ts';

/** The answer to a question, or why there is none. */
export type Reply<T> =
  | { readonly type: 'answer'; readonly value: T }
  /** No whole answer came within the time. Whether the call was carried out, nobody knows. */
  | { readonly type: 'silent'; readonly error: Error }
  /** Flink said no, or something else listens there. */
  | {
      readonly type: 'refused';
      readonly error: Error;
      /** Asked the same again, it says the same. */
      readonly isFinal?: boolean;
    };

export interface JobOfCluster {
  readonly id: string;
  readonly name?: string | undefined;
  readonly state?: JobState | undefined;
  /** Milliseconds since 1970. */
  readonly startTime?: number | undefined;
  /** How many of its tasks do not run yet: before they do, there is nothing to be saved. `undefined` where Flink does not say. */
  readonly startingTasks?: number | undefined;
}

/** An exception that a job has thrown. */
export interface JobProblem {
  readonly name: string | undefined;
  readonly stackTrace: string | undefined;
  /** Milliseconds since 1970. */
  readonly timestamp: number | undefined;
  readonly task: string | undefined;
  readonly endpoint: string | undefined;
  readonly taskManager: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** Where the JobManager of a cluster answers, and how long one call may take. */
export interface FlinkPlace {
  readonly namespace: string;
  readonly cluster: string;
  /** The Service of its REST server; `<cluster>-rest` where it is left out. */
  readonly service?: string;
  readonly port: number;
  readonly secure: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds. */
  readonly cancelTimeout: number;
}

/** What the engine asks of one Flink cluster. No call throws. */
export interface FlinkCluster {
  /** Whether its port takes a connection within a second. */
  listens(): Promise<boolean>;
  version(): Promise<Reply<{ readonly version: string | undefined; readonly revision: string | undefined }>>;
  taskManagers(): Promise<Reply<number>>;
  jobs(): Promise<Reply<readonly JobOfCluster[]>>;
  /** Why a job has failed; `undefined` where Flink does not say. */
  failure(jobId: string): Promise<Reply<Error | undefined>>;
  /** Newest first. */
  problems(jobId: string): Promise<Reply<readonly JobProblem[]>>;
  /** Begins; the job ends later. */
  cancel(jobId: string): Promise<Reply<'accepted' | 'missing' | 'terminal'>>;
  /** Begins a savepoint after which the job ends. Sent again under the same trigger, Flink goes on with the one that was begun. */
  stopWithSavepoint(jobId: string, stop: SavepointStop): Promise<Reply<void>>;
  /** How far a savepoint is, by its trigger. */
  savepoint(jobId: string, triggerId: string): Promise<Reply<SavepointProgress>>;
  /** Begins a savepoint or a checkpoint, and the job goes on. Sent again under the same trigger, there is one. */
  takeSnapshot(jobId: string, request: SnapshotRequest): Promise<Reply<void>>;
  /** As these two, of Flink before 1.15, which chooses the trigger itself: sent again, it is another savepoint. */
  savepointOfOldFlink(jobId: string, request: OldSavepointRequest): Promise<Reply<string>>;
  /** How far a checkpoint is, by its trigger. Its path is empty as long as the cluster does not tell. */
  checkpoint(jobId: string, triggerId: string): Promise<Reply<SavepointProgress>>;
  /** Deletes a savepoint; what is gone already is no failure. */
  dispose(path: string): Promise<Reply<void>>;
  /** The newest state that the job could be started from, and how large it is; `undefined` where its cluster knows nothing of checkpoints. */
  latestCheckpoint(jobId: string): Promise<Reply<LatestCheckpoint | undefined>>;
  checkpointTimes(jobId: string): Promise<Reply<CheckpointTimes>>;
  /** How the job fares; `undefined` where its cluster does not count yet. */
  jobHealth(jobId: string): Promise<Reply<JobHealth | undefined>>;
  /** How many tasks each vertex has now; `undefined` where there is no such job. */
  parallelism(jobId: string): Promise<Reply<Parallelism | undefined>>;
  /** How many tasks each vertex is to have: of jobs that the adaptive scheduler runs. `undefined` where there is no such job. */
  requirements(jobId: string): Promise<Reply<ResourceRequirements | undefined>>;
  /** Tells the scheduler how many tasks each vertex is to have, of all of them; the job is as it is told some time later, or not at all. */
  require(jobId: string, requirements: ResourceRequirements): Promise<Reply<void>>;
}

/** Tasks by vertex, 32 hexadecimal digits. */
export type Parallelism = ReadonlyMap<string, number>;

/** How many tasks a vertex is to have, and how many are enough for the job to run. */
interface ParallelismBounds {
  readonly lowerBound: number;
  readonly upperBound: number;
}

/** By vertex. */
export type ResourceRequirements = Readonly<Record<string, ParallelismBounds>>;

export interface SavepointStop {
  /** 32 hexadecimal digits. */
  readonly triggerId: string;
  /** The cluster's own where it is left out. */
  readonly directory: string | undefined;
  /** Lets the job finish all that waits for a time to come. */
  readonly drain: boolean;
  readonly format: 'CANONICAL' | 'NATIVE';
}

export interface OldSavepointRequest {
  /** The job ends with it. */
  readonly stops: boolean;
  readonly directory: string | undefined;
}

export type SnapshotRequest =
  | {
      readonly type: 'savepoint';
      /** 32 hexadecimal digits. */
      readonly triggerId: string;
      /** The cluster's own where it is left out. */
      readonly directory: string | undefined;
      readonly format: 'CANONICAL' | 'NATIVE' | undefined;
    }
  | {
      readonly type: 'checkpoint';
      readonly triggerId: string;
      /** `FULL` where it is left out. */
      readonly format?: 'FULL' | 'INCREMENTAL' | undefined;
    };

export type SavepointProgress =
  | { readonly type: 'pending' }
  | { readonly type: 'completed'; readonly path: string }
  | { readonly type: 'failed'; readonly error: Error }
  /** The JobManager has not heard of it, or has forgotten it. */
  | { readonly type: 'unknown' };

/** When a job last made its state safe. Milliseconds since 1970. */
export interface CheckpointTimes {
  /** When the newest state that it could be started from was triggered. */
  readonly completedAt: number | undefined;
  /** When the one was triggered that it is writing. */
  readonly underWaySince: number | undefined;
}

/** Since the JobManager began. */
interface JobHealth {
  readonly restarts: number;
  readonly completedCheckpoints: number;
}

interface LatestCheckpoint {
  /** `undefined` where there is none. */
  readonly path: string | undefined;
  readonly bytes: number | undefined;
}
