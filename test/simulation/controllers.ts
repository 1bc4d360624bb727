import type { KubeObject, Owner } from './kube-object.ts';
import type { Change } from './kube-store.ts';
import { clusterOf, configMapOf } from './pods-of-flink.ts';
import { epoch } from './simulated-time.ts';
import type { World } from './world.ts';

/** Told of processes in pods. */
export interface PodListener {
  /** Its container runs from now on. */
  started(pod: KubeObject): void;
  /** Its container runs no more. */
  ended(uid: string): void;
}

/** How a container came to its end. */
export interface Ending {
  readonly exitCode?: number;
  /** What it has left in its termination log. */
  readonly message?: string;
  /** Why the pod was ended from outside. */
  readonly reason?: string;
}

interface Dependent {
  readonly plural: string;
  readonly object: KubeObject;
}

const me = 'cluster';
const foreground = 'foregroundDeletion';

/** The controller manager and the kubelets: Deployments have pods, pods run, and what belongs to what is gone goes. */
export class Controllers {
  readonly #world: World;
  readonly #pods: PodListener;
  /** Objects that are there, by uid. */
  readonly #present = new Map<string, Dependent>();
  /** Uids of what belongs to an object. */
  readonly #dependents = new Map<string, Set<string>>();
  /** Pods whose container runs. */
  readonly #running = new Set<string>();
  #names = 0;

  constructor(world: World, pods: PodListener) {
    this.#world = world;
    this.#pods = pods;
    world.store.listen((change) => this.#changed(change));
  }

  isRunning(pod: KubeObject): boolean {
    return this.#running.has(pod.metadata.uid);
  }

  /** The process in it ends, and is not started again. */
  finish(pod: KubeObject, { exitCode, message = '', reason }: Ending): void {
    const now = this.#present.get(pod.metadata.uid)?.object;
    if (!now || isFinished(now)) return;
    if (this.#running.delete(pod.metadata.uid)) this.#pods.ended(pod.metadata.uid);
    const phase = exitCode === 0 ? 'Succeeded' : 'Failed';
    this.#world.trace.note('cluster', () => `${now.metadata.name} has ${phase}, ${reason ?? message.slice(0, 12)}`);
    const terminated = { exitCode, message };
    const status = {
      phase,
      ...(reason !== undefined && { reason, message: 'the node had no room for it' }),
      ...(exitCode !== undefined && { containerStatuses: [{ state: { terminated } }] }),
    };
    this.#world.store.updateStatus('pods', { ...now, status } as never, me);
  }

  /** The process in it dies, and is started again after a while. */
  killContainer(pod: KubeObject): void {
    if (pod.spec?.restartPolicy === 'Never') {
      if (this.#running.has(pod.metadata.uid)) this.finish(pod, { exitCode: 137 });
      return;
    }
    if (!this.#running.delete(pod.metadata.uid)) return;
    this.#world.trace.note('cluster', () => `the container of ${pod.metadata.name} dies`);
    this.#pods.ended(pod.metadata.uid);
    this.#count(pod);
    this.#world.time.after(this.#world.some(1500, 15_000), () => this.#start(pod));
  }

  #changed(change: Change): void {
    const { plural, before, after } = change;
    if (after) {
      this.#present.set(after.metadata.uid, { plural, object: after });
      if (after.metadata.ownerReferences !== before?.metadata.ownerReferences) this.#adopt(after);
    } else if (before) this.#gone(before);
    if (plural === 'deployments') this.#deploymentChanged(before, after);
    if (plural === 'pods') this.#podChanged(before, after);
    if (plural === 'configmaps' && after && !before) this.#startWaiting(after);
    if (after && isEnding(after) && !isEnding(before)) {
      this.#later(20, 3000, () => this.#endForeground(after.metadata.uid));
    }
  }

  #later(least: number, most: number, act: () => void): void {
    this.#world.time.after(this.#world.some(least, most), act);
  }

  #adopt(object: KubeObject): void {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const known = this.#dependents.get(uid) ?? new Set();
      this.#dependents.set(uid, known.add(object.metadata.uid));
      const owner = this.#present.get(uid);
      if (!owner || isEnding(owner.object)) {
        this.#later(50, 5000, () => this.#collect(object.metadata.uid));
      }
    }
  }

