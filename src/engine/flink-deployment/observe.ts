import type { CheckpointTimes } from '../flink-port.ts';
import type { Made, Ports, Resource } from '../ports.ts';
import { lookAtSnapshots } from '../snapshots/look.ts';
import { asksForAge } from '../state-age.ts';
import { isSettled, isUnderWay } from '../status/bookkeeping.ts';
import { isTerminal } from '../status/observed-job.ts';
import { lookAtStop } from '../stop-with-savepoint.ts';
import { footingOf } from './footing.ts';
import { healthOf } from './health.ts';
import { findHighAvailabilityData, findsAgain, isKeptInKubernetes } from './high-availability-data.ts';
import { lookAtCluster } from './observe-cluster.ts';
import { lookAtJobManager } from './observe-job-manager.ts';
import { lookAtScaling } from './observe-scaling.ts';
import type { ObservedDeployment, Seen } from './observed.ts';
import { withoutOldError } from './old-error.ts';
import { findRemains } from './remains.ts';
import { changeOf } from './restore.ts';
import { mayRollBack } from './rollback.ts';
import { type Deployment, limitsFor, observedConfiguration, placeOf, type Status, specThatRuns } from './subject.ts';

/** What is wanted, as far as the object can be reconciled at all. */
export type WantedSpec = Pick<ObservedDeployment, 'wanted' | 'generation'>;

export interface Observation extends Seen {
  readonly observed: ObservedDeployment;
}

type Base = Omit<
  ObservedDeployment,
  'status' | 'wanted' | 'snapshots' | 'scaling' | 'remains' | 'highAvailability' | 'ingress' | 'sessionJobs' | 'jobs'
>;
/** With what the footing says. */
type Grounded = Base & Pick<ObservedDeployment, 'status' | 'wanted' | 'snapshots' | 'scaling'>;

/**
 * Looks at everything that a decision about a FlinkDeployment depends on. Looks that take the API server or the cluster a call are
 * made only where they can matter. Source: `spec/flink-engine.md` 2.4.
 */
export async function observeDeployment(
  deployment: Deployment,
  { wanted: spec, generation }: WantedSpec,
  ports: Ports,
): Promise<Observation> {
  const stored = footingOf(deployment.status ?? {}, spec);
  const limits = limitsFor(deployment, ports);
  const configuration = observedConfiguration(deployment, specThatRuns(stored.status, spec), ports);
  const { operator, defaultLogFiles, printYaml } = ports;
  const base: Base = {
    deployment,
    generation,
    last: stored.last,
    configuration,
    limits,
    place: placeOf(deployment, configuration, limits),
    planning: { operator: operator(), defaultLogFiles, printYaml },
    randomId: ports.randomId,
    now: ports.clock.now(),
  };
  const { status: seen, happenings, neverStarted = false } = await lookAt(base, stored.status, ports);
  const jobManager = seen.jobManagerDeploymentStatus;
  const flink = jobManager === 'READY' ? ports.flink(base.place) : undefined;
  const isLost = jobManager !== 'READY' && jobManager !== 'DEPLOYED_NOT_READY';
  const taken = await lookAtSnapshots(
    { of: deployment, status: seen, wanted: spec, configuration, flink, isLost, now: base.now },
    ports,
  );
  // What is seen may say that the job does not run any more.
  const { status, wanted, last } = footingOf(taken.status, spec);
  const savepoint = flink && (await lookAtStop(status, flink));
  const grounded = { ...base, status, wanted, last, savepoint, snapshots: taken.snapshots, neverStarted };
  const look = await lookAtScaling(grounded, ports);
  const observed = { ...grounded, status: look.status, scaling: look.scaling };
  const checkpoints = flink ? await checkpointTimes(observed, ports) : undefined;
  return {
    status: look.status,
    happenings: [...happenings, ...taken.happenings, ...look.happenings],
    observed: await withRest({ ...observed, checkpoints }, ports),
  };
}

/** What runs may have to be stopped for what is wanted. */
const mayStop = (observed: Grounded) => changeOf(observed) !== 'ignore' || observed.scaling?.stage === 'unfinished';

