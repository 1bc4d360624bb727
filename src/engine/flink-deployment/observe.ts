import type { Made, Ports, Resource } from '../ports.ts';
import { isTerminal } from '../status/observed-job.ts';
import { lookAtStop } from '../stop-with-savepoint.ts';
import { healthy } from './healthy.ts';
import { findHighAvailabilityData, isKeptInKubernetes } from './high-availability-data.ts';
import { lookAtCluster } from './observe-cluster.ts';
import { lookAtJobManager } from './observe-job-manager.ts';
import type { ObservedDeployment, Seen } from './observed.ts';
import { findRemains } from './remains.ts';
import { changeOf } from './restore.ts';
import { type Deployment, lastDeployed, limitsFor, observedConfiguration, placeOf, type Status } from './subject.ts';

/** What is wanted, as far as the object can be reconciled at all. */
export type WantedSpec = Pick<ObservedDeployment, 'wanted' | 'generation'>;

export interface Observation extends Seen {
  readonly observed: ObservedDeployment;
}

type Base = Omit<ObservedDeployment, 'status' | 'remains' | 'highAvailability' | 'ingress' | 'sessionJobs' | 'jobs'>;

/**
 * Looks at everything that a decision about a FlinkDeployment depends on. Looks that take the API server or the cluster a call are
 * made only where they can matter. Source: `spec/flink-engine.md` 2.4.
 */
export async function observeDeployment(
  deployment: Deployment,
  { wanted, generation }: WantedSpec,
  ports: Ports,
): Promise<Observation> {
  const stored: Status = deployment.status ?? {};
  const last = lastDeployed(stored, wanted);
  const limits = limitsFor(deployment, ports);
  const configuration = observedConfiguration(deployment, last?.spec ?? wanted, ports);
  const { operator, defaultLogFiles, printYaml } = ports;
  const base: Base = {
    deployment,
    wanted,
    generation,
    last,
    configuration,
    limits,
    place: placeOf(deployment, configuration, limits),
    planning: { operator: operator(), defaultLogFiles, printYaml },
    snapshots: ports.resources.isKnown('FlinkStateSnapshot'),
    randomId: ports.randomId,
    now: ports.clock.now(),
  };
  const { status, happenings } = await lookAt(base, stored, ports);
  const answers = status.jobManagerDeploymentStatus === 'READY';
  const savepoint = answers ? await lookAtStop(status, ports.flink(base.place)) : undefined;
  // What is seen may say that the job does not run any more.
  const observed = { ...base, status, savepoint, last: lastDeployed(status, wanted) };
  return { status, happenings, observed: await withRest(observed, ports) };
}

async function lookAt(base: Base, stored: Status, ports: Ports): Promise<Seen> {
  const { deployment, limits, place, configuration } = base;
  const { state } = stored.reconciliationStatus ?? {};
  const underWay = state === 'UPGRADING' || state === 'ROLLING_BACK';
  // An upgrade knows what it has begun; where the cluster is to go instead, whoever relies on it must know how it is.
  const looks = base.last !== undefined && (!underWay || deployment.metadata.deletionTimestamp !== undefined);
  if (!looks) return { status: stored, happenings: [] };
  const first =
    stored.jobManagerDeploymentStatus === 'READY'
      ? { status: stored, happenings: [] }
      : await lookAtJobManager(deployment, stored, limits, place, ports);
  if (first.status.jobManagerDeploymentStatus !== 'READY') return first;
  const recollection = ports.memory.of(deployment.metadata.uid);
  const second = await lookAtCluster({ status: first.status, place, configuration, limits, recollection }, ports);
  const happenings = [...first.happenings, ...second.happenings];
  if (!second.silent) return { status: healthy(second.status), happenings };
  // Whoever answered before and is silent now may be gone.
  const third = await lookAtJobManager(deployment, second.status, limits, place, ports);
  return { status: third.status, happenings: [...happenings, ...third.happenings] };
}

async function withRest(observed: Base & { readonly status: Status }, ports: Ports): Promise<ObservedDeployment> {
  const { deployment, status, configuration, limits } = observed;
  const { deletionTimestamp, namespace, name } = deployment.metadata;
  const isDown = (status.jobManagerDeploymentStatus ?? 'MISSING') === 'MISSING';
  const begun = observed.last !== undefined;
  const matters =
    deletionTimestamp !== undefined ||
    (begun &&
      (isDown ||
        status.reconciliationStatus?.state !== 'DEPLOYED' ||
        isTerminal(status.jobStatus?.state) ||
        changeOf(observed) !== 'ignore'));
  const remains = matters ? await findRemains(deployment, limits.propagation, ports) : undefined;
  // Looked for afterwards: where nothing is left to write any more, this is all that was written.
  const highAvailability =
    matters && isKeptInKubernetes(configuration)
      ? await findHighAvailabilityData(deployment, status.jobStatus?.jobId, ports)
      : undefined;
  const ingress = ports.resources.find<Resource & Made>('Ingress', namespace, name);
  return {
    ...observed,
    ...(remains && { remains }),
    ...(highAvailability && { highAvailability }),
    ...(ingress && { ingress }),
    ...(deletionTimestamp !== undefined && (await whoRelies(observed, ports))),
  };
}

interface SessionJob extends Resource {
  readonly spec?: { readonly deploymentName?: string };
}

/** Who would lose a session cluster that goes. */
async function whoRelies(
  { deployment, last, wanted, status, place }: Base & { readonly status: Status },
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