  /** Takes away what belongs to something that is gone or is going. */
  #collect(uid: string): void {
    const found = this.#present.get(uid);
    const owners = found?.object.metadata.ownerReferences ?? [];
    const kept = owners.some((owner) => {
      const present = this.#present.get(owner.uid);
      return present && !isEnding(present.object);
    });
    if (found && owners.length > 0 && !kept) this.#delete(found);
  }

  #delete({ plural, object }: Dependent): void {
    const { uid, deletionTimestamp } = object.metadata;
    if (deletionTimestamp === undefined) this.#world.store.delete(plural, object.metadata, { uid }, me);
  }

  #gone({ metadata: { uid, ownerReferences = [] } }: KubeObject): void {
    this.#present.delete(uid);
    const dependents = this.#dependents.get(uid);
    if (dependents) this.#later(20, 5000, () => dependents.forEach((each) => void this.#collect(each)));
    this.#dependents.delete(uid);
    for (const owner of ownerReferences) {
      this.#dependents.get(owner.uid)?.delete(uid);
      this.#releaseOwner(owner);
    }
  }

  #endForeground(uid: string): void {
    for (const each of this.#dependents.get(uid) ?? []) {
      const found = this.#present.get(each);
      if (found) this.#delete(found);
    }
    this.#releaseOwner({ uid });
  }

  /** Whoever goes in the foreground goes when nothing of it is left. */
  #releaseOwner({ uid }: Pick<Owner, 'uid'>): void {
    const owner = this.#present.get(uid);
    const { finalizers = [] } = owner?.object.metadata ?? {};
    if (!owner || !finalizers.includes(foreground) || (this.#dependents.get(uid)?.size ?? 0) > 0) return;
    const left = finalizers.filter((name) => name !== foreground);
    this.#world.store.patch(owner.plural, owner.object.metadata, { metadata: { finalizers: left } }, me);
  }

  #deploymentChanged(before: KubeObject | undefined, after: KubeObject | undefined): void {
    if (!after || isOfFlinkCluster(after)) return;
    if (before?.spec?.replicas !== after.spec?.replicas) this.#later(300, 4000, () => this.#scale(after.metadata.uid));
  }

  /** Makes the pods that a Deployment lacks, and takes away those that it has too many. */
  #scale(uid: string): void {
    const found = this.#present.get(uid)?.object;
    if (!found || found.metadata.deletionTimestamp !== undefined || isOfFlinkCluster(found)) return;
    const { name, namespace } = found.metadata;
    const replicas = found.spec?.replicas ?? 1;
    const pods = this.#podsOf(uid);
    const stay = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    for (const { metadata } of stay.slice(replicas)) this.#world.store.delete('pods', metadata, {}, me);
    for (let missing = replicas - pods.length; missing > 0; missing--) {
      const owner = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name,
        uid,
        controller: true,
        blockOwnerDeletion: true,
      };
      const { labels = {} } = found.spec?.template?.metadata ?? {};
      const metadata = { name: `${name}-${++this.#names}`, namespace, labels, ownerReferences: [owner] };
      const { containers = [] } = found.spec?.template?.spec ?? {};
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers } };
      this.#world.store.create('pods', pod as never, me);
    }
    this.#countOf(uid);
  }

  #podsOf(uid: string): KubeObject[] {
    return [...(this.#dependents.get(uid) ?? [])].flatMap((each) => {
      const found = this.#present.get(each);
      return found?.plural === 'pods' && found.object.metadata.labels?.['native'] !== 'true' ? [found.object] : [];
    });
  }

  #podChanged(before: KubeObject | undefined, after: KubeObject | undefined): void {
    if (after && !before) this.#later(400, 6000, () => this.#start(after));
    if (after?.metadata.deletionTimestamp && !before?.metadata.deletionTimestamp) {
      this.#count(after);
      this.#later(800, 20_000, () => this.#world.store.remove('pods', after.metadata, me));
    }
    if (after || !before) return;
    this.#world.trace.note('cluster', () => `${before.metadata.name} is gone`);
    if (this.#running.delete(before.metadata.uid)) this.#pods.ended(before.metadata.uid);
    for (const { uid } of before.metadata.ownerReferences ?? []) {
      this.#countOf(uid);
      if (this.#present.get(uid)?.plural === 'deployments') this.#later(300, 4000, () => this.#scale(uid));
    }
  }

  /** A container starts when its image is there and its volumes are. */
  #start(pod: KubeObject): void {
    const { uid, namespace, labels = {} } = pod.metadata;
    const now = this.#present.get(uid)?.object;
    if (!now || now.metadata.deletionTimestamp !== undefined || this.#running.has(uid) || isFinished(now)) return;
    if (now.spec?.containers?.some(({ image }: { image?: string }) => image === 'broken')) {
      const waiting = { reason: 'ImagePullBackOff', message: 'no such image' };
      const status = { phase: 'Pending', containerStatuses: [{ name: 'flink-main-container', state: { waiting } }] };
      this.#world.store.updateStatus('pods', { ...now, status } as never, me);
      return;
    }
    const file = { namespace, name: configMapOf(labels) };
    const native = labels['native'] === 'true';
    if (!native && labels['app'] !== undefined && !this.#world.store.get('configmaps', file)) return;
    this.#running.add(uid);
    this.#world.trace.note('cluster', () => `${now.metadata.name} runs`);
    this.#world.store.updateStatus('pods', { ...now, status: { phase: 'Running' } } as never, me);
    this.#count(pod);
    this.#pods.started(now);
  }

  #startWaiting({ metadata: { name, namespace } }: KubeObject): void {
    for (const pod of this.#world.store.values('pods')) {
      const { metadata } = pod;
      const { labels = {} } = metadata;
      if (metadata.namespace !== namespace || clusterOf(labels) === undefined || configMapOf(labels) !== name) continue;
      this.#later(400, 3000, () => this.#start(pod));
    }
  }

  #count(pod: KubeObject): void {
    for (const { uid } of pod.metadata.ownerReferences ?? []) this.#countOf(uid);
  }

  #countOf(uid: string): void {
    const owner = this.#present.get(uid);
    if (owner?.plural !== 'deployments' || isOfFlinkCluster(owner.object)) return;
    const pods = this.#podsOf(uid).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const available = pods.filter((pod) => this.isRunning(pod)).length;
    const conditions = [this.#availability(owner.object, available > 0 ? 'True' : 'False')];
    const status = { replicas: pods.length, availableReplicas: available, readyReplicas: available, conditions };
    this.#world.store.updateStatus('deployments', { ...owner.object, status } as never, me);
  }

  /** The first is of the second in which the Deployment was made. */
  #availability({ metadata, status: before }: KubeObject, status: 'True' | 'False') {
    const [known] = before?.conditions ?? [];
    if (known?.status === status) return known;
    const lastTransitionTime = known
      ? new Date(epoch + this.#world.time.now).toISOString()
      : metadata.creationTimestamp;
    return { type: 'Available', status, lastTransitionTime };
  }
}

const isFinished = ({ status }: KubeObject) => status?.phase === 'Succeeded' || status?.phase === 'Failed';
/** Somebody else looks after its workloads. */
const isOfFlinkCluster = ({ metadata }: KubeObject) =>
  metadata.ownerReferences?.some(({ kind }) => kind === 'FlinkCluster') === true;
const isEnding = (object: KubeObject | undefined) => object?.metadata.finalizers?.includes(foreground) === true;
