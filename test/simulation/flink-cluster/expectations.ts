import { defaultFlinkCluster } from '../../../src/defaults/flink-cluster.ts';
import { restartsAnnotation } from '../../../src/engine/restarts.ts';
import { isUpdateReady } from '../../../src/rules/flink-cluster/update-ready.ts';
import { userControlAnnotation } from '../../../src/rules/flink-cluster/user-control.ts';
import type { Job } from '../jobs.ts';
import type { KubeObject } from '../kube-object.ts';
import type { SimulatedFlink } from '../simulated-flink.ts';
import { epoch } from '../simulated-time.ts';
import type { World } from '../world.ts';
import type { Invariants } from './invariants.ts';
import { plural, type Subject } from './scenario.ts';
import { programText } from './submission.ts';

export interface Rest {
  readonly world: World;
  readonly flink: SimulatedFlink;
  readonly invariants: Invariants;
  /** What is to happen after a time may take long where somebody has set the clock. */
  readonly clockIsRight: boolean;
}

const childPlurals = ['statefulsets', 'deployments', 'jobs', 'services', 'configmaps', 'ingresses', 'pods'] as const;
const others = ['poddisruptionbudgets', 'horizontalpodautoscalers', 'podgroups', 'controllerrevisions'] as const;

/** Why a cluster is not as its spec says, where it could be; `undefined` where all is well. */
export function unsettled(subject: Subject, rest: Rest): string | undefined {
  const object = rest.world.store.get(plural, subject);
  const orphan = orphanOf(rest);
  if (orphan) return orphan;
  if (!object) return undefined;
  if (object.metadata.deletionTimestamp !== undefined) return `${subject.name} is being deleted`;
  const why = problemOf({ ...object, spec: defaultFlinkCluster(object as never)['spec'] } as KubeObject, rest);
  return why && `${subject.name}: ${why}`;
}

/** What belongs to nobody any more. */
function orphanOf({ world: { store } }: Rest): string | undefined {
  const uids = new Set([...store.values(plural)].map(({ metadata }) => metadata.uid));
  for (const kind of [...childPlurals, ...others]) {
    for (const { metadata } of store.values(kind)) {
      const owner = metadata.ownerReferences?.find((each) => each.kind === 'FlinkCluster');
      if (owner && !uids.has(owner.uid)) return `${kind}/${metadata.name} is left`;
    }
  }
  return undefined;
}

function problemOf(object: KubeObject, rest: Rest): string | undefined {
  const { status, metadata, spec } = object;
  if (!status?.revision) return 'it has no status';
  if (hasNothing(object, rest)) return undefined;
  if (metadata.annotations?.[userControlAnnotation] !== undefined) return 'it is asked for something';
  const { control, savepoint } = status;
  if (control?.state === 'Requested' || control?.state === 'InProgress') return `${control.name} is ${control.state}`;
  if (savepoint?.state === 'InProgress' && !spec.job?.autoSavepointSeconds) return 'a savepoint is under way';
  return spec.job ? jobProblem(object, rest) : sessionProblem(object, rest);
}

/** What has run and left nothing behind, only a person can begin anew. */
function hasNothing({ status, metadata: { uid } }: KubeObject, { invariants }: Rest): boolean {
  const { state, savepointLocation, startTime } = status.components.job ?? {};
  return state === 'Updating' && !savepointLocation && startTime !== undefined && invariants.live(uid).length === 0;
}

function sessionProblem(object: KubeObject, rest: Rest): string | undefined {
  const { status } = object;
  if (status.revision.currentRevision !== status.revision.nextRevision) return 'it is not up to date';
  return clusterProblem(object, rest) ?? (status.state === 'Running' ? undefined : `it is ${status.state}`);
}

