import type { Invariants } from './invariants.ts';
import { isEnded, type Job, newestState } from './jobs.ts';
import type { KubeObject } from './kube-object.ts';
import type { Subject } from './scenario.ts';
import type { SimulatedFlink } from './simulated-flink.ts';
import type { Users } from './users.ts';
import type { World } from './world.ts';

export interface Rest {
  readonly world: World;
  readonly flink: SimulatedFlink;
  readonly invariants: Invariants;
  readonly users: Users;
}

/** Why a subject is not as its spec says, where it could be; `undefined` where all is well. */
export function unsettled(subject: Subject, rest: Rest): string | undefined {
  const object = rest.world.store.get(subject.plural, subject);
  if (!object) return subject.kind === 'session job' ? undefined : leftovers(subject, rest, 'it is gone');
  if (object.metadata.deletionTimestamp !== undefined) return `${subject.name} is being deleted`;
  const why = problemOf(subject, object, rest);
  return why && `${subject.name}: ${why}`;
}

/** Why a snapshot is not at its end. */
export function unsettledSnapshot({ world, flink }: Rest): string | undefined {
  for (const { metadata, status = {}, spec } of world.store.values('flinkstatesnapshots')) {
    const { name, deletionTimestamp } = metadata;
    const { state, path } = status;
    if (deletionTimestamp !== undefined) {
      // Nobody is there to dispose of it, until its job runs again.
      if (state === 'COMPLETED' && spec.savepoint && !answers(metadata.namespace, spec.jobReference, world)) continue;
      return `${name} is being deleted`;
    }
    if (state === 'COMPLETED') {
      if (spec.savepoint && !flink.storage.read(path)) return `${name} is COMPLETED, and there is no ${path}`;
    } else if (state !== 'FAILED' && state !== 'ABANDONED') return `${name} is ${state}`;
  }
  return undefined;
}

function answers(namespace: string, { kind, name }: { kind: string; name: string }, { store }: World): boolean {
  if (kind === 'FlinkDeployment') {
    return store.get('flinkdeployments', { namespace, name })?.status?.jobManagerDeploymentStatus === 'READY';
  }
  const cluster = store.get('flinksessionjobs', { namespace, name })?.spec?.deploymentName;
  return cluster !== undefined && answers(namespace, { kind: 'FlinkDeployment', name: cluster }, { store } as World);
}

function leftovers({ namespace, name }: Subject, { world: { store } }: Rest, when: string): string | undefined {
  const labelSelector = `app=${name}`;
  for (const plural of ['deployments', 'pods', 'services', 'configmaps']) {
    const [left] = store.list(plural, { namespace, labelSelector });
    if (left) return `${left.kind} ${left.metadata.name} is left, though ${when}`;
  }
  return undefined;
}

function problemOf(subject: Subject, object: KubeObject, rest: Rest): string | undefined {
  if (subject.kind === 'session') return sessionProblem(object, rest);
  return subject.kind === 'application' ? applicationProblem(subject, object, rest) : jobProblem(object, rest);
}

function sessionProblem({ status = {}, metadata }: KubeObject, { flink }: Rest): string | undefined {
  if (!flink.endpoint(metadata.namespace, metadata.name)) return 'its JobManager does not listen';
  const { lifecycleState, jobManagerDeploymentStatus, observedGeneration } = status;
  if (jobManagerDeploymentStatus !== 'READY') return `its JobManager is ${jobManagerDeploymentStatus}`;
  if (lifecycleState !== 'STABLE') return `it is ${lifecycleState}`;
  return observedGeneration === metadata.generation ? undefined : `it is about generation ${observedGeneration}`;
}

function applicationProblem(subject: Subject, object: KubeObject, rest: Rest): string | undefined {
  const { status = {}, metadata, spec } = object;
  const live = rest.invariants.live(metadata.uid);
  const applied = status.conditions?.find(({ type }: { type: string }) => type === 'SpecApplied');
  if (isWaiting(subject, object, rest)) return undefined;
  if (spec.job.state === 'suspended') {
    if (live.length > 0) return 'its job is live, though it is suspended';
    if (status.reconciliationStatus?.lastReconciledSpec === undefined) return undefined;
    if (status.lifecycleState !== 'SUSPENDED') return `it is ${status.lifecycleState}, though it is suspended`;
    // The cluster of a job that has ended by itself stays for people to look at.
    if (status.jobManagerDeploymentStatus === 'READY' && ended(rest.invariants.last(metadata.uid))) return undefined;
    const { store } = rest.world;
    for (const plural of ['deployments', 'pods']) {
      const labelSelector = `app=${subject.name}`;
      const [left] = store.list(plural, { namespace: subject.namespace, labelSelector });
      if (left) return `${left.metadata.name} is left, though it is suspended`;
    }
    return undefined;
  }
  if (status.observedGeneration !== metadata.generation) {
    return `it is about generation ${status.observedGeneration} of ${metadata.generation}, ${applied?.reason}`;
  }
  return runningProblem(object, rest) ?? programProblem(subject, object, rest);
}

