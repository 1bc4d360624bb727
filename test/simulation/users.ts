import type { Resource } from '../../src/engine/ports.ts';
import type { Controllers } from './controllers.ts';
import { failing, isLive, sick } from './jobs.ts';
import type { KubeObject } from './kube-object.ts';
import type { Scenario } from './run.ts';
import { givenSavepoint, type Subject } from './scenario.ts';
import type { SimulatedFlink } from './simulated-flink.ts';
import { modeKey, overridesKey, schedulerKey } from './vertices.ts';
import type { World } from './world.ts';

// biome-ignore lint/suspicious/noExplicitAny: specs of either kind.
type Spec = any;

interface Deed {
  readonly name: string;
  readonly weight: number;
  /** Only to these. */
  readonly kinds?: readonly Subject['kind'][];
  /** Only to objects with such a spec. */
  readonly fits?: (spec: Spec) => boolean;
  /** What becomes of the spec. */
  readonly edit?: (spec: Spec, nonce: number) => Spec;
  readonly act?: (users: Users, subject: Subject, object: KubeObject) => void;
}

const job = (spec: Spec, changes: object) => ({ ...spec, job: { ...spec.job, ...changes } });
const ofJobs = ['application', 'session job'] as const;
const ofClusters = ['application', 'session'] as const;

const isAdaptive = ({ flinkConfiguration }: Spec): boolean => flinkConfiguration?.[schedulerKey] !== undefined;
const hasOwnTaskManagers = ({ mode, job: own, flinkConfiguration }: Spec): boolean =>
  mode === 'standalone' && (!own || flinkConfiguration[modeKey] !== undefined);

const deeds: readonly Deed[] = [
  { name: 'suspend', weight: 4, kinds: ofJobs, edit: (spec) => job(spec, { state: 'suspended' }) },
  { name: 'resume', weight: 5, kinds: ofJobs, edit: (spec) => job(spec, { state: 'running' }) },
  { name: 'restart', weight: 4, edit: (spec, restartNonce) => ({ ...spec, restartNonce }) },
  {
    name: 'rescale',
    weight: 3,
    kinds: ofJobs,
    edit: (spec) => job(spec, { parallelism: 1 + (spec.job.parallelism % 3) }),
  },
  { name: 'scale vertices', weight: 25, fits: isAdaptive, edit: scaled },
  { name: 'scale TaskManagers', weight: 15, fits: hasOwnTaskManagers, edit: withTaskManagers },
  { name: 'new image', weight: 3, kinds: ofClusters, edit: (spec, nonce) => ({ ...spec, image: `flink:${nonce}` }) },
  { name: 'broken image', weight: 1, kinds: ofClusters, edit: (spec) => ({ ...spec, image: 'broken' }) },
  { name: 'sick image', weight: 2, kinds: ofClusters, edit: (spec) => ({ ...spec, image: sick }) },
  { name: 'failing image', weight: 1, kinds: ofClusters, edit: (spec) => ({ ...spec, image: failing }) },
  { name: 'new args', weight: 2, kinds: ['session job'], edit: (spec, nonce) => job(spec, { args: [String(nonce)] }) },
  {
    name: 'operator option',
    weight: 2,
    edit: (spec, nonce) => ({
      ...spec,
      flinkConfiguration: { ...spec.flinkConfiguration, 'kubernetes.operator.some.option': String(nonce) },
    }),
  },
  {
    name: 'ingress',
    weight: 2,
    kinds: ofClusters,
    edit: ({ ingress, ...spec }) => (ingress ? spec : { ...spec, ingress: { template: '{{name}}.example.com' } }),
  },
  {
    name: 'redeploy',
    weight: 2,
    kinds: ofJobs,
    edit: (spec, savepointRedeployNonce) => job(spec, { savepointRedeployNonce, initialSavepointPath: givenSavepoint }),
  },
  { name: 'other mode', weight: 1, kinds: ofJobs, act: (users, subject, object) => users.changeMode(subject, object) },
  { name: 'err', weight: 2, edit: wronged },
  { name: 'mend', weight: 2, edit: mended },
  { name: 'delete', weight: 3, act: (users, subject) => users.delete(subject) },
  { name: 'kill JobManager', weight: 3, kinds: ofClusters, act: (users, subject) => users.killJobManager(subject) },
  {
    name: 'delete Deployment',
    weight: 1.5,
    kinds: ofClusters,
    act: (users, subject) => users.deleteDeployment(subject),
  },
  { name: 'delete Ingress', weight: 0.5, kinds: ofClusters, act: (users, subject) => users.deleteIngress(subject) },
  {
    name: 'ask for a savepoint',
    weight: 2,
    kinds: ofJobs,
    edit: (spec, savepointTriggerNonce) => job(spec, { savepointTriggerNonce }),
  },
  {
    name: 'ask for a checkpoint',
    weight: 1,
    kinds: ofJobs,
    edit: (spec, checkpointTriggerNonce) => job(spec, { checkpointTriggerNonce }),
  },
  { name: 'ask twice', weight: 4, kinds: ofJobs, act: (users, subject, object) => users.askTwice(subject, object) },
  { name: 'take a snapshot', weight: 3, kinds: ofJobs, act: (users, subject) => users.takeSnapshot(subject) },
  { name: 'delete a snapshot', weight: 1.5, kinds: ofJobs, act: (users, subject) => users.deleteSnapshot(subject) },
  { name: 'job finishes', weight: 1, kinds: ofJobs, act: (users, _, object) => users.endJob(object, 'FINISHED') },
  { name: 'job fails', weight: 1.5, kinds: ofJobs, act: (users, _, object) => users.endJob(object, 'FAILED') },
  { name: 'job is cancelled', weight: 1, kinds: ofJobs, act: (users, _, object) => users.endJob(object, 'CANCELED') },
];

