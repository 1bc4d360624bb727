import { userControlAnnotation } from '../../rules/flink-cluster/user-control.ts';
import type { FlinkPlace } from '../flink-port.ts';
import type { Happening } from '../happening.ts';
import { engineLimits } from '../options.ts';
import type { Considered, Engine } from '../pass.ts';
import type { Ports } from '../ports.ts';
import { failureOf } from '../reconcile-error.ts';
import { type Decision, decide } from '../step.ts';
import { type DefaultedSpec, defaultedSpec } from './defaulted.ts';
import { finder, findOwned } from './find-owned.ts';
import { findingsOf, hasLostJob, invalid } from './findings.ts';
import { lastGood } from './last-good.ts';
import { news } from './news.ts';
import { observeCluster } from './observe.ts';
import { findHighAvailability } from './observe-high-availability.ts';
import { remainsTold } from './observe-remains.ts';
import type { ObservedService } from './observed.ts';
import { planCluster } from './plan.ts';
import { jobManagerName } from './resources/child-resource.ts';
import { observeRevisions, type RevisionsSeen } from './revisions.ts';
import type { Situation } from './situation.ts';
import { isControlSpent, userControl } from './status/control.ts';
import { deriveStatus } from './status/derive-status.ts';
import { statusHappenings } from './status/happenings.ts';
import { updateOf } from './status/update-state.ts';
import { isSavedOnDeletion } from './steps/delete.ts';
import { idleSteps, leavingSteps, steps } from './steps/index.ts';
import type { Cluster, Status } from './subject.ts';
import { podGroupTold } from './tend-pod-group.ts';

type DefaultedCluster = Cluster & { readonly spec: DefaultedSpec };

/** Flink clusters, with a job of their own or for the jobs of others. */
export const flinkClusterEngine: Engine<Cluster, Status> = {
  kind: 'FlinkCluster',
  finalizer: 'sluice.dev/savepoint-on-deletion',
  // Without it, objects can be given back to the reference operator as they are.
  holds: ({ spec, status }) => spec !== undefined && isSavedOnDeletion(spec, status),
  asks: [userControlAnnotation],
  async consider(cluster, ports) {
    // What stands in an API server without a schema may have none.
    return cluster.spec ? considerSpec(cluster, ports) : undefined;
  },
  complete: (status) => status,
  failed: (status) => status,
  failure: (error) => failureOf(error, 'Operator'),
};

async function considerSpec(stored: Cluster, ports: Ports): Promise<Considered<Status> | undefined> {
  const cluster = defaulted(stored);
  if (stored.metadata.deletionTimestamp !== undefined) {
    const whole = hasLostJob(cluster) ? await lastGood(cluster, ports) : undefined;
    return considerWith(leavingSteps, whole ? defaulted(whole) : cluster, ports);
  }
  const findings = await findingsOf(cluster, ports);
  if (findings.length === 0) return considerWith(steps, cluster, ports);
  const told = [invalid(findings)];
  const good = recordedRevisions(stored.status) && (await lastGood(cluster, ports));
  if (good) return considerWith(steps, defaulted(good), ports, told);
  if (recordedRevisions(stored.status) && !hasLostJob(cluster)) return considerWith(idleSteps, cluster, ports, told);
  return { decision: { status: stored.status ?? nothing }, happenings: told, again: () => undefined };
}

const defaulted = (cluster: Cluster): DefaultedCluster => ({ ...cluster, spec: defaultedSpec(cluster) });

async function considerWith(
  chosen: typeof steps,
  cluster: DefaultedCluster,
  ports: Ports,
  told: readonly Happening[] = [],
): Promise<Considered<Status>> {
  const recorded = chosen === steps ? undefined : recordedRevisions(cluster.status);
  const seen = recorded ?? (await observeRevisions(cluster, ports));
  const situation = await situationOf(cluster, cluster.spec, seen, ports);
  const { happenings = [], ...decision } = decide(chosen, situation);
  const seenNow = [
    ...statusHappenings(cluster.status, decision.status),
    ...remainsTold(situation.observed),
    ...podGroupTold(situation),
  ];
  const all = [...told, ...seenNow, ...happenings];
  return {
    decision: withSpentControl(decision, situation),
    happenings: news(all, ports.memory.of(cluster.metadata.uid)),
    again: (status) => nextLook(status, situation),
  };
}

const nothing: Status = { state: 'Creating', components: {} };

/** Of a spec that is not carried out. */
function recordedRevisions(status: Status | undefined): Omit<RevisionsSeen, 'revision'> | undefined {
  const { currentRevision: current, nextRevision: next } = status?.revision ?? {};
  if (current === undefined || next === undefined) return undefined;
  return { revisions: { current: { name: current }, next: { name: next } }, kept: undefined };
}

async function situationOf(
  cluster: Cluster,
  spec: DefaultedSpec,
  seen: Omit<RevisionsSeen, 'revision'> & Partial<RevisionsSeen>,
  ports: Ports,
): Promise<Situation> {
  const limits = engineLimits(ports.operator().effective(cluster.metadata.namespace, undefined));
  const place = placeOf(cluster, spec, limits, ports);
  const find = await finder(cluster, spec, ports);
  const observed = await observeCluster({ cluster, spec, revisions: seen.revisions, place, find }, ports);
  const status = deriveStatus(observed);
  return {
    ...seen,
    observed,
    components: observed.components,
    present: find,
    highAvailability: await findHighAvailability(observed, ports),
    metadata: cluster.metadata,
    spec,
    status,
    update: updateOf(observed),
    plan: planCluster({ ...cluster, status }, ports),
    sent: ports.memory.of(cluster.metadata.uid).sent ?? new Map(),
    place,
    limits,
    randomId: ports.randomId,
    md5: ports.md5,
    now: observed.now,
  };
}

function placeOf(cluster: Cluster, spec: DefaultedSpec, { timeouts }: Situation['limits'], ports: Ports): FlinkPlace {
  const { name, namespace } = cluster.metadata;
  // Until a change of the port arrives there, it is the one before.
  const service = findOwned<ObservedService>(cluster, 'Service', jobManagerName(name), ports);
  const served = service?.spec.ports?.find((port) => port.name === 'ui')?.port;
  return {
    namespace,
    cluster: name,
    service: jobManagerName(name),
    port: served ?? spec.jobManager.ports.ui,
    secure: spec.flinkProperties?.['security.ssl.rest.enabled'] === 'true',
    timeout: timeouts.client,
    cancelTimeout: timeouts.cancel,
  };
}

/** A request that was carried out, or that means nothing, goes, so that the next one is seen. */
function withSpentControl(decision: Decision<Status>, { observed }: Situation): Decision<Status> {
  const { cluster, recorded } = observed;
  const { control, components } = decision.status;
  const value = userControl(cluster);
  if (value === undefined || !isControlSpent(cluster, recorded?.control, { control, job: components.job }))
    return decision;
  return { ...decision, spent: { annotation: userControlAnnotation, value } };
}

/** Milliseconds; of a cluster that is as it should be, changes are told. */
function nextLook({ state, components: { job } }: Status, { limits, spec }: Situation): number {
  const { reconcile, progress, restReady } = limits.times;
  if (state !== 'Running' && state !== 'Stopped') return Math.min(restReady, progress);
  if (!spec.job || job === undefined) return reconcile;
  if (job.state === 'Running') return progress;
  return job.state === 'Deploying' || job.state === 'Pending' || job.state === 'Updating' || job.state === 'Restarting'
    ? Math.min(restReady, progress, 2000)
    : reconcile;
}
