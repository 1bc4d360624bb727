import type { Action } from '../../src/engine/action.ts';
import type { Child } from '../../src/engine/child.ts';
import { sendChild } from '../../src/engine/flink-cluster/children.ts';
import { defaultedSpec } from '../../src/engine/flink-cluster/defaulted.ts';
import type { Components, Labelled, ObservedCluster, Revisions } from '../../src/engine/flink-cluster/observed.ts';
import { planCluster } from '../../src/engine/flink-cluster/plan.ts';
import { componentResources } from '../../src/engine/flink-cluster/resources/index.ts';
import { controllerRevision, numbered } from '../../src/engine/flink-cluster/revision.ts';
import type { Situation } from '../../src/engine/flink-cluster/situation.ts';
import { deriveStatus } from '../../src/engine/flink-cluster/status/derive-status.ts';
import { updateOf } from '../../src/engine/flink-cluster/status/update-state.ts';
import type { Cluster, JobStatus, Status } from '../../src/engine/flink-cluster/subject.ts';
import { whatRuns } from '../../src/engine/flink-cluster/what-runs.ts';
import { engineLimits } from '../../src/engine/options.ts';
import type { Sent } from '../../src/engine/ports.ts';
import type { Decision } from '../../src/engine/step.ts';
import { EffectiveConfiguration } from '../../src/values/effective-configuration.ts';
import type { JsonObject } from '../../src/values/json.ts';
import { planTools } from './flink-cluster-children.ts';
import { ago, jobCluster, now, submitter } from './observed-cluster.ts';
import { overlay } from './overlay.ts';

/** The job that runs unless something else is said. */
export const jobId = 'a'.repeat(32);
export const running = [{ id: jobId, state: 'RUNNING' as const }];
export const triggerId = 'f'.repeat(32);

export interface Facts extends Partial<Pick<ObservedCluster, 'jobs' | 'savepoint' | 'submitter' | 'remains'>> {
  /** Laid over the object by which the cluster was made. */
  readonly made?: object;
  /** Laid over its spec since then; recorded as next, and nothing of it is brought about. */
  readonly change?: object | undefined;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Laid over the status of the job; null: there is none. */
  readonly job?: object | null;
  /** Laid over the status. */
  readonly status?: object;
  /** Laid over what is there, by kind and name; null: it is not. */
  readonly there?: Readonly<Record<string, object | null>>;
  /** Those that carry the next revision. */
  readonly arrived?: boolean;
  /** What this process has sent: all of it as it is there, unless something else is said. */
  readonly sent?: ReadonlyMap<string, Sent>;
}

/** What steps see of the cluster `orders` with a detached job; everything is up, unless something else is said. */
export function situation(facts: Facts = {}): Situation {
  const before = jobCluster({ savepointsDir: 's3://savepoints' }, facts.made);
  const { change, annotations } = facts;
  const stored = overlay(before, {
    ...(change && { spec: change }),
    ...(annotations && { metadata: { annotations } }),
  });
  const revisions = revisionsOf(before, stored as Cluster);
  const recorded = recordedOf(before, revisions, facts);
  const cluster = { ...(stored as Cluster), status: recorded };
  const spec = defaultedSpec(cluster);
  const there = thereOf(
    facts.arrived ? cluster : before,
    facts.arrived ? revisions.next.name : revisions.current.name,
    facts,
  );
  const present = (kind: string, name: string) => there.get(`${kind}/${name}`);
  const seen = {
    recorded,
    submitter: 'submitter' in facts ? facts.submitter : ended,
    jobs: 'jobs' in facts ? facts.jobs : running,
  };
  const observed: ObservedCluster = {
    cluster,
    recorded,
    revisions,
    components: componentsOf(present, cluster),
    ...(spec.job ? whatRuns(seen, spec.job, true, settled(seen.jobs)) : {}),
    ...(facts.remains && { remains: facts.remains }),
    ...(facts.savepoint && { savepoint: facts.savepoint }),
    now,
  };
  const status = deriveStatus(observed);
  return {
    observed,
    components: observed.components,
    present,
    metadata: cluster.metadata,
    spec,
    status,
    update: updateOf(observed),
    plan: planCluster({ ...cluster, status }, planTools),
    kept:
      revisions.current === revisions.next
        ? undefined
        : [controllerRevision(before, 1), controllerRevision(stored as Cluster, 2)],
    sent: facts.sent ?? sentOf(there),
    ...surroundings,
  };
}

/** The job is submitted, and has let go of who submitted it. */
const ended = submitter({ succeeded: 1 }, { jobId, exitCode: 0 });

/** What Flink does not list now, it has not listed for minutes. */
const settled = (jobs: ObservedCluster['jobs']) => ({
  memory: { unlisted: { isSilent: jobs === undefined, since: 0 } },
  elapsed: 600_000,
});

