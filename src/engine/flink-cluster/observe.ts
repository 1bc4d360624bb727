import { hasHighAvailability } from '../../rules/flink-cluster/high-availability.ts';
import { isActive } from '../../rules/flink-cluster/job-state.ts';
import type { FlinkCluster as Flink, FlinkPlace } from '../flink-port.ts';
import type { Ports } from '../ports.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { DefaultedSpec } from './defaulted.ts';
import { type Find, workersKind } from './find-owned.ts';
import { findSubmitter } from './find-submitter.ts';
import { findRemains } from './observe-remains.ts';
import { observeSavepoint, savepointUnasked, withChosenTrigger } from './observe-savepoint.ts';
import { observeSubmitter } from './observe-submitter.ts';
import type { Components, ListedJob, ObservedCluster, Revisions, Submitter, Workload } from './observed.ts';
import { configMapName, jobManagerName, taskManagerName, wholeClusterName } from './resources/child-resource.ts';
import { isPending } from './status/job-state.ts';
import { type Cluster, isApplication, type Status } from './subject.ts';
import { hasEnded } from './termination-message.ts';
import { whatRuns } from './what-runs.ts';

interface Look {
  /** With the defaults of its spec. */
  readonly cluster: Cluster;
  readonly spec: DefaultedSpec;
  readonly revisions: Revisions;
  readonly place: FlinkPlace;
  /** What belongs to it. */
  readonly find: Find;
}

/** Looks at what is there of a cluster, and asks Flink what it says. */
export async function observeCluster(
  { cluster, spec, revisions, place, find }: Look,
  ports: Ports,
): Promise<ObservedCluster> {
  const components = await withJobManagerNow(observeComponents(cluster, spec, find), cluster, ports);
  const found = await findSubmitter(cluster, spec, ports);
  const submitter = await observeSubmitter(found, cluster.metadata.uid, ports);
  const now = ports.clock.now();
  const base = { cluster, revisions, components, now };
  if (!spec.job) return { ...base, recorded: withChosenTrigger(cluster.status, cluster, ports) };
  const remains = await findRemains(cluster, submitter, ports);
  const runsOn = isApplication(spec) && remains.length > 0;
  const isThere = runsOn || answers(cluster, components, submitter);
  const flink = ports.flink(place);
  const reply = isThere ? await flink.jobs() : undefined;
  // Of an application, nothing runs without its Job and its pod.
  const isGone = isApplication(spec) && !components.jobManager && !runsOn && (!submitter || hasEnded(submitter.job));
  const jobs: readonly ListedJob[] | undefined =
    reply?.type === 'answer' ? reply.value : isGone && !submitter ? [] : undefined;
  const mayBeSubmitted = remains.length > 0;
  // Of what is silent, nobody knows whether it runs something.
  const mayRun = jobs?.some(({ state }) => !isTerminal(state)) ?? isThere;
  const isUnsent = submitter === undefined && !mayBeSubmitted && !mayRun;
  const recorded = withChosenTrigger(isUnsent ? withoutUnsent(cluster.status) : cluster.status, cluster, ports);
  const seen = { recorded, submitter, jobs, mayBeSubmitted };
  const memory = ports.memory.of(cluster.metadata.uid);
  const run = whatRuns(seen, spec.job, isThere || mayComeBack(components, spec), {
    memory,
    elapsed: ports.clock.elapsed(),
  });
  const observed = { ...base, recorded, ...run, ...(mayBeSubmitted && { remains }) };
  if (!isThere) return { ...observed, savepoint: savepointUnasked(recorded, cluster, now, { isGone, ports }) };
  return {
    ...observed,
    savepoint: await observeSavepoint({ recorded, cluster, jobs, now }, flink, ports),
    exceptions: await exceptionsOf(recorded, jobs, flink),
  };
}

function observeComponents({ metadata: { name } }: Cluster, spec: DefaultedSpec, find: Find): Components {
  return {
    configMap: find('ConfigMap', configMapName(name)),
    // An application has none, unless it was none before.
    jobManager: find('StatefulSet', jobManagerName(name)),
    jobManagerService: find('Service', jobManagerName(name)),
    jobManagerIngress: find('Ingress', jobManagerName(name)),
    taskManager: find(workersKind(spec), taskManagerName(name)),
    taskManagerService: find('Service', taskManagerName(name)),
    podDisruptionBudget: find('PodDisruptionBudget', wholeClusterName(name)),
    horizontalPodAutoscaler: find('HorizontalPodAutoscaler', wholeClusterName(name)),
  };
}

/** Of a job that runs, nothing is left where its JobManager is not ready: that is to be so now. */
async function withJobManagerNow(components: Components, cluster: Cluster, { children }: Pick<Ports, 'children'>) {
  const { jobManager } = components;
  const job = cluster.status?.components?.job;
  if (!job || !isActive(job) || !jobManager || isReady(jobManager)) return components;
  const { namespace } = cluster.metadata;
  const key = { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace, name: jobManager.metadata.name };
  const now = await children.find<Workload>(key);
  return now?.metadata.uid === jobManager.metadata.uid ? { ...components, jobManager: now } : components;
}

const isReady = ({ status }: Workload): boolean => (status?.readyReplicas ?? 0) > 0;

/** A submission that was meant and not made, as where a process dies in between, is still to be made. */
function withoutUnsent(status: Status | undefined): Status | undefined {
  const job = status?.components?.job;
  if (!status || !job || !isPending(job) || job.deployTime === undefined) return status;
  const { deployTime: _, ...unsent } = job;
  return { ...status, components: { ...status.components, job: unsent } };
}

/** Whether there is somebody to ask. */
function answers({ metadata }: Cluster, { jobManager }: Components, submitter: Submitter | undefined): boolean {
  if (jobManager && isReady(jobManager)) return true;
  const isApplication = submitter?.job.metadata.name === jobManagerName(metadata.name);
  return isApplication && (submitter.job.status?.active ?? 0) > 0;
}

/** With high availability, a JobManager that is away finds its job again. */
const mayComeBack = ({ jobManager }: Components, { flinkProperties }: DefaultedSpec): boolean =>
  jobManager !== undefined && hasHighAvailability(flinkProperties);

/** Asked once, when the job is first seen to have failed. */
async function exceptionsOf(
  recorded: Status | undefined,
  jobs: readonly ListedJob[] | undefined,
  flink: Flink,
): Promise<readonly string[] | undefined> {
  const { id, state } = recorded?.components?.job ?? {};
  const listed = jobs?.find((job) => job.id === id);
  if (id === undefined || listed?.state !== 'FAILED' || state === 'Failed') return undefined;
  const reply = await flink.problems(id);
  if (reply.type !== 'answer') return undefined;
  return reply.value.map(({ stackTrace, name }) => stackTrace ?? name).filter((text) => text !== undefined);
}
