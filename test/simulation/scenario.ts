import type { Random } from './random.ts';
import type { Scenario } from './run.ts';
import { modeKey, overridesKey, schedulerKey } from './vertices.ts';

export type SubjectKind = 'application' | 'session' | 'session job';

/** One object that a user cares about. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly plural: 'flinkdeployments' | 'flinksessionjobs';
  readonly namespace: string;
  readonly name: string;
  /** As its owner first writes it. */
  readonly manifest: object;
}

export const givenSavepoint = 's3://savepoints/given';

const apiVersion = 'flink.apache.org/v1beta1';

/** What there is in one run. */
export function scenarioOf(random: Random): Scenario<Subject> {
  const namespaces = random.chance(0.3) ? ['one', 'two'] : ['one'];
  const subjects = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, (_, index) =>
    subjectsOf(random, namespaces, index),
  );
  return {
    namespaces,
    namesNamespaces: random.chance(0.5),
    subjects: subjects.flat(),
    configuration: {
      ...(random.chance(0.3) && { 'kubernetes.operator.resource.deletion.propagation': 'Background' }),
      ...(random.chance(0.2) && { 'kubernetes.operator.reconcile.parallelism': '1' }),
      ...(random.chance(0.2) && { 'kubernetes.operator.rate-limiter.limit': '0' }),
      ...(random.chance(0.1) && { 'kubernetes.operator.session.deletion.block-on-session-jobs': 'false' }),
      ...(random.chance(0.1) && { 'kubernetes.operator.jm-deployment.shutdown-ttl': '1 min' }),
      ...(random.chance(0.2) && { 'kubernetes.operator.snapshot.resource.enabled': 'false' }),
      ...(random.chance(0.1) && { 'kubernetes.operator.job.upgrade.ignore-pending-savepoint': 'true' }),
    },
    faultsEnd: random.between(30, 150) * 1000,
  };
}

function subjectsOf(random: Random, namespaces: readonly string[], index: number): Subject[] {
  const namespace = random.pick(namespaces);
  if (random.chance(0.65)) return [application(random, namespace, `app${index}`)];
  const name = `session${index}`;
  const jobs = Array.from({ length: random.below(3) }, (_, job) =>
    sessionJob(random, namespace, name, `job${index}${job}`),
  );
  return random.chance(0.5) ? [session(random, namespace, name), ...jobs] : [...jobs, session(random, namespace, name)];
}

/** When snapshots are taken by themselves, and how many stay. */
function snapshots(random: Random): Readonly<Record<string, string>> {
  const every = () => random.pick(['1 min', '2 min', '0 * * * * ?', '30 0/2 * * * ?']);
  return {
    ...(random.chance(0.2) && { 'kubernetes.operator.periodic.savepoint.interval': every() }),
    ...(random.chance(0.1) && { 'kubernetes.operator.periodic.checkpoint.interval': every() }),
    ...(random.chance(0.2) && { 'kubernetes.operator.savepoint.history.max.count': String(random.between(1, 3)) }),
    ...(random.chance(0.2) && { 'kubernetes.operator.savepoint.history.max.age': random.pick(['1 s', '1 min']) }),
    ...(random.chance(0.3) && { 'kubernetes.operator.savepoint.dispose-on-delete': 'true' }),
    ...(random.chance(0.1) && { 'kubernetes.operator.savepoint.cleanup.enabled': 'false' }),
    ...(random.chance(0.1) && { 'kubernetes.operator.snapshot.resource.enabled': 'false' }),
  };
}

/** Milliseconds between two snapshots of a type that are taken of a job by itself; `undefined`: never. */
export function intervalOf(
  type: 'savepoint' | 'checkpoint',
  ...configurations: readonly (Readonly<Record<string, string>> | undefined)[]
): number | undefined {
  const key = `kubernetes.operator.periodic.${type}.interval`;
  const found = configurations.map((configuration) => configuration?.[key]).find((text) => text !== undefined);
  return found === undefined ? undefined : found.includes('2') ? 120_000 : 60_000;
}

const resource = { memory: '1024m', cpu: 1 };

