import { restartsAnnotation } from '../../src/engine/restarts.ts';
import type { Invariants } from './invariants.ts';
import { isEnded, type Job, newestState } from './jobs.ts';
import type { KubeObject } from './kube-object.ts';
import { intervalOf, type Subject } from './scenario.ts';
import type { SimulatedFlink } from './simulated-flink.ts';
import { isBad, type Users } from './users.ts';
import { modeKey, overridesKey, parallelismBy, schedulerKey } from './vertices.ts';
import type { World } from './world.ts';

export interface Rest {
  readonly world: World;
  readonly flink: SimulatedFlink;
  readonly invariants: Invariants;
  readonly users: Users;
  /** What is to happen after a time may take long where somebody has set the clock. */
  readonly clockIsRight: boolean;
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
    if (isUnderWay(metadata, world)) continue;
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

/** Periodic ones are taken all the time. */
function isUnderWay(
  { labels, creationTimestamp = '', deletionTimestamp }: KubeObject['metadata'],
  { time }: World,
): boolean {
  const since = Date.parse(deletionTimestamp ?? creationTimestamp) - Date.UTC(2026, 0, 1);
  return labels?.['snapshot.trigger-type'] === 'PERIODIC' && time.now - since < 15_000;
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

/** What a job computes, by its spec. */
const programBy = ({ image, flinkConfiguration, job }: KubeObject['spec']) =>
  `${image} × ${flinkConfiguration[modeKey] ? 'all' : job.parallelism}`;

const isBack = ({ status = {} }: KubeObject) => status.reconciliationStatus?.state === 'ROLLED_BACK';

/** What did not prove itself in time has made room for the last spec that did. */
function rolledBackProblem({ status, metadata, spec }: KubeObject, rest: Rest): string | undefined {
  const stable = JSON.parse(status.reconciliationStatus.lastStableSpec).spec;
  const live = rest.invariants.live(metadata.uid);
  const last = rest.invariants.last(metadata.uid);
  const wanted = programBy(stable);
  if (spec.job.state === 'suspended') return 'it is rolled back, though it is suspended';
  if (live.length === 0 && last && isEnded(last) && last.program === wanted) return undefined;
  if (live.length !== 1) return `${live.length} jobs are live after the rollback`;
  if (live[0]?.program !== wanted) return `${live[0]?.program} runs after the rollback to ${wanted}`;
  return live[0]?.state === 'RUNNING' ? undefined : `its job is ${live[0]?.state} after the rollback`;
}

/** A spec that cannot run is rolled back where there is one that could, and state to go on from. */
function badProblem(
  { status = {}, spec, metadata }: KubeObject,
  { world: { store }, clockIsRight }: Rest,
): string | undefined {
  const { state, lastStableSpec } = status.reconciliationStatus ?? {};
  const stable = JSON.parse(lastStableSpec ?? '{}').spec;
  if (state !== 'DEPLOYED') return `its bad image is ${state}`;
  if (!stable || stable.job?.state === 'suspended' || isBad(stable.image)) return undefined;
  const kept = store.list('configmaps', { namespace: metadata.namespace, labelSelector: `app=${metadata.name}` });
  const isKept = kept.some(({ metadata: { name } }) => name.includes(status.jobStatus?.jobId));
  const mayGoOn = status.jobStatus?.state === 'FAILED' || isKept;
  return mayGoOn && clockIsRight ? `its bad image ${spec.image} is not rolled back` : undefined;
}

function sessionProblem(object: KubeObject, { flink, clockIsRight, world }: Rest): string | undefined {
  const { status = {}, metadata, spec } = object;
  const listens = flink.endpoint(metadata.namespace, metadata.name) !== undefined;
  if (spec.image === 'broken' && !isBack(object)) {
    // Whoever was never stable has nothing to go back to.
    const isStuck = status.reconciliationStatus?.lastStableSpec !== undefined && clockIsRight;
    return isStuck ? 'it is not rolled back' : undefined;
  }
  if (!listens) return 'its JobManager does not listen';
  const { lifecycleState, jobManagerDeploymentStatus, observedGeneration } = status;
  if (jobManagerDeploymentStatus !== 'READY') return `its JobManager is ${jobManagerDeploymentStatus}`;
  if (!isBack(object) && lifecycleState !== 'STABLE') return `it is ${lifecycleState}`;
  if (observedGeneration !== metadata.generation) return `it is about generation ${observedGeneration}`;
  return taskManagersProblem(object, world);
}

/** A standalone cluster has the TaskManagers that its spec says. */
function taskManagersProblem(object: KubeObject, { store }: World): string | undefined {
  const { metadata, status } = object;
  const spec = isBack(object) ? JSON.parse(status.reconciliationStatus.lastStableSpec).spec : object.spec;
  if (spec.mode !== 'standalone') return undefined;
  const { namespace, name } = metadata;
  const wanted = spec.taskManager.replicas ?? spec.job?.parallelism ?? 1;
  const has = store.get('deployments', { namespace, name: `${name}-taskmanager` })?.spec.replicas;
  return has === wanted ? undefined : `it has ${has} TaskManagers, and the spec says ${wanted}`;
}

/** The vertices of its job have the parallelism that its spec says. */
function verticesProblem({ spec }: KubeObject, { vertices }: Job): string | undefined {
  const { [overridesKey]: overrides, [schedulerKey]: scheduler } = spec.flinkConfiguration;
  if (!scheduler) return undefined;
  const [wanted, has] = [parallelismBy(overrides, spec.job.parallelism), vertices.has].map((each) =>
    [...each].join(' '),
  );
  return has === wanted ? undefined : `its vertices have ${has}, and the spec says ${wanted}`;
}

function applicationProblem(subject: Subject, object: KubeObject, rest: Rest): string | undefined {
  const { status = {}, metadata, spec } = object;
  if (isBack(object)) return rolledBackProblem(object, rest);
  const live = rest.invariants.live(metadata.uid);
  const applied = status.conditions?.find(({ type }: { type: string }) => type === 'SpecApplied');
  if (isWaiting(subject, object, rest)) return undefined;
  if (isBad(spec.image) && spec.job.state !== 'suspended') return badProblem(object, rest);
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
function runningProblem(object: KubeObject, rest: Rest): string | undefined {
  const { status = {}, metadata, spec } = object;
  const { invariants, flink, world } = rest;
  const live = invariants.live(metadata.uid);
  const { state, jobId } = status.jobStatus ?? {};
  const last = invariants.last(metadata.uid);
  const { namespace, name } = metadata;
  if (status.jobManagerDeploymentStatus === 'READY' && !flink.endpoint(namespace, name) && !spec.deploymentName) {
    return 'its JobManager does not listen';
  }
  if (last && isEnded(last) && last.id === jobId && state === last.state) {
    if (last.state === 'FAILED' && restartsFailed(object, rest)) return 'its job has failed and is not begun again';
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
  return (
    nonceProblem(spec.job, JSON.parse(status.reconciliationStatus.lastReconciledSpec).spec.job) ??
    historyProblem(status, flink) ??
    (rest.clockIsRight ? periodicProblem(live[0], configurationsOf(object, world.store), world.time.now) : undefined)
  );
}

type Configuration = Readonly<Record<string, string>>;

/** Its own, and that of its cluster. */
function configurationsOf(object: KubeObject, store: World['store']): readonly Configuration[] {
  const { flinkConfiguration = {}, deploymentName } = object.spec;
  const { namespace } = object.metadata;
  const cluster = deploymentName && store.get('flinkdeployments', { namespace, name: deploymentName });
  return [flinkConfiguration, cluster?.spec.flinkConfiguration ?? {}];
}

/** Milliseconds by which a periodic snapshot may be late. */
const late = 45_000;

/** What is to be taken again and again is. */
function periodicProblem(job: Job, configurations: readonly Configuration[], now: number): string | undefined {
  for (const type of ['savepoint', 'checkpoint'] as const) {
    const interval = intervalOf(type, ...configurations);
    const last = Math.max(job.runningSince ?? now, job.asked.get(type) ?? 0);
    if (interval !== undefined && now - last > interval + late) return `it had its last ${type} ${now - last} ms ago`;
  }
  return undefined;
}

/** The savepoints that a status tells of are there. */
// biome-ignore lint/suspicious/noExplicitAny: of either kind.
function historyProblem(status: any, flink: SimulatedFlink): string | undefined {
  const history: { location: string }[] = status.jobStatus?.savepointInfo?.savepointHistory ?? [];
  const gone = history.find(({ location }) => !flink.storage.read(location));
  return gone && `its history has ${gone.location}, which is gone`;
}

/** Its owner wants a job that has failed to be begun again, and it was not too often. */
function restartsFailed({ metadata, spec, status }: KubeObject, { world: { store }, clockIsRight }: Rest): boolean {
  const { namespace } = metadata;
  const cluster = spec.deploymentName && store.get('flinkdeployments', { namespace, name: spec.deploymentName });
  const { flinkConfiguration } = (cluster || { spec }).spec;
  const { count = 0 } = JSON.parse(metadata.annotations?.[restartsAnnotation] ?? '{}');
  const isLost = status.error?.includes('Manual restore required');
  return (
    flinkConfiguration['kubernetes.operator.job.restart.failed'] === 'true' && count < 10 && clockIsRight && !isLost
  );
}

/** What a running job was asked for is taken, and an upgrade asks for nothing. */
// biome-ignore lint/suspicious/noExplicitAny: specs of either kind.
function nonceProblem(wanted: any, last: any): string | undefined {
  const unseen = ['savepointTriggerNonce', 'checkpointTriggerNonce'].find((nonce) => wanted[nonce] !== last[nonce]);
  return unseen && `its ${unseen} ${wanted[unseen]} is not seen, ${last[unseen]} is`;
}

function programProblem({ namespace, name }: Subject, object: KubeObject, rest: Rest): string | undefined {
  const { spec, metadata } = object;
  const [live] = rest.invariants.live(metadata.uid);
  const { store } = rest.world;
  const wanted = programBy(spec);
  if (live && live.program !== wanted) return `${live.program} runs, and the spec says ${wanted}`;
  const scaling = live && (verticesProblem(object, live) ?? taskManagersProblem(object, rest.world));
  if (scaling) return scaling;
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
