import type { LoadBalancerIngress } from '../../api/pod-template/types.ts';
import type { JsonObject } from '../../values/json.ts';
import type { JobOfCluster, SavepointProgress } from '../flink-port.ts';
import type { Made } from '../ports.ts';
import type { Cluster, Status } from './subject.ts';

/** Everything that decisions about one FlinkCluster rest on, as it was at one moment. */
export interface ObservedCluster {
  /** As it is stored, with the defaults of its spec filled in. */
  readonly cluster: Cluster;
  /** The status that is stored; `undefined` for a new cluster. */
  readonly recorded: Status | undefined;
  readonly revisions: Revisions;
  readonly components: Components;
  /** The Kubernetes Job that submits the job; in application mode the one that is the JobManager. */
  readonly submitter?: Submitter | undefined;
  /** What Flink lists; `undefined` where it does not answer. */
  readonly jobs?: readonly ListedJob[] | undefined;
  /** The job that was submitted, as far as anybody says. */
  readonly jobId?: string | undefined;
  /** Pods that may run or submit the job, though the Kubernetes Job that has made them is gone. */
  readonly remains?: readonly string[] | undefined;
  /** The job may run without being listed. */
  readonly isUnsure?: boolean | undefined;
  /** Whether a change may begin at once, where it does not depend on savepoints. */
  readonly isReplaceable?: boolean | undefined;
  /** How far the savepoint under way is; left out where none is, or nobody asked. */
  readonly savepoint?: SavepointAnswer | undefined;
  /** Exceptions of the job, asked for where Flink lists it as failed. */
  readonly exceptions?: readonly string[] | undefined;
  readonly now: Date;
}

/** What the spec has become, and what it was. Names are `<cluster>-<hash>-<number>`. */
export interface Revisions {
  readonly current: Revision;
  /** That of the spec as it is stored. */
  readonly next: Revision;
  readonly collisionCount?: number | undefined;
}

interface Revision {
  readonly name: string;
  /** As the ControllerRevision keeps it; `undefined` where it is gone. */
  readonly spec?: JsonObject | undefined;
}

/** What is there of what belongs to the cluster. */
export interface Components {
  readonly configMap?: Labelled | undefined;
  /** Of application mode there is none. */
  readonly jobManager?: Workload | undefined;
  readonly jobManagerService?: ObservedService | undefined;
  readonly jobManagerIngress?: ObservedIngress | undefined;
  /** A StatefulSet or a Deployment. */
  readonly taskManager?: Workload | undefined;
  readonly taskManagerService?: Labelled | undefined;
  readonly podDisruptionBudget?: Labelled | undefined;
  readonly horizontalPodAutoscaler?: Labelled | undefined;
}

export type ComponentName = keyof Components;

/** An object of Kubernetes, as it was read. */
export interface Labelled extends Made {
  readonly metadata: Made['metadata'] & { readonly labels?: Readonly<Record<string, string>> };
}

export interface Workload extends Labelled {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number };
}

interface WithLoadBalancer {
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly LoadBalancerIngress[] } };
}

export interface ObservedService extends Labelled, WithLoadBalancer {
  readonly spec: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly ports?: readonly { readonly name?: string; readonly port?: number; readonly nodePort?: number }[];
  };
}

export interface ObservedIngress extends Labelled, WithLoadBalancer {
  readonly spec: { readonly rules?: readonly { readonly host?: string }[]; readonly tls?: readonly object[] };
}

export interface Submitter {
  readonly job: SubmitterJob;
  /** It is that of a run which is over. */
  readonly isSpent?: boolean | undefined;
  /** Of its pod; `undefined` until the pod has ended. */
  readonly exitCode?: number | undefined;
  /** The job that it has submitted, as its termination message says; in application mode as its label says. */
  readonly jobId?: string | undefined;
  /** The rest of its termination message. */
  readonly message?: string | undefined;
}

export interface SubmitterJob extends Labelled {
  readonly status?: {
    readonly active?: number;
    readonly ready?: number;
    readonly succeeded?: number;
    readonly failed?: number;
    readonly completionTime?: string;
  };
}

export interface ListedJob extends JobOfCluster {
  /** Milliseconds since 1970. */
  readonly endTime?: number | undefined;
}

export type SavepointAnswer =
  | SavepointProgress
  /** It was begun, and Flink has not heard of it yet. */
  | { readonly type: 'unheard' }
  /** Since when nobody could be asked, or gave an answer. */
  | { readonly type: 'unanswered'; readonly since: Date };

const revisionLabel = 'flinkoperator.k8s.io/revision-name';

/** The revision that an object was made for: `<cluster>-<hash>`. */
export const revisionOf = ({ metadata }: Labelled): string | undefined => metadata.labels?.[revisionLabel];