/** Its containers never start; or they do, and its jobs fail. */
export const isBad = (image: string | undefined): boolean => image === 'broken' || image === failing;

/** Now and then one vertex has no parallelism of its own any more. */
function scaled({ flinkConfiguration, ...spec }: Spec, nonce: number): Spec {
  const b = nonce % 4 === 0 ? [] : [`b:${1 + (nonce % 3)}`];
  const overrides = [`a:${1 + (nonce % 5)}`, ...b].join();
  return { ...spec, flinkConfiguration: { ...flinkConfiguration, [overridesKey]: overrides } };
}

function withTaskManagers(spec: Spec, nonce: number): Spec {
  return { ...spec, taskManager: { ...spec.taskManager, replicas: 1 + (nonce % 4) } };
}

/** What is wrong with a spec here: users who err write this. */
const wrongPolicy = 'Wrong';

export function findingsOf({ spec }: Resource): readonly string[] {
  const { imagePullPolicy, job: own } = (spec ?? {}) as Spec;
  const isWrong = imagePullPolicy === wrongPolicy || own?.entryClass === wrongPolicy;
  return isWrong ? ['spec-is-wrong spec: is wrong'] : [];
}

function wronged(spec: Spec): Spec {
  return spec.image === undefined ? job(spec, { entryClass: wrongPolicy }) : { ...spec, imagePullPolicy: wrongPolicy };
}

function mended({ imagePullPolicy: _, ...spec }: Spec): Spec {
  const { entryClass: __, ...rest } = spec.job ?? {};
  const image = isBad(spec.image) || spec.image === sick ? 'flink:mended' : spec.image;
  return { ...spec, ...(image && { image }), ...(spec.job && { job: rest }) };
}

/** Everybody who is not the engine: owners of objects, and accidents. */
export class Users {
  readonly #world: World;
  readonly #scenario: Scenario<Subject>;
  readonly #flink: SimulatedFlink;
  readonly #controllers: Controllers;
  /** Subjects whose Deployment was taken away by hand, or whose image was none. */
  readonly robbed = new Set<Subject>();
  #nonce = 1;
  #mending = 0;

  constructor(world: World, scenario: Scenario<Subject>, flink: SimulatedFlink, controllers: Controllers) {
    this.#world = world;
    this.#scenario = scenario;
    this.#flink = flink;
    this.#controllers = controllers;
  }

