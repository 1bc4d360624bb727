import type { Clock } from '../clock.ts';
import type { OperatorConfiguration } from '../values/effective-configuration.ts';
import type { Child } from './child.ts';
import type { FlinkCluster, FlinkPlace, SavepointProgress } from './flink-port.ts';
import type { Happening } from './happening.ts';

/** One object of a type, by name. */
export interface ObjectKey {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What is removed. With `resourceVersion`, only where nothing of it has changed since: what was decided by what it was is decided anew. */
export interface RemovalKey extends ObjectKey {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagation?: Propagation;
}

/** What is read of an object that was made. */
export interface Made {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
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
  /** Sets or takes away fields of an object that is there: a merge patch. */
  change(key: ObjectKey, patch: object): Promise<void>;
  /** Whether there was one of this incarnation. What it owns goes with it. */
  remove(key: RemovalKey): Promise<boolean>;
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

/** By name; what is left out stays as it is. */
export interface AddedMetadata {
  readonly labels?: Readonly<Record<string, string>>;
  /** `null` takes one away. */
  readonly annotations?: Readonly<Record<string, string | null>>;
  /** Only where nobody has changed the object since; `foreign` otherwise. */
  readonly resourceVersion?: string;
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
  /** Adds these labels and annotations. */
  writeMetadata<T extends Resource>(seen: T, metadata: AddedMetadata): Promise<Written<T>>;
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
  /** In hexadecimal digits. */
  readonly md5: (text: string) => string;
  readonly memory: Memory;
  /** FlinkStateSnapshots that refer to this object, from the copy that `resources` reads. */
  snapshotsOf<T extends Resource>(of: Pick<Resource, 'kind' | 'metadata'>): Iterable<T>;
  /** By which cron expressions are read: an IANA name. */
  readonly timeZone: string;
}

/** What a process knows of an object beside its status: nothing that it could not find out anew. */
export interface Recollection {
  /** Up to which exception of which job events were written. Milliseconds since 1970. */
  exceptions?: { readonly jobId: string; readonly until: number };
  /** When the cluster was last asked how large it is, by the clock's elapsed time. */
  measured?: number;
  /** Since when its job is not there to be asked, by the clock's elapsed time. */
  waiting?: number | undefined;
  /** Since when its job is not listed, or nobody says which jobs there are, by the clock's elapsed time. */
  unlisted?: { readonly isSilent: boolean; readonly since: number } | undefined;
  /** The generation whose parallelism Flink has refused. */
  refusedScaling?: { readonly generation: number; readonly error: Error };
  /** Children that this process has sent, by kind and name. */
  sent?: Map<string, Sent>;
  /** The trigger that an old Flink has chosen for a savepoint, in place of ours. */
  chosenTrigger?: { readonly ours: string; readonly chosen: string };
  /** A savepoint that Flink has refused to take, by its trigger. */
  refusedTrigger?: { readonly triggerId: string; readonly error: Error };
  /** A savepoint of which Flink has said where it is, by its trigger. */
  savepoint?: { readonly triggerId: string; readonly answer: Extract<SavepointProgress, { type: 'completed' }> };
  /** Since when a cluster does not say how a savepoint fares, by the clock's elapsed time. */
  silence?: { readonly trigger: string | undefined; readonly since: number } | undefined;
  /** What was told in the last pass, of that which is told once. */
  told?: ReadonlySet<string>;
  /** What high availability keeps of it has an owner. */
  ownsHighAvailability?: true;
  /** When that was last looked for, by the clock's elapsed time. */
  soughtHighAvailability?: number | undefined;
  /** What the pod of a Kubernetes Job has told when it ended. */
  submitter?: { readonly uid: string; readonly told: ToldByPod };
  /** When the last periodic snapshots of a job were taken, or tried. Milliseconds since 1970. */
  periodic?: { readonly savepoint: number; readonly checkpoint: number };
}

/** A child as it was sent. */
export interface Sent {
  readonly content: string;
  /** Of what was stored: where it is another one, somebody else has changed it. */
  readonly version: string;
  /** Nothing was stored: what is there cannot become it. */
  readonly isUnchangeable?: true;
  /** Why nothing was stored, and when that was. Milliseconds since 1970. */
  readonly refused?: { readonly message: string; readonly at: number };
}

/** What is left of a pod that has ended. */
export interface ToldByPod {
  readonly exitCode?: number;
  /** Of the job that it has submitted. */
  readonly jobId?: string;
  readonly message?: string;
}

export interface Memory {
  /** Of one object, to be changed in place. */
  of(uid: string): Recollection;
  forget(uid: string): void;
}
