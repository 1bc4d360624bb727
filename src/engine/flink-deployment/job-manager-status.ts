import type { FlinkDeploymentStatus } from '../../api/flink-deployment/types.ts';

type JobManagerStatus = NonNullable<FlinkDeploymentStatus['jobManagerDeploymentStatus']>;

/** What is seen of the Deployment of a JobManager and its pods. */
export interface JobManagerSeen {
  readonly deployment: SeenDeployment | undefined;
  readonly pods: readonly SeenPod[];
  /** Whether its REST port takes a connection. */
  readonly answers: boolean;
}

interface SeenDeployment {
  readonly metadata?: { readonly creationTimestamp?: string };
  readonly status?: {
    readonly replicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly SeenCondition[];
  };
}

interface SeenCondition {
  readonly type: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

interface SeenContainer {
  readonly name: string;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: object;
    readonly terminated?: object;
  };
  readonly lastState?: { readonly terminated?: { readonly message?: string } };
}

export interface SeenPod {
  readonly status?: {
    readonly conditions?: readonly SeenCondition[];
    readonly containerStatuses?: readonly SeenContainer[];
    readonly initContainerStatuses?: readonly SeenContainer[];
  };
  /** Messages of its events with the reason FailedMount. */
  readonly failedMounts?: readonly string[];
}

export type JobManagerStep =
  | { readonly status: JobManagerStatus }
  /** It cannot come up by itself. */
  | { readonly status: 'ERROR'; readonly reason: string; readonly message: string };

/** Reasons of waiting that end only when somebody changes something. */
const hopeless = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'RunContainerError',
  'CreateContainerConfigError',
  'OOMKilled',
]);

/** The next state of a JobManager that is not ready. Source: `spec/flink-engine.md` 2.5. */
export function nextJobManagerStatus(before: JobManagerStatus, seen: JobManagerSeen): JobManagerStep {
  const { deployment, pods, answers } = seen;
  if (before === 'DEPLOYED_NOT_READY') return { status: 'READY' };
  if (!deployment) return { status: 'MISSING' };
  const { replicas = 0, availableReplicas = 0, conditions = [] } = deployment.status ?? {};
  if (replicas > 0 && availableReplicas > 0 && answers) return { status: 'DEPLOYED_NOT_READY' };
  const failure = failedCreate(conditions) ?? pods.map(failedPod).find((found) => found !== undefined);
  return failure ? { status: 'ERROR', ...failure } : { status: 'DEPLOYING' };
}

interface Failure {
  readonly reason: string;
  readonly message: string;
}

/**
 * Whether no process of this JobManager has ever begun, and none is about to, so that it cannot have written any state. Where that is not
 * sure, it is false. Source: `spec/flink-engine.md` 4.3 (c), 11.
 */
export function neverStarted({ deployment, pods }: JobManagerSeen): boolean {
  const { metadata, status } = deployment ?? {};
  const conditions = status?.conditions ?? [];
  const available = conditions.find(({ type }) => type === 'Available');
  const sinceMade = available?.status === 'False' && available.lastTransitionTime === metadata?.creationTimestamp;
  if (!sinceMade || metadata?.creationTimestamp === undefined) return false;
  return pods.length === 0 ? failedCreate(conditions) !== undefined : pods.every(isStuck);
}

/** It waits for somebody to change something, and its own containers have done nothing yet. */
function isStuck(pod: SeenPod): boolean {
  const { containerStatuses = [], conditions = [] } = pod.status ?? {};
  if (containerStatuses.some(({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated)) {
    return false;
  }
  return (
    failedPod(pod) !== undefined || conditions.some(({ type, status }) => type === 'PodScheduled' && status === 'False')
  );
}

function failedCreate(conditions: readonly SeenCondition[]): Failure | undefined {
  const found = conditions.find(({ type, reason }) => type === 'ReplicaFailure' && reason === 'FailedCreate');
  return found && { reason: 'FailedCreate', message: found.message ?? 'the pods of the JobManager cannot be made' };
}

function failedPod({ status, failedMounts = [] }: SeenPod): Failure | undefined {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const { name, state, lastState } of containers) {
    const { reason, message } = state?.waiting ?? {};
    if (reason === undefined || !hopeless.has(reason)) continue;
    const last = lastState?.terminated?.message;
    const text = reason === 'CrashLoopBackOff' && last ? `CrashLoop - ${last}` : (message ?? reason);
    return { reason, message: `[${name}] ${text}` };
  }
  const [mount] = failedMounts;
  return mount !== undefined && waitsForVolumes(status?.conditions ?? [])
    ? { reason: 'FailedMount', message: mount }
    : undefined;
}

/** Older API servers tell by the init containers what newer ones tell by a condition of its own. */
function waitsForVolumes(conditions: readonly SeenCondition[]): boolean {
  const of = (wanted: string) => conditions.find(({ type }) => type === wanted)?.status;
  return of('Ready') !== 'True' && (of('PodReadyToStartContainers') ?? of('Initialized')) === 'False';
}
