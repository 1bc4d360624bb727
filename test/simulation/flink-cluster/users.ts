import { userControlAnnotation } from '../../../src/rules/flink-cluster/user-control.ts';
import type { Controllers } from '../controllers.ts';
import { failing, isLive } from '../jobs.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Scenario } from '../run.ts';
import type { SimulatedFlink } from '../simulated-flink.ts';
import type { World } from '../world.ts';
import { refusals } from './gate.ts';
import type { Invariants } from './invariants.ts';
import { givenSavepoint, plural, type Subject, savepointOnDeletion } from './scenario.ts';

// biome-ignore lint/suspicious/noExplicitAny: specs as users write them.
type Spec = any;

interface Deed {
  readonly name: string;
  readonly weight: number;
  /** Only to objects with such a spec. */
  readonly fits?: (spec: Spec) => boolean;
  /** What becomes of the spec. */
  readonly edit?: (spec: Spec, nonce: number, object: KubeObject) => Spec;
  readonly act?: (users: Users, subject: Subject, object: KubeObject) => void;
}

const hasJob = ({ job }: Spec): boolean => job !== undefined;
const isSaved = ({ job }: Spec): boolean => Boolean(job?.savepointsDir);
const withJob = (spec: Spec, changes: object) => ({ ...spec, job: { ...spec.job, ...changes } });
const withProperty = (spec: Spec, key: string, value: string) => ({
  ...spec,
  flinkProperties: { ...spec.flinkProperties, [key]: value },
});

const deeds: readonly Deed[] = [
  { name: 'new args', weight: 6, fits: hasJob, edit: (spec, nonce) => withJob(spec, { args: [`arg-${nonce}`] }) },
  {
    name: 'new parallelism',
    weight: 3,
    fits: hasJob,
    edit: (spec) => withJob(spec, { parallelism: 1 + ((spec.job.parallelism ?? 0) % 3) }),
  },
  {
    name: 'new image',
    weight: 4,
    edit: (spec, nonce) => ({ ...spec, image: { ...spec.image, name: `flink:${nonce}` } }),
  },
  { name: 'broken image', weight: 1, edit: (spec) => ({ ...spec, image: { ...spec.image, name: 'broken' } }) },
  { name: 'failing image', weight: 1, edit: (spec) => ({ ...spec, image: { ...spec.image, name: failing } }) },
  { name: 'mend image', weight: 1, edit: (spec) => mended(spec) },
  { name: 'property', weight: 4, edit: (spec, nonce) => withProperty(spec, 'some.option', String(nonce)) },
  {
    name: 'resources',
    weight: 2,
    edit: (spec, nonce) => ({
      ...spec,
      taskManager: { ...spec.taskManager, resources: { limits: { cpu: '2', memory: `${1 + (nonce % 3)}Gi` } } },
    }),
  },
  {
    name: 'scale',
    weight: 4,
    edit: (spec) => ({
      ...spec,
      taskManager: { ...spec.taskManager, replicas: 1 + ((spec.taskManager?.replicas ?? 3) % 4) },
    }),
  },
  {
    name: 'pod labels',
    weight: 1.5,
    edit: (spec, nonce) => ({ ...spec, jobManager: { ...spec.jobManager, podLabels: { team: `t${nonce}` } } }),
  },
  {
    name: 'access scope',
    weight: 1.5,
    edit: (spec, nonce) => ({
      ...spec,
      jobManager: { ...spec.jobManager, accessScope: nonce % 2 === 0 ? 'Headless' : 'Cluster' },
    }),
  },
  {
    name: 'from another savepoint',
    weight: 2,
    fits: hasJob,
    edit: (spec) => withJob(spec, { fromSavepoint: givenSavepoint }),
  },
  {
    name: 'no savepoint named',
    weight: 1,
    fits: ({ job }) => job?.fromSavepoint !== undefined,
    edit: ({ job: { fromSavepoint: _, ...job }, ...spec }) => ({ ...spec, job }),
  },
  {
    name: 'auto savepoints',
    weight: 1.5,
    fits: isSaved,
    edit: (spec) => withJob(spec, { autoSavepointSeconds: spec.job.autoSavepointSeconds === 20 ? 30 : 20 }),
  },
  {
    name: 'skip savepoints',
    weight: 1.5,
    fits: isSaved,
    edit: (spec) =>
      withJob(spec, {
        takeSavepointOnUpdate: spec.job.takeSavepointOnUpdate === false,
        maxStateAgeToRestoreSeconds: 60,
      }),
  },
  {
    name: 'restart policy',
    weight: 1.5,
    fits: isSaved,
    edit: (spec) =>
      withJob(spec, {
        restartPolicy: spec.job.restartPolicy === 'FromSavepointOnFailure' ? 'Never' : 'FromSavepointOnFailure',
        maxStateAgeToRestoreSeconds: spec.job.maxStateAgeToRestoreSeconds ?? 60,
      }),
  },
  {
    name: 'clean-up policy',
    weight: 1,
    fits: hasJob,
    edit: (spec) =>
      withJob(spec, { cleanupPolicy: { afterJobSucceeds: 'KeepCluster', afterJobCancelled: 'KeepCluster' } }),
  },
  {
    name: 'batch scheduler',
    weight: 1,
    edit: ({ batchScheduler, ...spec }) => (batchScheduler ? spec : { ...spec, batchScheduler: { name: 'volcano' } }),
  },
  {
    name: 'update in place',
    weight: 1,
    edit: (spec) => ({ ...spec, recreateOnUpdate: spec.recreateOnUpdate === false }),
  },
  {
    name: 'next savepoint',
    weight: 2,
    fits: isSaved,
    edit: (spec, _, { status }) =>
      withJob(spec, { savepointGeneration: (status?.components?.job?.savepointGeneration ?? 0) + 1 }),
  },
  { name: 'cancelRequested', weight: 1, fits: hasJob, edit: (spec) => withJob(spec, { cancelRequested: true }) },
  { name: 'ask for a savepoint', weight: 4, fits: hasJob, act: (users, _, object) => users.ask(object, 'savepoint') },
  { name: 'ask to cancel', weight: 2, fits: hasJob, act: (users, _, object) => users.ask(object, 'job-cancel') },
  { name: 'err', weight: 1.5, fits: hasJob, act: (users, subject, object) => users.err(subject, object) },
  { name: 'delete', weight: 3, act: (users, subject) => users.delete(subject) },
  { name: 'kill JobManager', weight: 2.5, act: (users, subject, object) => users.kill(subject, object, 'jobmanager') },
  { name: 'kill TaskManager', weight: 1, act: (users, subject, object) => users.kill(subject, object, 'taskmanager') },
  { name: 'delete pods', weight: 1.5, act: (users, subject, object) => users.deletePods(subject, object) },
  { name: 'evict', weight: 2.5, fits: hasJob, act: (users, subject, object) => users.evict(subject, object) },
  { name: 'change a child', weight: 3, act: (users, _, object) => users.changeChild(object) },
  { name: 'delete a child', weight: 3, act: (users, _, object) => users.deleteChild(object) },
  { name: 'delete the Job', weight: 2, fits: hasJob, act: (users, _, object) => users.deleteJob(object) },
  { name: 'job finishes', weight: 1.5, fits: hasJob, act: (users, _, object) => users.endJob(object, 'FINISHED') },
  { name: 'job fails', weight: 3, fits: hasJob, act: (users, _, object) => users.endJob(object, 'FAILED') },
  { name: 'job is cancelled', weight: 1, fits: hasJob, act: (users, _, object) => users.endJob(object, 'CANCELED') },
];