/** Asked only where the job is about to be stopped, and its state may be too old for that. */
async function checkpointTimes(observed: Grounded, ports: Ports): Promise<CheckpointTimes | undefined> {
  const { configuration, status, place } = observed;
  const { state, jobId } = status.jobStatus ?? {};
  if (!asksForAge(configuration) || state !== 'RUNNING' || !jobId || !mayStop(observed)) return undefined;
  const reply = await ports.flink(place).checkpointTimes(jobId);
  return reply.type === 'answer' ? reply.value : undefined;
}

async function lookAt(base: Base, stored: Status, ports: Ports): Promise<Seen> {
  const { deployment, limits, place, configuration } = base;
  const isCancelled = stored.jobStatus?.state === 'CANCELLING';
  // An upgrade knows what it has begun; where the cluster is to go instead, whoever relies on it must know how it is.
  const looks =
    base.last !== undefined &&
    (!isUnderWay(stored) || isCancelled || deployment.metadata.deletionTimestamp !== undefined);
  if (!looks) return { status: stored, happenings: [] };
  const first =
    stored.jobManagerDeploymentStatus === 'READY'
      ? { status: stored, happenings: [] }
      : await lookAtJobManager(deployment, stored, limits, place, ports);
  if (first.status.jobManagerDeploymentStatus !== 'READY') return first;
  const recollection = ports.memory.of(deployment.metadata.uid);
  const second = await lookAtCluster({ status: first.status, place, configuration, limits, recollection }, ports);
  const happenings = [...first.happenings, ...second.happenings];
  if (!second.silent) return { status: withoutOldError(second.status), happenings };
  // Whoever answered before and is silent now may be gone.
  const third = await lookAtJobManager(deployment, second.status, limits, place, ports);
  return { ...third, happenings: [...happenings, ...third.happenings] };
}

async function withRest(observed: Grounded, ports: Ports): Promise<ObservedDeployment> {
  const { deployment, status, configuration, limits } = observed;
  const { deletionTimestamp, namespace, name } = deployment.metadata;
  const isDown = (status.jobManagerDeploymentStatus ?? 'MISSING') === 'MISSING';
  const begun = observed.last !== undefined;
  const matters =
    deletionTimestamp !== undefined ||
    (begun &&
      (isDown ||
        !isSettled(status) ||
        mayRollBack(observed) ||
        isTerminal(status.jobStatus?.state) ||
        healthOf(status)?.healthResult.healthy === false ||
        mayStop(observed)));
  const remains = matters ? await findRemains(deployment, limits.propagation, ports) : undefined;
  // Looked for afterwards: where nothing is left to write any more, this is all that was written.
  const highAvailability =
    matters && isKeptInKubernetes(configuration)
      ? await findHighAvailabilityData(deployment, status.jobStatus?.jobId, ports)
      : undefined;
  const { wanted, planning } = observed;
  const ingress = ports.resources.find<Resource & Made>('Ingress', namespace, name);
  return {
    ...observed,
    ...(remains && { remains }),
    ...(highAvailability && { highAvailability }),
    ...(highAvailability && { findsAgain: findsAgain(wanted, planning.operator, namespace, name) }),
    ...(ingress && { ingress }),
    ...(deletionTimestamp !== undefined && (await whoRelies(observed, ports))),
  };
}

interface SessionJob extends Resource {
  readonly spec?: { readonly deploymentName?: string };
}

/** Who would lose a session cluster that goes. */
async function whoRelies(
  { deployment, last, wanted, status, place }: Grounded,
  ports: Ports,
): Promise<Pick<ObservedDeployment, 'sessionJobs' | 'jobs'>> {
  if ((last?.spec ?? wanted).job) return {};
  const { namespace, name } = deployment.metadata;
  const sessionJobs = [...ports.resources.values<SessionJob>('FlinkSessionJob')]
    .filter(({ metadata, spec }) => metadata.namespace === namespace && spec?.deploymentName === name)
    .map(({ metadata }) => metadata.name)
    .toSorted();
  if (sessionJobs.length > 0 || status.jobManagerDeploymentStatus !== 'READY') return { sessionJobs };
  const reply = await ports.flink(place).jobs();
  return { sessionJobs, ...(reply.type === 'answer' && { jobs: reply.value }) };
}