function cluster(random: Random, highlyAvailable: boolean) {
  const ha = { 'high-availability.type': 'kubernetes', 'high-availability.storageDir': 's3://ha' };
  return {
    image: 'flink:1',
    flinkVersion: random.pick(['v1_20', 'v2_1']),
    serviceAccount: 'flink',
    ...(random.chance(0.4) && { mode: 'standalone' }),
    ...(random.chance(0.3) && { ingress: { template: '{{name}}.example.com' } }),
    jobManager: { resource },
    taskManager: { resource },
    flinkConfiguration: {
      'execution.checkpointing.interval': `${random.pick([5, 10, 20])} s`,
      'execution.checkpointing.dir': 's3://checkpoints',
      'execution.checkpointing.savepoint-dir': 's3://savepoints',
      ...(highlyAvailable && ha),
      ...(highlyAvailable && random.chance(0.35) && rollback(random)),
      ...(random.chance(0.25) && { 'kubernetes.operator.job.restart.failed': 'true' }),
      ...(random.chance(0.25) && healthCheck),
      ...(random.chance(0.15) && { 'kubernetes.operator.job.upgrade.last-state.max.allowed.checkpoint.age': '8 s' }),
      ...snapshots(random),
    },
  };
}

const healthCheck = {
  'kubernetes.operator.cluster.health-check.enabled': 'true',
  'kubernetes.operator.cluster.health-check.restarts.threshold': '5',
  'kubernetes.operator.cluster.health-check.restarts.window': '30 s',
};

const rollback = (random: Random) => ({
  'kubernetes.operator.deployment.rollback.enabled': 'true',
  'kubernetes.operator.deployment.readiness.timeout': `${random.pick([20, 60])} s`,
});

/** Jobs that can be scaled while they run: those of native clusters by their vertices, others by their TaskManagers. */
function scheduling(random: Random, mode: string | undefined) {
  if (!random.chance(0.5)) return {};
  if (mode === 'standalone') return { [modeKey]: 'REACTIVE' };
  return { [schedulerKey]: 'Adaptive', ...(random.chance(0.8) && { [overridesKey]: 'a:2' }) };
}

function application(random: Random, namespace: string, name: string): Subject {
  const upgradeMode = random.pick(['stateless', 'stateless', 'last-state', 'last-state', 'last-state', 'savepoint']);
  const highlyAvailable = upgradeMode === 'last-state' ? random.chance(0.95) : random.chance(0.4);
  const job = {
    jarURI: 'local:///opt/flink/usrlib/job.jar',
    parallelism: random.pick([1, 2]),
    ...jobOf(random, upgradeMode),
  };
  const { flinkConfiguration, ...rest } = cluster(random, highlyAvailable);
  const spec = { ...rest, flinkConfiguration: { ...flinkConfiguration, ...scheduling(random, rest.mode) }, job };
  const manifest = { apiVersion, kind: 'FlinkDeployment', metadata: { name, namespace }, spec };
  return { kind: 'application', plural: 'flinkdeployments', namespace, name, manifest };
}

function jobOf(random: Random, upgradeMode: string) {
  return {
    ...((upgradeMode !== 'stateless' || random.chance(0.5)) && { upgradeMode }),
    ...(random.chance(0.1) ? { state: 'suspended' } : random.chance(0.5) && { state: 'running' }),
    ...(random.chance(0.15) && { initialSavepointPath: givenSavepoint }),
  };
}

function session(random: Random, namespace: string, name: string): Subject {
  const spec = cluster(random, random.chance(0.5));
  const manifest = { apiVersion, kind: 'FlinkDeployment', metadata: { name, namespace }, spec };
  return { kind: 'session', plural: 'flinkdeployments', namespace, name, manifest };
}

function sessionJob(random: Random, namespace: string, deploymentName: string, name: string): Subject {
  const upgradeMode = random.pick(['stateless', 'stateless', 'last-state', 'last-state', 'savepoint']);
  const job = { jarURI: 'https://jars.example.com/job.jar', parallelism: 1, ...jobOf(random, upgradeMode) };
  const manifest = {
    apiVersion,
    kind: 'FlinkSessionJob',
    metadata: { name, namespace },
    spec: { deploymentName, job, ...(random.chance(0.3) && { flinkConfiguration: snapshots(random) }) },
  };
  return { kind: 'session job', plural: 'flinksessionjobs', namespace, name, manifest };
}
