import { createHash } from 'node:crypto';
import { kindNames } from '../../api/kinds.ts';
import type { Clock } from '../../clock.ts';
import { isCanary } from '../../engine/canary.ts';
import { flinkClusterEngine } from '../../engine/flink-cluster/engine.ts';
import { flinkDeploymentEngine } from '../../engine/flink-deployment/engine.ts';
import type { FlinkCluster, FlinkPlace } from '../../engine/flink-port.ts';
import { flinkSessionJobEngine } from '../../engine/flink-session-job/engine.ts';
import { flinkStateSnapshotEngine } from '../../engine/flink-state-snapshot/engine.ts';
import type { Happening } from '../../engine/happening.ts';
import { queueLimits } from '../../engine/options.ts';
import { type Engine, type PassWatch, pass } from '../../engine/pass.ts';
import type { Memory, Ports, Recollection, Resource, Submissions } from '../../engine/ports.ts';
import { type PassResult, WorkQueue } from '../../engine/queue.ts';
import { createChildren } from '../../kube/children.ts';
import { EventRecorder } from '../../kube/events.ts';
import { FollowedKind } from '../../kube/followed-kind.ts';
import type { KubeClient, ResourceType, StoredObject } from '../../kube/kube-client.ts';
import { StoredResources } from '../../kube/resources.ts';
import type { OperatorConfiguration } from '../../values/effective-configuration.ts';
import { noted } from './noted-children.ts';
import { ownedKinds } from './owned-kinds.ts';
import { matters, type OwnedObject, slimmed } from './owned-object.ts';
import { concerns, Relations } from './relations.ts';

/** What a worker needs of the world around it. */
export interface WorkerOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly randomId: () => string;
  readonly flink: (place: FlinkPlace) => FlinkCluster;
  readonly submissions: (wake: (uid: string) => void) => Submissions;
  readonly operator: () => OperatorConfiguration;
  readonly findings: (resource: Resource, resources: Ports['resources']) => Promise<readonly string[]>;
  readonly defaultLogFiles: Readonly<Record<string, string>>;
  readonly printYaml: (value: unknown) => string;
  /** API groups whose objects are reconciled; all where it is left out. */
  readonly groups?: readonly string[];
  readonly labelSelector?: string | undefined;
  /** By which cron expressions are read: an IANA name. */
  readonly timeZone: string;
  readonly observer: WorkerObserver;
  readonly watch?: PassWatch;
}

/** Told of what a worker does. */
export interface WorkerObserver {
  /** A resource as it is stored now; `undefined`: it is gone. */
  seen(kind: string, namespace: string, name: string, resource: Resource | undefined): void;
  passed(key: string, milliseconds: number): void;
  failed(key: string, error: unknown, milliseconds: number, retryIn: number | undefined): void;
  happened(about: Resource, happening: Happening): void;
  /** An Event was not stored. */
  untold(about: Resource, error: unknown): void;
  cacheFailed(kind: string, error: unknown): void;
  canary(resource: Resource, present: boolean): void;
}

// biome-ignore lint/suspicious/noExplicitAny: each engine is used with objects of its own kind only.
const engines: readonly Engine<any, any>[] = [
  flinkDeploymentEngine,
  flinkSessionJobEngine,
  flinkStateSnapshotEngine,
  flinkClusterEngine,
];

const reconciled = ['flinkDeployment', 'flinkSessionJob', 'flinkStateSnapshot', 'flinkClusterV1beta1'] as const;
const allGroups: readonly string[] = reconciled.map((id) => kindNames[id].group);
/** Whose children are followed. */
const owners: readonly string[] = ['FlinkDeployment', 'FlinkCluster'];

