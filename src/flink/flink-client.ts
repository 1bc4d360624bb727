import type { FlinkVersion } from '../values/flink-version.ts';

/** How long one call may take. */
export interface CallOptions {
  /** Milliseconds, with connecting, all tries and the whole answer. */
  readonly timeout: number;
  /** Gives up, as if no answer had come. */
  readonly signal?: AbortSignal;
}

export interface ClusterConfig {
  readonly version: string | undefined;
  readonly revision: string | undefined;
  /** Whether jars may be uploaded: in session clusters. */
  readonly webSubmit: boolean | undefined;
}

export interface JobOverview {
  readonly id: string;
  readonly name: string | undefined;
  /** Flink's own word, such as RUNNING or FINISHED. */
  readonly state: string | undefined;
  /** Milliseconds since 1970. */
  readonly startTime: number | undefined;
  /** How many of its tasks do not run yet. */
  readonly startingTasks: number | undefined;
}

/** A step of a job, as it runs now. */
export interface JobVertex {
  readonly id: string;
  readonly name: string | undefined;
  readonly parallelism: number | undefined;
  readonly status: string | undefined;
}

export interface FailureCause {
  /** Of Java. */
  readonly className: string | undefined;
  readonly stackTrace: string | undefined;
}

export interface ExecutionResult {
  /** Nothing else is known before. */
  readonly completed: boolean;
  /** SUCCEEDED, FAILED, CANCELED or UNKNOWN. */
  readonly applicationStatus: string | undefined;
  readonly failureCause: FailureCause | undefined;
}

export interface JobException {
  readonly exceptionName: string | undefined;
  readonly stackTrace: string | undefined;
  /** Milliseconds since 1970. */
  readonly timestamp: number | undefined;
  readonly taskName: string | undefined;
  /** Host and port; older versions call it location. */
  readonly endpoint: string | undefined;
  readonly taskManagerId: string | undefined;
  readonly failureLabels: Readonly<Record<string, string>>;
}

export interface JobExceptions {
  /** Newest first. */
  readonly entries: readonly JobException[];
  /** There are more than the cluster keeps or was asked for. */
  readonly truncated: boolean;
}

/** What became of a cancellation: begun, of a job that nobody knows, or of one that has ended already. */
type Cancellation = 'accepted' | 'missing' | 'terminal';

type SavepointFormat = 'CANONICAL' | 'NATIVE';
type CheckpointType = 'CONFIGURED' | 'FULL' | 'INCREMENTAL';

interface CheckpointRequest {
  /** As the cluster is configured where it is left out. */
  readonly type?: CheckpointType | undefined;
  /** As that of a savepoint. */
  readonly triggerId?: string | undefined;
}

interface SavepointRequest {
  /** The cluster's own where it is left out. */
  readonly targetDirectory?: string | undefined;
  readonly formatType?: SavepointFormat | undefined;
  /**
   * 32 hexadecimal digits, chosen by the caller: triggered again under the same one, Flink goes on with the savepoint
   * that was begun. Flink chooses where it is left out.
   */
  readonly triggerId?: string | undefined;
}

interface StopRequest extends SavepointRequest {
  /** Lets the job finish all that waits for a time to come. No restart goes on from there. */
  readonly drain?: boolean | undefined;
}

/** How far something is that Flink does in the background, by its trigger. */
export type Progress<T> =
  | { readonly type: 'pending' }
  | ({ readonly type: 'completed' } & T)
  | { readonly type: 'failed'; readonly cause: FailureCause }
  /** Flink does not know the trigger: the JobManager is another one, or it was too long ago. */
  | { readonly type: 'unknown' };

export interface CheckpointDetails {
  readonly id: number | undefined;
  /** IN_PROGRESS, COMPLETED or FAILED. */
  readonly status: string | undefined;
  readonly externalPath: string | undefined;
  readonly failureMessage: string | undefined;
  /** Milliseconds since 1970. */
  readonly triggerTimestamp: number | undefined;
  readonly stateBytes: number | undefined;
}

export interface RestoredCheckpoint {
  readonly id: number | undefined;
  readonly externalPath: string | undefined;
  /** Milliseconds since 1970. */
  readonly restoreTimestamp: number | undefined;
  readonly isSavepoint: boolean | undefined;
}

export interface CheckpointHistory {
  readonly latest: {
    readonly restored: RestoredCheckpoint | undefined;
    readonly completed: CheckpointDetails | undefined;
    readonly savepoint: CheckpointDetails | undefined;
  };
  /** Newest first. */
  readonly history: readonly CheckpointDetails[];
}

export interface ParallelismBounds {
  readonly lowerBound: number;
  readonly upperBound: number;
}

/** By vertex. */
export type ResourceRequirements = Readonly<Record<string, ParallelismBounds>>;