const isBad = (image: string): boolean => image === 'broken' || image === failing;

function mended(spec: Spec): Spec {
  return isBad(spec.image.name) ? { ...spec, image: { ...spec.image, name: 'flink:mended' } } : spec;
}

/** What is wrong here is a number of tasks, or that there is no job any more. */
function corrected(spec: Spec, taken: Spec): Spec {
  const whole = spec.job === undefined && taken ? { ...spec, job: taken } : spec;
  return whole.job?.parallelism === 0 ? withJob(whole, { parallelism: 1 }) : whole;
}

/** Kinds of children, with what somebody may change of one. */
const childPlurals = [
  'configmaps',
  'services',
  'statefulsets',
  'deployments',
  'poddisruptionbudgets',
  'horizontalpodautoscalers',
  'ingresses',
  'jobs',
  'controllerrevisions',
] as const;

const drifts: Readonly<Record<string, object>> = {
  configmaps: { data: { 'submit-job.sh': 'something else' } },
  services: { spec: { ports: [] } },
  statefulsets: { spec: { replicas: 5 } },
  deployments: { spec: { replicas: 5 } },
  poddisruptionbudgets: { spec: { maxUnavailable: 7 } },
  horizontalpodautoscalers: { spec: { maxReplicas: 77 } },
  ingresses: { spec: { rules: [] } },
};

/** Everybody who is not the engine: owners of objects, and accidents. */
export class Users {
  readonly #world: World;
  readonly #scenario: Scenario<Subject>;
  readonly #flink: SimulatedFlink;
  readonly #controllers: Controllers;
  readonly #invariants: Invariants;
  /** Jobs that somebody has taken from the spec of a cluster, by its uid. */
  readonly #taken = new Map<string, Spec>();
  /** Pods that nobody takes away. */
  readonly #orphans: KubeObject[] = [];
  #nonce = 1;