/** All that a cluster is made of is there as its spec says, and nothing else. */
function clusterProblem(
  object: KubeObject,
  rest: Rest,
  {
    hasTaskManagers = true,
    isChanged = false,
  }: { readonly hasTaskManagers?: boolean; readonly isChanged?: boolean } = {},
): string | undefined {
  const { world, flink, invariants } = rest;
  const { metadata, spec, status } = object;
  const { namespace, name } = metadata;
  const find = (kind: string, of: string) => world.store.get(kind, { namespace, name: of });
  const isApplication = spec.job?.mode === 'Application';
  const revision = status.revision.currentRevision.replace(/-\d+$/, '');
  const isDeployment = spec.taskManager.deploymentType === 'Deployment';
  const wanted: readonly (readonly [string, string, boolean])[] = [
    ['configmaps', `${name}-configmap`, true],
    ['services', `${name}-jobmanager`, true],
    ['services', `${name}-taskmanager`, hasTaskManagers],
    ['statefulsets', `${name}-jobmanager`, !isApplication],
    ['statefulsets', `${name}-taskmanager`, hasTaskManagers && !isDeployment],
    ['deployments', `${name}-taskmanager`, hasTaskManagers && isDeployment],
    ['ingresses', `${name}-jobmanager`, spec.jobManager.ingress !== undefined],
    ['poddisruptionbudgets', `flink-${name}`, spec.podDisruptionBudget !== undefined],
    [
      'horizontalpodautoscalers',
      `flink-${name}`,
      hasTaskManagers && spec.taskManager.horizontalPodAutoscaler !== undefined,
    ],
  ];
  for (const [kind, of, isWanted] of wanted) {
    const found = find(kind, of);
    if (Boolean(found) !== isWanted) return `it has ${found ? 'a' : 'no'} ${kind}/${of}`;
    if (found?.metadata.deletionTimestamp !== undefined) return `${kind}/${of} is being deleted`;
    if (isChanged && found?.spec?.template) continue;
    if (found && found.metadata.labels?.['flinkoperator.k8s.io/revision-name'] !== revision)
      return `${kind}/${of} is old`;
  }
  const isGrouped = spec.batchScheduler !== undefined && !world.store.absent.has('podgroups');
  const hasGroup = find('podgroups', `flink-${name}`) !== undefined;
  // Of one that was made for a change which was taken back, nobody knows but who has made it, or who keeps that revision.
  if (!isChanged && (isGrouped ? !hasGroup : hasGroup && spec.revisionHistoryLimit !== 0 && !invariants.hasDied))
    return `it has ${hasGroup ? 'a' : 'no'} PodGroup`;
  const drift = driftOf(object, find);
  if (drift) return drift;
  if (!isApplication && !flink.endpoint(namespace, name)) return 'its JobManager does not listen';
  return hasTaskManagers && !isChanged ? podsProblem(object, rest) : undefined;
}

function driftOf(
  { metadata: { name }, spec }: KubeObject,
  find: (kind: string, of: string) => KubeObject | undefined,
): string | undefined {
  const map = find('configmaps', `${name}-configmap`);
  if (map?.data?.['submit-job.sh'] === 'something else') return 'its script is another';
  const files = Object.entries(map?.data ?? {}).find(([file]) => file === 'config.yaml' || file === 'flink-conf.yaml');
  for (const [key, value] of Object.entries(spec.flinkProperties ?? {})) {
    if (!files?.[1].includes(`${key}`) || !files[1].includes(String(value))) return `its configuration lacks ${key}`;
  }
  if (find('services', `${name}-jobmanager`)?.spec.ports.length === 0) return 'its Service has no ports';
  if (find('services', `${name}-taskmanager`)?.spec.ports.length === 0) return 'its Service has no ports';
  if (find('poddisruptionbudgets', `flink-${name}`)?.spec.maxUnavailable === 7) return 'its budget is another';
  if (find('horizontalpodautoscalers', `flink-${name}`)?.spec.maxReplicas === 77) return 'its autoscaler is another';
  return find('ingresses', `${name}-jobmanager`)?.spec.rules.length === 0 ? 'its Ingress has no rules' : undefined;
}

/** Its TaskManagers, by their pods. */
function podsProblem({ metadata: { namespace, name }, spec }: KubeObject, { world }: Rest): string | undefined {
  const pods = world.store.list('pods', { namespace, labelSelector: `cluster=${name},component=taskmanager` });
  if (pods.length !== spec.taskManager.replicas) return `it has ${pods.length} TaskManagers`;
  const old = pods.find((pod) => pod.spec.containers[0].image !== spec.image.name);
  return old && `${old.metadata.name} has the image ${old.spec.containers[0].image}`;
}

function jobProblem(object: KubeObject, rest: Rest): string | undefined {
  const { status, metadata, spec } = object;
  const job = status.components.job ?? {};
  const live = rest.invariants.live(metadata.uid);
  if (live.length > 1) return `${live.length} jobs run`;
  const isPending = status.revision.currentRevision !== status.revision.nextRevision;
  if (isPending) return isWaiting(object, rest) ? undefined : `an update waits, and its job is ${job.state}`;
  if (job.state === 'Running') return runningProblem(object, live[0], rest);
  if (!['Succeeded', 'Cancelled', 'Failed', 'Lost', 'DeployFailed'].includes(job.state))
    return `its job is ${job.state}`;
  if (live[0]) return `its job is ${job.state}, and ${live[0].id} runs`;
  if (job.state !== 'Succeeded' && job.state !== 'Cancelled') {
    const why = restartProblem(object, rest);
    if (why) return why;
    if (spec.job.restartPolicy === 'FromSavepointOnFailure' && !rest.invariants.followed(metadata.uid)?.isCancelled) {
      return clusterProblem(object, rest);
    }
  }
  return cleanUpProblem(object, rest);
}