  /** All that they will do. */
  begin(): void {
    const { random, time } = this.#world;
    const { subjects, faultsEnd } = this.#scenario;
    this.#placeForeign();
    for (const subject of subjects) {
      time.after(random.between(0, 20_000), () => this.create(subject));
      for (let count = random.below(7); count > 0; count--) {
        time.after(random.between(10_000, faultsEnd), () => this.#doSomething(subject));
      }
    }
  }

  /** What is wrong is put right, so that everything can come to rest. */
  end(): void {
    const { subjects } = this.#scenario;
    for (const subject of subjects) {
      const object = this.#find(subject);
      if (!object || object.metadata.deletionTimestamp !== undefined) continue;
      if (object.spec.image === sick && this.#world.random.chance(0.7)) {
        this.#mendLater(subject);
        continue;
      }
      // What is bad about an image may be left to the engine.
      const { image } = object.spec;
      const stays = isBad(image) && rollsBack(object) && this.#world.random.chance(0.5);
      this.#edit(object, subject, { ...mended(object.spec), ...(stays && { image }) });
    }
    // Jobs of a cluster that is to go would keep it.
    for (const subject of subjects) {
      const spec = this.#find(subject)?.spec;
      const cluster = subjects.find(({ name }) => name === spec?.deploymentName);
      const ends = cluster && this.#find(cluster)?.metadata.deletionTimestamp !== undefined;
      if (ends) this.delete(subject);
    }
    for (const { namespace } of subjects) {
      const foreign = this.#world.store.list('deployments', { namespace, labelSelector: 'foreign=true' });
      for (const { metadata } of foreign) this.#world.store.delete('deployments', metadata, {}, 'somebody');
    }
  }

  /** Whether they have something to do yet. */
  get isBusy(): boolean {
    return this.#mending > 0;
  }

  /** A job that restarts all the time may be left to the engine for a while. */
  #mendLater(subject: Subject): void {
    this.#mending += 1;
    this.#world.time.after(400_000, () => {
      this.#mending -= 1;
      const object = this.#find(subject);
      if (object && object.metadata.deletionTimestamp === undefined) this.#edit(object, subject, mended(object.spec));
    });
  }

  create(subject: Subject): void {
    if (this.#find(subject)) return;
    this.#world.trace.note(
      'user',
      () => `creates ${subject.kind} ${subject.name}: ${JSON.stringify(subject.manifest)}`,
    );
    this.#world.store.create(subject.plural, subject.manifest as KubeObject, 'user');
    this.robbed.delete(subject);
  }

  delete(subject: Subject): void {
    const { store, time, random } = this.#world;
    store.delete(subject.plural, subject, {}, 'user');
    if (this.#world.faults.acting && random.chance(0.6)) {
      time.after(random.between(100, 90_000), () => this.#recreate(subject));
    }
  }

  changeMode(subject: Subject, object: KubeObject): void {
    const upgradeMode = this.#world.random.pick(['stateless', 'last-state', 'savepoint']);
    const isPossible = upgradeMode !== 'last-state' || subject.kind !== 'application' || isHighlyAvailable(object);
    if (isPossible) this.#edit(object, subject, job(object.spec, { upgradeMode }));
  }

  killJobManager({ namespace, name }: Subject): void {
    const pods = this.#world.store.list('pods', { namespace, labelSelector: `app=${name},component=jobmanager` });
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp === undefined) this.#controllers.killContainer(pod);
    }
  }

  deleteDeployment(subject: Subject): void {
    const found = this.#world.store.get('deployments', subject);
    if (!found || found.metadata.labels?.['foreign']) return;
    this.robbed.add(subject);
    const propagation = this.#world.random.pick(['Background', 'Foreground']);
    this.#world.store.delete('deployments', subject, { propagation }, 'somebody');
  }

  deleteIngress(subject: Subject): void {
    this.#world.store.delete('ingresses', subject, {}, 'somebody');
  }

  /** For another savepoint while the first one may be under way. */
  askTwice(subject: Subject, object: KubeObject): void {
    const { random, time, faults } = this.#world;
    this.#edit(object, subject, job(object.spec, { savepointTriggerNonce: ++this.#nonce }));
    time.after(random.between(500, 10_000), () => {
      const now = this.#find(subject);
      if (!now || now.metadata.deletionTimestamp !== undefined || !faults.acting) return;
      this.#edit(now, subject, job(now.spec, { savepointTriggerNonce: ++this.#nonce }));
    });
  }

  takeSnapshot({ kind, namespace, name }: Subject): void {
    const { random, store, time, faults } = this.#world;
    const jobReference = { kind: kind === 'session job' ? 'FlinkSessionJob' : 'FlinkDeployment', name };
    const spec = {
      jobReference,
      ...(random.chance(0.6) ? { savepoint: { disposeOnDelete: random.chance(0.7) } } : { checkpoint: {} }),
      ...(random.chance(0.3) && { backoffLimit: random.below(3) }),
    };
    const metadata = { name: `snapshot${++this.#nonce}`, namespace, labels: { of: name } };
    const snapshot = { apiVersion: 'flink.apache.org/v1beta1', kind: 'FlinkStateSnapshot', metadata, spec };
    store.create('flinkstatesnapshots', snapshot as never, 'user');
    if (!random.chance(0.6)) return;
    time.after(random.between(10_000, 60_000), () => {
      if (faults.acting) store.delete('flinkstatesnapshots', { namespace, name: metadata.name }, {}, 'user');
    });
  }

  deleteSnapshot({ namespace, name }: Subject): void {
    const { random, store } = this.#world;
    const found = store.list('flinkstatesnapshots', { namespace, labelSelector: `of=${name}` });
    if (found.length > 0) store.delete('flinkstatesnapshots', random.pick(found).metadata, {}, 'user');
  }

  endJob(object: KubeObject, state: 'FINISHED' | 'FAILED' | 'CANCELED'): void {
    for (const manager of this.#flink.managers) {
      for (const job of manager.jobs.values()) {
        if (job.resource !== object.metadata.uid || !isLive(job) || job.state !== 'RUNNING') continue;
        if (state === 'CANCELED') this.#flink.cancel(manager, job.id);
        else this.#flink.finish(manager, job, state);
      }
    }
  }

  #find(subject: Subject): KubeObject | undefined {
    return this.#world.store.get(subject.plural, subject);
  }

  /** Until the old one is gone it is asked again. */
  #recreate(subject: Subject): void {
    if (!this.#world.faults.acting) return;
    if (this.#find(subject)) this.#world.time.after(5000, () => this.#recreate(subject));
    else this.create(subject);
  }

  #doSomething(subject: Subject): void {
    const object = this.#find(subject);
    if (!object || object.metadata.deletionTimestamp !== undefined || !this.#world.faults.acting) return;
    const possible = deeds.filter(
      ({ kinds, fits }) => (!kinds || kinds.includes(subject.kind)) && (!fits || fits(object.spec)),
    );
    const total = possible.reduce((sum, { weight }) => sum + weight, 0);
    let left = this.#world.random.next() * total;
    const deed = possible.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    if (!deed) return;
    this.#world.trace.note('user', () => `${deed.name}: ${subject.name}`);
    deed.act?.(this, subject, object);
    if (deed.name === 'broken image') this.robbed.add(subject);
    if (deed.edit) this.#edit(object, subject, deed.edit(object.spec, ++this.#nonce));
  }

  #edit(object: KubeObject, { plural }: Subject, spec: Spec): void {
    this.#world.store.update(plural, { ...object, spec } as KubeObject, 'user');
  }

  /** Somebody has a Deployment of that name already. */
  #placeForeign(): void {
    const { random, store } = this.#world;
    if (!random.chance(0.05)) return;
    const { namespace, name } = random.pick(this.#scenario.subjects);
    const metadata = { name, namespace, labels: { foreign: 'true' } };
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 1 } };
    store.create('deployments', deployment, 'somebody');
  }
}

/** And does not try it again and again meanwhile. */
function rollsBack({ spec: { flinkConfiguration } }: KubeObject): boolean {
  const isOn = (name: string) => flinkConfiguration?.[`kubernetes.operator.${name}`] === 'true';
  return isOn('deployment.rollback.enabled') && !isOn('job.restart.failed');
}

const isHighlyAvailable = ({ spec }: KubeObject) => spec.flinkConfiguration['high-availability.type'] === 'kubernetes';
