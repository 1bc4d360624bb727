import type { Clock } from '../clock.ts';
import type { OperatorConfiguration } from '../values/effective-configuration.ts';
import type { Child } from './child.ts';
import type { Happening } from './happening.ts';
import type { JobState } from './status/observed-job.ts';

/** One object of a type, by name. */
export interface ObjectKey {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What is read of an object that was made. */
export interface Made {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly object[];
  };
}

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

/** What the engine asks of Kubernetes to make and remove what belongs to a cluster. Every call has a time limit. */
export interface Children {
  /** `undefined` where there is none. Reads the API server itself, not a copy. */
  find<T extends Made>(key: ObjectKey): Promise<T | undefined>;
  /** Those of a namespace that carry these labels. Reads the API server itself. */
  list<T extends Made>(
    type: Omit<ObjectKey, 'name'>,
    selection: { readonly labels?: string; readonly fields?: string },
  ): Promise<readonly T[]>;
  /** Makes a new object; throws where there is one of that name. */
  create(child: Child): Promise<Made>;
  /** Makes what is most likely not there; as `ensure` where it is, at a higher price. */
  makeNew(child: Child): Promise<Made>;
  /** Makes it, or puts right what of it is ours; fields of others stay. */
  ensure(child: Child): Promise<Made>;
  /** Takes away fields of an object that is there: a merge patch. */
  change(key: ObjectKey, patch: object): Promise<void>;
  /** Whether there was one of this incarnation. What it owns goes with it. */
  remove(key: ObjectKey & { readonly uid?: string; readonly propagation?: Propagation }): Promise<boolean>;
}

/** The answer to a question, or why there is none. */
export type Reply<T> =
  | { readonly type: 'answer'; readonly value: T }
  /** No whole answer came within the time. Whether the call was carried out, nobody knows. */
  | { readonly type: 'silent'; readonly error: Error }
  /** Flink said no, or something else listens there. */
  | { readonly type: 'refused'; readonly error: Error };

export interface JobOfCluster {
  readonly id: string;
  readonly name?: string | undefined;
  readonly state?: JobState | undefined;
  /** Milliseconds since 1970. */
  readonly startTime?: number | undefined;
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
  /** How far a checkpoint is, by its trigger. Its path is empty as long as the cluster does not tell. */
  checkpoint(jobId: string, triggerId: string): Promise<Reply<SavepointProgress>>;
  /** Deletes a savepoint; what is gone already is no failure. */
  dispose(path: string): Promise<Reply<void>>;
  /** The newest state that the job could be started from, and how large it is. */
  latestCheckpoint(jobId: string): Promise<Reply<LatestCheckpoint | undefined>>;
}