/** A job that runs, or one that has ended by itself and is known to have. */
function runningProblem({ status = {}, metadata, spec }: KubeObject, { invariants, flink }: Rest): string | undefined {
  const live = invariants.live(metadata.uid);
  const { state, jobId } = status.jobStatus ?? {};
  const last = invariants.last(metadata.uid);
  const { namespace, name } = metadata;
  if (status.jobManagerDeploymentStatus === 'READY' && !flink.endpoint(namespace, name) && !spec.deploymentName) {
    return 'its JobManager does not listen';
  }
  if (last && isEnded(last) && last.id === jobId && state === last.state) {
    return last.state === 'CANCELED' ? 'its job was cancelled and is not begun again' : undefined;
  }
  // One that had ended, and that its restarted process had begun once more, has gone with its cluster.
  const isShutDown = status.jobManagerDeploymentStatus === 'MISSING' && (state === 'FAILED' || state === 'FINISHED');
  if (live.length === 0 && isShutDown && last?.id === jobId) return undefined;
  if (live.length !== 1) return `${live.length} jobs are live, and the status says ${state}`;
  if (live[0]?.id !== jobId) return `job ${live[0]?.id} runs, and the status says ${jobId}`;
  if (live[0]?.state !== 'RUNNING' || state !== 'RUNNING')
    return `its job is ${live[0]?.state}, the status says ${state}`;
  if (status.lifecycleState !== 'STABLE') return `it is ${status.lifecycleState}`;
  return nonceProblem(spec.job, JSON.parse(status.reconciliationStatus.lastReconciledSpec).spec.job);
}

/** What a running job was asked for is taken, and an upgrade asks for nothing. */
// biome-ignore lint/suspicious/noExplicitAny: specs of either kind.
function nonceProblem(wanted: any, last: any): string | undefined {
  const unseen = ['savepointTriggerNonce', 'checkpointTriggerNonce'].find((nonce) => wanted[nonce] !== last[nonce]);
  return unseen && `its ${unseen} ${wanted[unseen]} is not seen, ${last[unseen]} is`;
}

function programProblem({ namespace, name }: Subject, { spec, metadata }: KubeObject, rest: Rest): string | undefined {
  const [live] = rest.invariants.live(metadata.uid);
  const { store } = rest.world;
  const wanted = `${spec.image} × ${spec.job.parallelism}`;
  if (live && live.program !== wanted) return `${live.program} runs, and the spec says ${wanted}`;
  const ingress = store.get('ingresses', { namespace, name });
  return Boolean(ingress) === Boolean(spec.ingress) ? undefined : `it has ${ingress ? 'an' : 'no'} Ingress`;
}

/** Whether it rightly waits for something that only a person can bring about, and says so. */
function isWaiting(subject: Subject, { status = {}, spec, metadata }: KubeObject, rest: Rest): boolean {
  const applied = status.conditions?.find(({ type }: { type: string }) => type === 'SpecApplied');
  const stateful = (spec.job.upgradeMode ?? 'stateless') !== 'stateless';
  if (!stateful) return false;
  const live = rest.invariants.live(metadata.uid);
  const last = rest.invariants.last(metadata.uid);
  if (ended(last) && live.length === 0 && status.error?.includes('HA metadata is not available')) return true;
  // What it had is lost, or is known to nobody.
  const lost = rest.users.robbed.has(subject) || (last && newestState(last, 0).path === undefined) || !last;
  const isDown = status.jobManagerDeploymentStatus === 'MISSING' && status.reconciliationStatus?.state === 'DEPLOYED';
  if (lost && live.length === 0 && (isDown || applied?.reason === 'UpgradePending')) return true;
  return applied?.reason === 'ManualRestoreRequired' && live.length === 0;
}

const ended = (job: Job | undefined) => job !== undefined && isEnded(job);

function jobProblem(object: KubeObject, rest: Rest): string | undefined {
  const { status = {}, metadata, spec } = object;
  const live = rest.invariants.live(metadata.uid);
  const { namespace } = metadata;
  const cluster = rest.world.store.get('flinkdeployments', { namespace, name: spec.deploymentName });
  if (cluster?.status?.jobManagerDeploymentStatus !== 'READY') return live.length > 0 ? 'it has no cluster' : undefined;
  const { observedGeneration, lifecycleState } = status;
  const mode = spec.job.upgradeMode ?? 'stateless';
  if (mode !== 'stateless' && live.length === 0 && status.error === 'Job Not Found') return undefined;
  if (spec.job.state === 'suspended') {
    if (live.length > 0) return 'its job is live, though it is suspended';
    if (status.reconciliationStatus?.lastReconciledSpec === undefined) return undefined;
    return lifecycleState === 'SUSPENDED' ? undefined : `it is ${lifecycleState}, though it is suspended`;
  }
  if (observedGeneration !== metadata.generation)
    return `it is about generation ${observedGeneration} of ${metadata.generation}`;
  const wanted = `${spec.job.parallelism} ${(spec.job.args ?? []).join()}`;
  const problem = runningProblem(object, rest);
  if (problem || !live[0]) return problem;
  return live[0].program === wanted ? undefined : `${live[0].program} runs, and the spec says ${wanted}`;
}