export interface JarFile {
  /** As Flink shows it; its own prefix comes before it. */
  readonly name: string;
  readonly path: string;
}

export interface JarRun {
  /** Of the cluster: the body has other members in older ones. */
  readonly flinkVersion: FlinkVersion;
  /** The one of the jar's manifest where it is left out. */
  readonly entryClass?: string | undefined;
  readonly args?: readonly string[] | undefined;
  /** The cluster's own where it is left out or not above zero. */
  readonly parallelism?: number | undefined;
  /** 32 hexadecimal digits, chosen by the caller: a job of this id is not started twice. */
  readonly jobId?: string | undefined;
  readonly savepointPath?: string | undefined;
  readonly allowNonRestoredState?: boolean | undefined;
  readonly flinkConfiguration?: Readonly<Record<string, string>> | undefined;
}

/**
 * What Sluice asks of the REST server of a JobManager. Every call has the time limit that its caller gives and throws
 * `FlinkUnreachable` where no answer came within it, `FlinkError` where Flink said no, and `FlinkAnswerInvalid` where
 * what answered does not speak as Flink does. Reads are tried again within the limit; a write is sent once.
 */
export interface FlinkClient {
  config(options: CallOptions): Promise<ClusterConfig>;
  jobs(options: CallOptions): Promise<readonly JobOverview[]>;
  /** `undefined` where there is no such job. */
  vertices(jobId: string, options: CallOptions): Promise<readonly JobVertex[] | undefined>;
  /** `undefined` where there is no such job. */
  executionResult(jobId: string, options: CallOptions): Promise<ExecutionResult | undefined>;
  /** `undefined` where there is no such job. */
  exceptions(jobId: string, options: CallOptions): Promise<JobExceptions | undefined>;
  /** Begins; the job ends later. */
  cancel(jobId: string, options: CallOptions): Promise<Cancellation>;
  /**
   * Begins a savepoint after which the job ends; its trigger. Flink takes it for a job that has ended or that it does not
   * know as well: what becomes of the trigger is a failure then. The same is true of `triggerSavepoint` and
   * `triggerCheckpoint`.
   */
  stop(jobId: string, request: StopRequest, options: CallOptions): Promise<string>;
  /** Begins; its trigger. */
  triggerSavepoint(jobId: string, request: SavepointRequest, options: CallOptions): Promise<string>;
  /** Of a stop as well. */
  savepoint(jobId: string, trigger: string, options: CallOptions): Promise<Progress<{ readonly location: string }>>;
  /** Begins; its trigger. Flink 1.17 and newer. */
  triggerCheckpoint(jobId: string, request: CheckpointRequest, options: CallOptions): Promise<string>;
  checkpoint(jobId: string, trigger: string, options: CallOptions): Promise<Progress<{ readonly id: number }>>;
  /**
   * `undefined` where job or checkpoint are not known. Old checkpoints are forgotten, and one that was just made is not
   * known before the cluster's `web.refresh-interval` is over, three seconds mostly.
   */
  checkpointDetails(jobId: string, checkpoint: number, options: CallOptions): Promise<CheckpointDetails | undefined>;
  /** `undefined` where there is no such job. */
  checkpoints(jobId: string, options: CallOptions): Promise<CheckpointHistory | undefined>;
  /** Begins to delete a savepoint; its trigger. */
  disposeSavepoint(path: string, options: CallOptions): Promise<string>;
  disposal(trigger: string, options: CallOptions): Promise<Progress<object>>;
  /**
   * Those that there are, by name: in the first seconds of a job none, because Flink begins to collect when somebody
   * asks. `undefined` where there is no such job.
   */
  metrics(
    jobId: string,
    names: readonly string[],
    options: CallOptions,
  ): Promise<Readonly<Record<string, string>> | undefined>;
  /** How many have registered. */
  taskManagers(options: CallOptions): Promise<number>;
  /** Flink 1.18 and newer, and only where the adaptive scheduler runs. `undefined` where there is no such job. */
  resourceRequirements(jobId: string, options: CallOptions): Promise<ResourceRequirements | undefined>;
  setResourceRequirements(jobId: string, requirements: ResourceRequirements, options: CallOptions): Promise<void>;
  /** The id of the jar. */
  uploadJar(jar: JarFile, options: CallOptions): Promise<string>;
  /**
   * Runs `main` of the jar and submits its job; the id of the job. `isDuplicateJob` tells whether there is one of this id.
   * A refusal may leave a FAILED job behind, which keeps the id: where the savepoint cannot be read, for one, of which
   * the adaptive scheduler even says nothing before the job has failed.
   */
  runJar(jarId: string, run: JarRun, options: CallOptions): Promise<string>;
  /** Whether there was such a jar. */
  deleteJar(jarId: string, options: CallOptions): Promise<boolean>;
  /** Closes idle connections. */
  close(): void;
}