const surroundings = {
  place: { namespace: 'default', cluster: 'orders', port: 8081, secure: false, timeout: 1, cancelTimeout: 1 },
  limits: engineLimits(new EffectiveConfiguration(new Map(), [])),
  randomId: () => triggerId,
  md5: planTools.md5,
  now,
};

function revisionsOf(before: Cluster, after: Cluster): Revisions {
  const named = (cluster: Cluster, number: number) => {
    const revision = controllerRevision(cluster, number);
    return { name: numbered(revision), spec: revision.data['spec'] as JsonObject };
  };
  const current = named(before, 1);
  const next = named(after, 2);
  return { current, next: next.name.replace(/2$/, '1') === current.name ? current : next };
}

function recordedOf({ spec }: Cluster, { current, next }: Revisions, { job, status = {} }: Facts): Status {
  const runs = { state: 'Running', id: jobId, deployTime: ago(600), startTime: ago(590) };
  const base = {
    state: 'Running',
    components: { ...(spec.job && { job: runs }) },
    revision: { currentRevision: current.name, nextRevision: next.name },
  };
  return overlay(overlay(base, { components: job === undefined ? {} : { job } }), status) as Status;
}

function thereOf(cluster: Cluster, revision: string, { there = {} }: Facts): ReadonlyMap<string, Labelled> {
  const status = { state: 'Running', components: {}, revision: { currentRevision: revision, nextRevision: revision } };
  const plan = planCluster({ ...cluster, status }, planTools);
  const made = componentResources.flatMap((resource) => {
    const child = resource.make(plan);
    return child
      ? [
          upAndRunning(
            sendChild({ ...(surroundings as unknown as Situation), plan, metadata: cluster.metadata }, child).child,
          ),
        ]
      : [];
  });
  const all = new Map(made.map((object) => [`${(object as unknown as Child).kind}/${object.metadata.name}`, object]));
  for (const [key, piece] of Object.entries(there)) {
    if (piece === null) all.delete(key);
    else all.set(key, overlay(all.get(key) ?? {}, piece) as Labelled);
  }
  return all;
}

function upAndRunning(child: Child): Labelled {
  const { replicas } = (child.spec ?? {}) as { readonly replicas?: number };
  return {
    ...child,
    ...(child.kind === 'Service' && { spec: { clusterIP: '10.0.0.1', ...child.spec } }),
    ...(replicas !== undefined && { status: { readyReplicas: replicas } }),
    metadata: { ...child.metadata, uid: `uid of ${child.kind}`, generation: 1 },
  };
}

const sentOf = (there: ReadonlyMap<string, Labelled>): ReadonlyMap<string, Sent> =>
  new Map(
    [...there].map(([key, { metadata }]) => [
      key,
      {
        content: `${metadata.labels?.['flinkoperator.k8s.io/revision-name']} ${metadata.annotations?.['sluice.dev/content']}`,
        version: '1',
      },
    ]),
  );

function componentsOf(present: Situation['present'], { spec }: Cluster): Components {
  const find = <T extends Labelled>(kind: string, name: string) => present(kind, `orders-${name}`) as T | undefined;
  return {
    configMap: find('ConfigMap', 'configmap'),
    jobManager: find('StatefulSet', 'jobmanager'),
    jobManagerService: find('Service', 'jobmanager'),
    jobManagerIngress: find('Ingress', 'jobmanager'),
    taskManager: find(spec.taskManager?.deploymentType === 'Deployment' ? 'Deployment' : 'StatefulSet', 'taskmanager'),
    taskManagerService: find('Service', 'taskmanager'),
    podDisruptionBudget: present('PodDisruptionBudget', 'flink-orders'),
    horizontalPodAutoscaler: present('HorizontalPodAutoscaler', 'flink-orders'),
  } as Components;
}

/** What a decision is about, one line each: what is done, or why nothing is. */
export function deeds(decision: Decision<Status> | undefined): readonly string[] {
  if (!decision) return ['nothing to say'];
  const { actions = [], pending } = decision;
  return actions.length > 0 ? actions.map(deed) : [pending ? `waits: ${pending.reason}` : 'waits'];
}

function deed(action: Action): string {
  switch (action.type) {
    case 'remove':
      return `remove ${action.key.kind}/${action.key.name}`;
    case 'ensure':
      return `${action.isNew ? 'make' : 'send'} ${action.child.kind}/${action.child.metadata.name}`;
    case 'tryToEnsure':
      return `try to send ${action.child.kind}/${action.child.metadata.name}`;
    case 'change':
      return `change ${action.key.kind}/${action.key.name}`;
    case 'cancelJob':
      return `cancel ${action.jobId}`;
    case 'stopWithSavepoint':
      return `stop ${action.jobId} with savepoint ${action.stop.triggerId} to ${action.stop.directory}`;
    case 'takeSnapshot':
      return `take ${action.request.type} ${action.request.triggerId} of ${action.jobId}`;
    default:
      return action.type;
  }
}

export const jobOf = (decision: Decision<Status> | undefined): JobStatus | undefined => decision?.status.components.job;