/** Whether it rightly waits for something that only a person can bring about. */
function isWaiting({ status, spec, metadata }: KubeObject, { world, invariants, clockIsRight }: Rest): boolean {
  const { job = {} } = status.components;
  const active = job.state === 'Running';
  if (active && spec.job.takeSavepointOnUpdate !== false)
    return !spec.job.savepointsDir && invariants.followed(metadata.uid)?.chosen.size === 0;
  // Its last savepoint was not heard of before it was gone, so a person has to name one.
  const { state, triggerReason } = status.savepoint ?? {};
  const isLeftUnknown = job.state === 'Succeeded' && triggerReason === 'update' && state === 'Failed';
  if (isLeftUnknown && invariants.followed(metadata.uid)?.chosen.size === 0) return true;
  // By a clock that was set, a savepoint may be too old.
  return !clockIsRight || !isUpdateReady(job, spec.job, new Date(epoch + world.time.now));
}

function runningProblem(object: KubeObject, live: Job | undefined, rest: Rest): string | undefined {
  const { status, metadata, spec } = object;
  const { job } = status.components;
  if (!live) return 'its job is Running, and none runs';
  if (live.id !== job.id) return `${live.id} runs, and the status says ${job.id}`;
  if (live.state !== 'RUNNING') return `its job is ${live.state}`;
  if (spec.job.cancelRequested) return 'it runs, though it is to be cancelled';
  const wanted = programText(spec.image.name, spec.job.parallelism ?? 'any', spec.job.args);
  const has = spec.job.parallelism === undefined ? live.program.replace(/× \S+ /, '× any ') : live.program;
  if (has !== wanted) return `${has} runs, and the spec says ${wanted}`;
  const { namespace, name } = metadata;
  const configured = rest.flink.endpoint(namespace, name)?.configuration.get('some.option');
  if (configured !== spec.flinkProperties?.['some.option']) return `it runs with some.option ${configured}`;
  if (status.state !== 'Running') return `it is ${status.state}`;
  if ((spec.job.savepointGeneration ?? 0) > (job.savepointGeneration ?? 0) && spec.job.savepointsDir) {
    return `savepoint ${spec.job.savepointGeneration} is not taken`;
  }
  return clusterProblem(object, rest);
}

/** A job that has failed comes back, where there is something to go on from. */
function restartProblem(
  { status, spec, metadata }: KubeObject,
  { invariants, clockIsRight }: Rest,
): string | undefined {
  const { job } = status.components;
  const followed = invariants.followed(metadata.uid);
  if (followed?.harmedAt === undefined && spec.image.name !== 'flink:mended')
    return `its job is ${job.state}, and nobody did anything to it`;
  if (spec.job.restartPolicy !== 'FromSavepointOnFailure' || followed?.isCancelled || !clockIsRight) return undefined;
  if (!job.savepointLocation && !job.fromSavepoint) return undefined;
  const { count = 0 } = JSON.parse(metadata.annotations?.[restartsAnnotation] ?? '{}');
  const age = Date.parse(job.completionTime) - Date.parse(job.savepointTime);
  if (count >= 10 || age > spec.job.maxStateAgeToRestoreSeconds * 1000) return undefined;
  return 'its job has failed and is not begun again';
}

/** Once its job has ended, a cluster is as its policy says. */
function cleanUpProblem(object: KubeObject, rest: Rest): string | undefined {
  const { status, spec, metadata } = object;
  const { state } = status.components.job;
  const { afterJobSucceeds, afterJobFails, afterJobCancelled } = spec.job.cleanupPolicy;
  const policy = state === 'Succeeded' ? afterJobSucceeds : state === 'Cancelled' ? afterJobCancelled : afterJobFails;
  // A change that came with the cancelling is carried out in what has no pods.
  const isChanged = state === 'Cancelled';
  if (policy === 'KeepCluster') return clusterProblem(object, rest, { isChanged });
  if (policy === 'DeleteTaskManager') return clusterProblem(object, rest, { isChanged, hasTaskManagers: false });
  for (const kind of [...childPlurals, 'poddisruptionbudgets', 'horizontalpodautoscalers']) {
    const labelSelector = `cluster=${metadata.name}`;
    const [left] = rest.world.store.list(kind, { namespace: metadata.namespace, labelSelector });
    if (left) return `${kind}/${left.metadata.name} is left after its job has ended`;
  }
  if (
    rest.world.store.get('podgroups', { namespace: metadata.namespace, name: `flink-${metadata.name}` }) &&
    !isChanged
  )
    return 'its PodGroup is left after its job has ended';
  return status.state === 'Stopped' ? undefined : `it is ${status.state} after its clean-up`;
}