  constructor(
    world: World,
    scenario: Scenario<Subject>,
    flink: SimulatedFlink,
    controllers: Controllers,
    invariants: Invariants,
  ) {
    this.#world = world;
    this.#scenario = scenario;
    this.#flink = flink;
    this.#controllers = controllers;
    this.#invariants = invariants;
  }

  /** All that they will do. */
  begin(): void {
    const { random, time } = this.#world;
    const { subjects, faultsEnd } = this.#scenario;
    for (const subject of subjects) {
      time.after(random.between(0, 20_000), () => this.create(subject));
      for (let count = random.below(8); count > 0; count--) {
        time.after(random.between(10_000, faultsEnd), () => this.#doSomething(subject));
      }
    }
  }

  /** What is wrong is put right, so that everything can come to rest. */
  end(): void {
    for (const { metadata } of this.#orphans) this.#world.store.delete('pods', metadata, {}, 'somebody');
    for (const subject of this.#scenario.subjects) {
      const object = this.#find(subject);
      if (!object || object.metadata.deletionTimestamp !== undefined) continue;
      const spec = mended(corrected(object.spec, this.#taken.get(object.metadata.uid)));
      if (spec === object.spec) continue;
      // In need they go around the gate.
      this.#store(object, spec);
    }
  }

  create(subject: Subject): void {
    if (this.#find(subject)) return;
    this.#world.trace.note('user', () => `creates ${subject.name}: ${JSON.stringify(subject.manifest.spec)}`);
    this.#world.store.create(plural, subject.manifest as never, 'user');
  }

  delete(subject: Subject): void {
    const { store, time, random } = this.#world;
    const propagation = random.pick(['Background', 'Background', 'Foreground']);
    store.delete(plural, subject, { propagation }, 'user');
    if (this.#world.faults.acting && random.chance(0.6)) {
      time.after(random.between(100, 90_000), () => this.#recreate(subject));
    }
  }

  ask(object: KubeObject, control: string): void {
    const annotations = { ...object.metadata.annotations, [userControlAnnotation]: control };
    const asked = { ...object, metadata: { ...object.metadata, annotations } };
    if (this.#isRefused(asked, object)) return;
    this.#world.store.update(plural, asked, 'user');
  }

  /** While the gate is away. */
  err(subject: Subject, object: KubeObject): void {
    const { time, random, faults } = this.#world;
    const { uid } = object.metadata;
    if (random.chance(0.6)) this.#store(object, withJob(object.spec, { parallelism: 0 }));
    else {
      const { job, ...rest } = object.spec;
      this.#taken.set(uid, job);
      this.#store(object, rest);
    }
    time.after(random.between(1000, 40_000), () => {
      const now = this.#find(subject);
      if (now?.metadata.uid === uid && now.metadata.deletionTimestamp === undefined && faults.acting)
        this.#store(now, corrected(now.spec, this.#taken.get(uid)));
    });
  }

  kill({ namespace, name }: Subject, { metadata: { uid } }: KubeObject, component: string): void {
    const labelSelector = `cluster=${name},component=${component}`;
    const pods = this.#world.store.list('pods', { namespace, labelSelector });
    this.#invariants.harmed(uid);
    for (const pod of pods) if (pod.metadata.deletionTimestamp === undefined) this.#controllers.killContainer(pod);
  }

  deletePods({ namespace, name }: Subject, { metadata: { uid } }: KubeObject): void {
    const { store, random } = this.#world;
    this.#invariants.harmed(uid);
    for (const { metadata } of store.list('pods', { namespace, labelSelector: `cluster=${name}` })) {
      if (random.chance(0.5)) store.delete('pods', metadata, {}, 'somebody');
    }
  }

  /** The pod of the Job has to go, and has no time to say anything. */
  evict({ namespace, name }: Subject, { metadata: { uid } }: KubeObject): void {
    const pods = this.#world.store.list('pods', { namespace, labelSelector: `cluster=${name}` });
    for (const pod of pods.filter(({ spec }) => spec.restartPolicy === 'Never')) {
      this.#invariants.harmed(uid);
      this.#controllers.finish(pod, { reason: 'Evicted' });
    }
  }

  changeChild({ metadata: { uid } }: KubeObject): void {
    const [kind, child] = this.#someChild(uid) ?? [];
    const drift = kind && drifts[kind];
    // Of several JobManagers nobody knows who answers.
    if (!kind || !child || !drift || (child.kind === 'StatefulSet' && child.metadata.name.endsWith('-jobmanager')))
      return;
    this.#world.trace.note('somebody', () => `changes ${kind}/${child.metadata.name}`);
    this.#invariants.harmed(uid);
    this.#world.store.patch(kind, child.metadata, drift, 'somebody');
  }

  deleteChild({ metadata: { uid } }: KubeObject): void {
    const { random, store } = this.#world;
    const [kind, child] = this.#someChild(uid) ?? [];
    if (!kind || !child) return;
    this.#world.trace.note('somebody', () => `deletes ${kind}/${child.metadata.name}`);
    this.#invariants.harmed(uid);
    store.delete(kind, child.metadata, { propagation: random.pick(['Background', 'Foreground']) }, 'somebody');
  }

  /** Its pod goes some time later, and works until then; an orphan does so to its own end. */
  deleteJob({ metadata: { uid } }: KubeObject): void {
    const { random, store, trace } = this.#world;
    for (const job of [...store.values('jobs')]) {
      if (!isOwnedBy(job, uid) || job.metadata.deletionTimestamp !== undefined) continue;
      const propagation = random.pick(['Background', 'Orphan']);
      trace.note('somebody', () => `deletes jobs/${job.metadata.name}: ${propagation}`);
      this.#invariants.harmed(uid);
      if (propagation === 'Orphan') this.#orphan(job);
      store.delete('jobs', job.metadata, { propagation }, 'somebody');
    }
  }

  #orphan({ metadata: { uid } }: KubeObject): void {
    const { store } = this.#world;
    for (const pod of [...store.values('pods')].filter((each) => isOwnedBy(each, uid))) {
      store.patch('pods', pod.metadata, { metadata: { ownerReferences: [] } }, 'cluster');
      this.#orphans.push(pod);
    }
  }

  endJob({ metadata: { uid } }: KubeObject, state: 'FINISHED' | 'FAILED' | 'CANCELED'): void {
    for (const manager of this.#flink.managers) {
      for (const job of manager.jobs.values()) {
        if (job.resource !== uid || !isLive(job) || job.state !== 'RUNNING') continue;
        this.#invariants.harmed(uid);
        if (state === 'CANCELED') this.#flink.cancel(manager, job.id);
        else this.#flink.finish(manager, job, state);
      }
    }
  }

  #someChild(uid: string): readonly [string, KubeObject] | undefined {
    const children = childPlurals.flatMap((kind) =>
      [...this.#world.store.values(kind)]
        .filter((object) => isOwnedBy(object, uid))
        .map((child) => [kind, child] as const),
    );
    return children.length === 0 ? undefined : this.#world.random.pick(children);
  }

  #find(subject: Subject): KubeObject | undefined {
    return this.#world.store.get(plural, subject);
  }

  #recreate(subject: Subject): void {
    if (!this.#world.faults.acting) return;
    if (this.#find(subject)) this.#world.time.after(5000, () => this.#recreate(subject));
    else this.create(subject);
  }

  #doSomething(subject: Subject): void {
    const object = this.#find(subject);
    if (!object || object.metadata.deletionTimestamp !== undefined || !this.#world.faults.acting) return;
    const possible = deeds.filter(({ fits }) => !fits || fits(object.spec));
    const total = possible.reduce((sum, { weight }) => sum + weight, 0);
    let left = this.#world.random.next() * total;
    const deed = possible.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    if (!deed) return;
    this.#world.trace.note('user', () => `${deed.name}: ${subject.name}`);
    deed.act?.(this, subject, object);
    if (deed.edit) this.#edit(subject, object, deed.edit(object.spec, ++this.#nonce, object));
  }

  #edit(subject: Subject, object: KubeObject, spec: Spec): void {
    const { random, time } = this.#world;
    if (spec === object.spec || this.#isRefused({ ...object, spec }, object)) return;
    this.#store(object, spec);
    if (random.chance(0.25)) time.after(random.between(100, 25_000), () => this.#takeBack(subject, object));
  }

  /** The spec as it was before, unless the gate has something against it. */
  #takeBack(subject: Subject, { spec, metadata: { uid } }: KubeObject): void {
    const now = this.#find(subject);
    if (now?.metadata.uid !== uid || now.metadata.deletionTimestamp !== undefined || !this.#world.faults.acting) return;
    if (this.#isRefused({ ...now, spec }, now)) return;
    this.#world.trace.note('user', () => `takes an edit of ${subject.name} back`);
    this.#store(now, spec);
  }

  #store(object: KubeObject, spec: Spec): void {
    this.#world.store.update(plural, { ...object, spec } as KubeObject, 'user');
  }

  #isRefused(object: KubeObject, previous: KubeObject): boolean {
    const [first] = refusals(object, this.#world.time.now, previous);
    if (first !== undefined) this.#world.trace.note('gate', () => first);
    return first !== undefined;
  }
}

const isOwnedBy = ({ metadata: { ownerReferences = [] } }: KubeObject, uid: string): boolean =>
  ownerReferences.some((owner) => owner.uid === uid);

export const isForDeletionSaved = ({ spec }: KubeObject): boolean =>
  spec?.flinkProperties?.[savepointOnDeletion] === 'true' && isSaved(spec);