/** Follows the objects of users, and takes each closer to its spec, pass by pass. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #queue: WorkQueue;
  readonly #ports: Ports;
  readonly #kinds: readonly FollowedKind<never>[];
  readonly #resources: StoredResources;
  readonly #events: EventRecorder;
  readonly #recollections = new Map<string, Recollection>();
  /** Keys of objects by their uid, for what is told by uid. */
  readonly #keys = new Map<string, string>();
  readonly #relations = new Relations();

  constructor(options: WorkerOptions) {
    this.#options = options;
    const { client, clock, observer } = options;
    const followed = this.#follow();
    this.#kinds = [...followed.values()].map(({ followed: kind }) => kind as never);
    this.#resources = new StoredResources(client, followed, clock);
    this.#events = new EventRecorder({ client, clock });
    this.#ports = this.#makePorts();
    this.#queue = new WorkQueue({
      ...queueLimits(options.operator()),
      clock,
      run: (key) => this.#run(key),
      failed: (key, error, delay) => observer.failed(key, error, 0, delay),
    });
  }

  get queue(): WorkQueue {
    return this.#queue;
  }

  get caches(): readonly FollowedKind<never>[] {
    return this.#kinds;
  }

  /** Follows these namespaces from now on, all where none is named. Ends when all copies are whole. */
  async follow(namespaces: readonly string[]): Promise<void> {
    await Promise.all(this.#kinds.map((kind) => kind.follow(namespaces)));
  }

  /** Begins to reconcile; the copies are to be whole. */
  start(): void {
    this.#queue.start();
  }

  /** Ends with the passes that run. What they have begun is gone on with by whoever comes next. */
  async stop(): Promise<void> {
    await Promise.all([this.#queue.stop(), ...this.#kinds.map((kind) => kind.stop())]);
  }

  #follow() {
    const { client, clock, observer, labelSelector, groups = allGroups } = this.#options;
    const common = { client, clock, failed: observer.cacheFailed };
    const own = reconciled
      .map((id) => kindNames[id])
      .filter(({ group }) => groups.includes(group))
      .map(({ group, version, plural, kind }) => {
        const type = { group, version, plural, namespaced: true };
        const changed = (change: { before?: StoredObject; after?: StoredObject }) => this.#changed(kind, change);
        return [
          kind,
          { type, followed: new FollowedKind({ ...common, type, kind, labelSelector, changed } as never) },
        ] as const;
      });
    const children = ownedKinds(groups).map((owned) => {
      const changed = (change: { before?: OwnedObject; after?: OwnedObject }) => this.#childChanged(change);
      const followed = new FollowedKind({ ...common, ...owned, changed, transform: slimmed } as never);
      return [owned.kind, { type: owned.type, followed }] as const;
    });
    return new Map([...own, ...children] as readonly (readonly [
      string,
      { type: ResourceType; followed: FollowedKind<StoredObject> },
    ])[]);
  }

  #makePorts(): Ports {
    const { clock, randomId, flink, submissions, operator, findings, defaultLogFiles, printYaml, client, timeZone } =
      this.#options;
    const memory: Memory = {
      of: (uid) => {
        const known = this.#recollections.get(uid) ?? {};
        this.#recollections.set(uid, known);
        return known;
      },
      forget: (uid) => void this.#recollections.delete(uid),
    };
    return {
      clock,
      randomId,
      flink,
      operator,
      defaultLogFiles,
      printYaml,
      md5: (text) => createHash('md5').update(text).digest('hex'),
      timeZone,
      memory,
      children: noted(createChildren(client), (object) => this.#resources.note(slimmed(object))),
      resources: this.#resources,
      submissions: submissions((uid) => this.#wake(this.#keys.get(uid))),
      snapshotsOf: <T extends Resource>(of: Pick<Resource, 'kind' | 'metadata'>) => this.#snapshotsOf<T>(of),
      tell: (about, happening) => this.#tell(about, happening),
      findings: (resource) => findings(resource, this.#resources),
    };
  }

  *#snapshotsOf<T extends Resource>(of: Pick<Resource, 'kind' | 'metadata'>): Iterable<T> {
    for (const key of this.#relations.of(`${of.kind}/${of.metadata.namespace}/${of.metadata.name}`)) {
      const [kind, namespace, name] = key.split('/') as [string, string, string];
      const found = kind === 'FlinkStateSnapshot' && this.#resources.find<T>(kind, namespace, name);
      if (found) yield found;
    }
  }

  /** An Event that cannot be stored is no reason to stop working. */
  async #tell(about: Resource, happening: Happening): Promise<void> {
    const { observer } = this.#options;
    observer.happened(about, happening);
    try {
      await this.#events.record(about as StoredObject, happening);
    } catch (error) {
      observer.untold(about, error);
    }
  }

  async #run(key: string): Promise<PassResult> {
    const { clock, observer, watch } = this.#options;
    const [kind, namespace, name] = key.split('/') as [string, string, string];
    const engine = engines.find((each) => each.kind === kind);
    const resource = this.#resources.find<Resource>(kind, namespace, name);
    if (!engine || !resource) return {};
    const begun = clock.elapsed();
    const result = await pass(engine, resource, this.#ports, watch);
    observer.passed(key, clock.elapsed() - begun);
    this.#observe(kind, namespace, name);
    return result;
  }

  #observe(kind: string, namespace: string, name: string): void {
    this.#options.observer.seen(kind, namespace, name, this.#resources.find(kind, namespace, name));
  }

  #wake(key: string | undefined): void {
    if (key !== undefined) this.#queue.wake(key);
  }

  #changed(kind: string, { before, after }: { readonly before?: StoredObject; readonly after?: StoredObject }): void {
    const object = (after ?? before) as StoredObject;
    const { namespace = '', name, uid = '' } = object.metadata;
    const key = `${kind}/${namespace}/${name}`;
    const left = this.#relations.changed(key, { before, after });
    // A cluster that is to go waits for its jobs.
    if (kind === 'FlinkSessionJob' && left !== undefined && !after) this.#queue.wake(left);
    if (concerns(before, after)) for (const other of this.#relations.of(key)) this.#queue.wake(other);
    if (isCanary(object.metadata)) this.#options.observer.canary(object as Resource, after !== undefined);
    const replaced = before !== undefined && before.metadata.uid !== after?.metadata.uid;
    if (replaced) this.#forget(before);
    if (!after) {
      this.#queue.forget(key);
      this.#options.observer.seen(kind, namespace, name, undefined);
      return;
    }
    this.#keys.set(uid, key);
    this.#observe(kind, namespace, name);
    if (replaced || wakes(before, after, annotationsOf(kind))) this.#queue.wake(key);
  }

  #forget(object: StoredObject): void {
    const { uid = '' } = object.metadata;
    this.#resources.forget(object);
    this.#recollections.delete(uid);
    this.#keys.delete(uid);
    this.#ports.submissions.abandon(uid);
  }

  #childChanged({ before, after }: { readonly before?: OwnedObject; readonly after?: OwnedObject }): void {
    const { metadata } = (after ?? before) as OwnedObject;
    if (!after) this.#resources.forget(before as OwnedObject);
    const owner = metadata.ownerReferences?.find(({ kind }) => owners.includes(kind));
    if (!owner) return;
    const key = `${owner.kind}/${metadata.namespace}/${owner.name}`;
    // What nobody follows any more is no concern of ours.
    const followed = this.#resources.find(owner.kind, metadata.namespace ?? '', owner.name);
    if (followed && matters(before, after)) this.#queue.wake(key);
  }
}

const annotationsOf = (kind: string) => engines.find((each) => each.kind === kind)?.asks ?? [];

/** A new object, a new spec, one that is to go, or one that is asked for something. Of our own writes of status nothing follows. */
function wakes(before: StoredObject | undefined, after: StoredObject, asks: readonly string[]): boolean {
  if (!before) return true;
  const [old, now] = [before.metadata, after.metadata];
  if (old.generation !== now.generation || old.deletionTimestamp !== now.deletionTimestamp) return true;
  return asks.some((name) => old.annotations?.[name] !== now.annotations?.[name]);
}
