import { equalJson } from '../../../src/values/json.ts';
import type { PodListener } from '../controllers.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Change } from '../kube-store.ts';
import type { World } from '../world.ts';

const me = 'cluster';
const plurals: readonly string[] = ['statefulsets', 'deployments'];
const kinds: Readonly<Record<string, string>> = { StatefulSet: 'statefulsets', Deployment: 'deployments' };

/** The controllers of StatefulSets and Deployments: pods are made, and replaced one by one where their template changes. */
export class Workloads implements PodListener {
  readonly #world: World;
  readonly #isRunning: (pod: KubeObject) => boolean;
  /** What each pod was made of, by uid. */
  readonly #templates = new Map<string, unknown>();
  /** The generation of each workload that its controller has seen. */
  readonly #observed = new Map<string, KubeObject>();
  #names = 0;

  constructor(world: World, isRunning: (pod: KubeObject) => boolean) {
    this.#world = world;
    this.#isRunning = isRunning;
    world.store.listen((change) => this.#changed(change));
  }

  started(pod: KubeObject): void {
    const owner = this.#ownerOf(pod);
    if (!owner) return;
    this.#count(owner.plural, owner.workload);
    // Another one may have to make room.
    this.#syncLater(owner.plural, owner.workload);
  }

  ended(uid: string): void {
    for (const pod of this.#world.store.values('pods')) if (pod.metadata.uid === uid) this.#countOf(pod);
  }

  #changed({ plural, before, after }: Change): void {
    if (plurals.includes(plural) && after && isOfFlinkCluster(after)) {
      if (before?.spec !== after.spec) this.#syncLater(plural, after);
    }
    if (plural !== 'pods' || !before) return;
    const isGoing = after?.metadata.deletionTimestamp !== undefined;
    if (isGoing && before.metadata.deletionTimestamp === undefined) this.#countOf(before);
    if (after) return;
    this.#templates.delete(before.metadata.uid);
    const owner = this.#ownerOf(before);
    if (!owner) return;
    this.#count(owner.plural, owner.workload);
    this.#syncLater(owner.plural, owner.workload);
  }

  #syncLater(plural: string, { metadata }: KubeObject): void {
    this.#world.time.after(this.#world.some(300, 4000), () => {
      const now = this.#world.store.get(plural, metadata);
      if (now?.metadata.uid === metadata.uid) this.#sync(plural, now);
    });
  }

  #sync(plural: string, workload: KubeObject): void {
    if (workload.metadata.deletionTimestamp !== undefined) return;
    this.#observed.set(workload.metadata.uid, workload);
    const { replicas = 1, template } = workload.spec;
    const pods = this.#podsOf(workload);
    const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    for (const { metadata } of staying.slice(replicas)) this.#world.store.delete('pods', metadata, {}, me);
    const missing =
      plural === 'statefulsets'
        ? this.#missingNames(workload, replicas)
        : this.#newNames(workload, replicas - pods.length);
    for (const name of missing) this.#makePod(workload, name);
    // A name may be taken by a pod of the workload before.
    if (plural === 'statefulsets' && pods.length + missing.length < replicas) this.#syncLater(plural, workload);
    const outdated = staying.filter(({ metadata }) => !equalJson(this.#templates.get(metadata.uid), template));
    const isWhole = missing.length === 0 && pods.length === staying.length;
    const last = outdated.at(-1);
    if (isWhole && last) this.#world.store.delete('pods', last.metadata, {}, me);
    this.#count(plural, workload);
  }

  /** Its pods have stable names: one that goes has to be gone. */
  #missingNames({ metadata: { name, namespace } }: KubeObject, replicas: number): string[] {
    const names = Array.from({ length: replicas }, (_, ordinal) => `${name}-${ordinal}`);
    return names.filter((pod) => !this.#world.store.get('pods', { namespace, name: pod }));
  }

  #newNames({ metadata: { name } }: KubeObject, count: number): string[] {
    return Array.from({ length: Math.max(0, count) }, () => `${name}-x${++this.#names}`);
  }

  #makePod({ apiVersion, kind, metadata, spec: { template } }: KubeObject, name: string): void {
    const { namespace, uid } = metadata;
    const owner = { apiVersion, kind, name: metadata.name, uid, controller: true, blockOwnerDeletion: true };
    const { labels = {} } = template.metadata;
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels, ownerReferences: [owner] },
      spec: { containers: template.spec.containers },
    };
    const made = this.#world.store.create('pods', pod as never, me);
    this.#templates.set(made.metadata.uid, template);
  }

  #podsOf({ metadata: { uid, namespace } }: KubeObject): KubeObject[] {
    return this.#world.store
      .list('pods', { namespace })
      .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
      .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  #ownerOf({ metadata: { ownerReferences = [], namespace } }: KubeObject) {
    const [owner] = ownerReferences;
    const plural = owner && kinds[owner.kind];
    const workload = plural && this.#world.store.get(plural, { namespace, name: owner.name });
    return workload && workload.metadata.uid === owner.uid && isOfFlinkCluster(workload)
      ? { plural, workload }
      : undefined;
  }

  #countOf(pod: KubeObject): void {
    const owner = this.#ownerOf(pod);
    if (owner) this.#count(owner.plural, owner.workload);
  }

  #count(plural: string, { metadata }: KubeObject): void {
    const workload = this.#world.store.get(plural, metadata);
    const observed = this.#observed.get(metadata.uid);
    if (!workload || !observed) return;
    const pods = this.#podsOf(workload).filter(
      ({ metadata: { deletionTimestamp } }) => deletionTimestamp === undefined,
    );
    const ready = pods.filter((pod) => this.#isRunning(pod));
    const { template } = observed.spec;
    const updated = pods.filter((pod) => equalJson(this.#templates.get(pod.metadata.uid), template));
    const status = {
      observedGeneration: observed.metadata.generation,
      replicas: pods.length,
      readyReplicas: ready.length,
      availableReplicas: ready.length,
      updatedReplicas: updated.length,
    };
    this.#world.store.updateStatus(plural, { ...workload, status } as never, me);
  }
}

const isOfFlinkCluster = ({ metadata }: KubeObject) =>
  metadata.ownerReferences?.some(({ kind }) => kind === 'FlinkCluster') === true;