export interface SavepointStop {
  /** 32 hexadecimal digits. */
  readonly triggerId: string;
  /** The cluster's own where it is left out. */
  readonly directory: string | undefined;
  /** Lets the job finish all that waits for a time to come. */
  readonly drain: boolean;
  readonly format: 'CANONICAL' | 'NATIVE';
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
  | { readonly type: 'checkpoint'; readonly triggerId: string };

export type SavepointProgress =
  | { readonly type: 'pending' }
  | { readonly type: 'completed'; readonly path: string }
  | { readonly type: 'failed'; readonly error: Error }
  /** The JobManager has not heard of it, or has forgotten it. */
  | { readonly type: 'unknown' };

interface LatestCheckpoint {
  readonly path: string | undefined;
  readonly bytes: number | undefined;
}

/** The submission of a job to a session cluster: a jar that is fetched, uploaded and run. */
export interface Submission {
  readonly namespace: string;
  readonly job: string;
  readonly place: FlinkPlace;
  readonly flinkVersion: string;
  readonly jobId: string;
  readonly jarUri: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly entryClass: string | undefined;
  readonly args: readonly string[];
  readonly parallelism: number | undefined;
  readonly savepointPath: string | undefined;
  readonly allowNonRestoredState: boolean | undefined;
  readonly configuration: Readonly<Record<string, string>>;
  /** Milliseconds that running the jar may take. */
  readonly timeout: number;
}

export type SubmissionState =
  | { readonly type: 'none' }
  | { readonly type: 'running' }
  | { readonly type: 'done' }
  /** Told once; then there is none. `refused`: Flink said no, so that no job will come of it. */
  | { readonly type: 'failed'; readonly error: Error; readonly refused: boolean };

/** Submissions take minutes, so they run beside the passes. One that is under way when the process dies is begun anew. */
export interface Submissions {
  /**
   * What has become of the submission of this id for this object. An end is told only when the list of jobs of the cluster, which may be
   * some seconds old, shows it.
   */
  state(uid: string, jobId: string): SubmissionState;
  /** Wakes the object when it ends. */
  begin(uid: string, submission: Submission): void;
  /** Gives up what runs for an object. */
  abandon(uid: string): void;
}

/** An object that has a status, as it is stored. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly generation: number;
    readonly resourceVersion: string;
    readonly deletionTimestamp?: string;
    readonly creationTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** What has become of a status. `object` is what is stored now. */
export type Written<T> =
  | { readonly outcome: 'written' | 'unchanged'; readonly object: T }
  /** Somebody else has changed it since, or what it rests on. */
  | { readonly outcome: 'foreign'; readonly object: T }
  | { readonly outcome: 'gone' };

/** On what a status rests beside the one that it replaces. */
export interface StatusRests {
  /** Nobody has changed the spec since: what is intended is decided anew otherwise. */
  readonly onSpec?: boolean;
}

/** Objects of users, as the engine reads and writes them. */
export interface Resources {
  /** From a copy that follows the API server, with our own writes. */
  find<T extends Resource>(kind: string, namespace: string, name: string): T | undefined;
  values<T extends Resource>(kind: string): Iterable<T>;
  /** Whether the API server has this kind. */
  isKnown(kind: string): boolean;
  writeStatus<T extends Resource>(seen: T, status: object, rests?: StatusRests): Promise<Written<T>>;
  /** `gone` where it is deleted meanwhile, `foreign` where somebody else was faster. */
  writeFinalizers<T extends Resource>(seen: T, finalizers: readonly string[]): Promise<Written<T>>;
  /** Adds these labels. */
  writeLabels<T extends Resource>(seen: T, labels: Readonly<Record<string, string>>): Promise<Written<T>>;
}

/** Everything that passes ask of the world. */
export interface Ports {
  readonly clock: Clock;
  /** 32 hexadecimal digits. */
  randomId(): string;
  readonly children: Children;
  readonly resources: Resources;
  readonly submissions: Submissions;
  flink(place: FlinkPlace): FlinkCluster;
  /** Tells people. Never throws: what cannot be told is lost. */
  tell(about: Resource, happening: Happening): Promise<void>;
  /** What is wrong with an object by the rules of admission, one sentence each. */
  findings(resource: Resource): Promise<readonly string[]>;
  /** In force now. */
  operator(): OperatorConfiguration;
  /** Log files of clusters whose spec names none, by name. */
  readonly defaultLogFiles: Readonly<Record<string, string>>;
  readonly printYaml: (value: unknown) => string;
  readonly memory: Memory;
}

/** What a process knows of an object beside its status: nothing that it could not find out anew. */
export interface Recollection {
  /** Up to which exception of which job events were written. Milliseconds since 1970. */
  exceptions?: { readonly jobId: string; readonly until: number };
  /** When the cluster was last asked how large it is, by the clock's elapsed time. */
  measured?: number;
  /** Since when its job is not there to be asked, by the clock's elapsed time. */
  waiting?: number | undefined;
}

export interface Memory {
  /** Of one object, to be changed in place. */
  of(uid: string): Recollection;
  forget(uid: string): void;
}
