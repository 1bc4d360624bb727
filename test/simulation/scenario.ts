import type { Random } from './random.ts';

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

export interface Scenario {
  readonly namespaces: readonly string[];
  /** Whether the engine watches only these. */
  readonly namesNamespaces: boolean;
  readonly subjects: readonly Subject[];
  /** Of the operator. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Milliseconds after which nothing goes wrong any more. */
  readonly faultsEnd: number;
}

export const givenSavepoint = 's3://savepoints/given';

const apiVersion = 'flink.apache.org/v1beta1';

/** What there is in one run. */
export function scenarioOf(random: Random): Scenario {
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
    },
  };
}

function application(random: Random, namespace: string, name: string): Subject {
  const upgradeMode = random.pick(['stateless', 'stateless', 'last-state', 'last-state', 'last-state', 'savepoint']);
  const highlyAvailable = upgradeMode === 'last-state' ? random.chance(0.95) : random.chance(0.4);
  const job = {
    jarURI: 'local:///opt/flink/usrlib/job.jar',
    parallelism: random.pick([1, 2]),
    ...jobOf(random, upgradeMode),
  };
  const spec = { ...cluster(random, highlyAvailable), job };
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
    spec: { deploymentName, job },
  };
  return { kind: 'session job', plural: 'flinksessionjobs', namespace, name, manifest };
}
