import type { Job } from './jobs.ts';
import type { KubeObject } from './kube-object.ts';
import type { Change } from './kube-store.ts';
import type { World } from './world.ts';

type Type = 'savepoint' | 'checkpoint';

const nonces = { savepoint: 'savepointTriggerNonce', checkpoint: 'checkpointTriggerNonce' } as const;
const types = ['savepoint', 'checkpoint'] as const;
const terminal = ['FINISHED', 'FAILED', 'CANCELED'];

/** What must hold of snapshots at every instant. */
export class SnapshotInvariants {
  readonly #world: World;
  /** When its owner first wanted a nonce. */
  readonly #wanted = new Map<string, number>();
  /** When a snapshot of a job was last asked for. */
  readonly #asked = new Map<string, number>();
  /** All that there ever were and that the engine has not taken away, by uid. */
  readonly #known = new Map<string, KubeObject>();
  readonly #made = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    world.store.listen((change) => this.#changed(change));
  }

  asked({ resource }: Job, type: Type): void {
    this.#asked.set(`${resource} ${type}`, this.#world.time.now);
  }

  #changed({ plural, before, after, by }: Change): void {
    if (plural === 'flinkstatesnapshots') this.#snapshotChanged(before, after, by);
    if (plural !== 'flinkdeployments' && plural !== 'flinksessionjobs') return;
    if (after && after.spec !== before?.spec) this.#specChanged(after);
    if (by === 'engine' && before && after && before.status !== after.status) this.#statusChanged(before, after);
  }

  #specChanged({ metadata: { uid }, spec }: KubeObject): void {
    for (const type of types) {
      const key = `${uid} ${type} ${spec.job?.[nonces[type]]}`;
      if (!this.#wanted.has(key)) this.#wanted.set(key, this.#world.time.now);
    }
  }

  #snapshotChanged(before: KubeObject | undefined, after: KubeObject | undefined, by: string): void {
    const { metadata } = (after ?? before) as KubeObject;
    if (!before) this.#made.add(`${metadata.namespace}/${metadata.name}`);
    const isGoing = after === undefined || after.metadata.deletionTimestamp !== undefined;
    const wasGoing = before?.metadata.deletionTimestamp !== undefined;
    if (before && isGoing && !wasGoing && by === 'engine') this.#removed(before);
    else if (after && !isGoing) this.#known.set(metadata.uid, after);
  }

  /** Somebody else may have taken away the newest one without the engine knowing yet. */
  #removed(snapshot: KubeObject): void {
    const { name, labels, uid } = snapshot.metadata;
    this.#known.delete(uid);
    const { 'snapshot.trigger-type': trigger } = labels ?? {};
    if (trigger !== 'PERIODIC' && trigger !== 'UPGRADE')
      this.#world.violated(`${name} is removed, which is ${trigger}`);
    if (['FAILED', 'ABANDONED'].includes(snapshot.status?.state)) return;
    const isNewer = (other: KubeObject) =>
      other.status?.state === 'COMPLETED' &&
      kindOf(other) === kindOf(snapshot) &&
      createdAt(other) >= createdAt(snapshot);
    if ([...this.#known.values()].some(isNewer)) return;
    this.#world.violated(`${name}, ${snapshot.status?.state}, is removed, and there is no newer one`);
  }

  #statusChanged(before: KubeObject, after: KubeObject): void {
    const history: { location: string }[] = after.status?.jobStatus?.savepointInfo?.savepointHistory ?? [];
    if (new Set(history.map(({ location }) => location)).size < history.length) {
      this.#world.violated(`${after.metadata.name} has a savepoint twice: ${JSON.stringify(history)}`);
    }
    const [was, is] = [before, after].map(({ status }) => status?.reconciliationStatus?.lastReconciledSpec);
    if (was === undefined || is === undefined || was === is || !is.includes('TriggerNonce')) return;
    const [old, now] = [was, is].map((text) => JSON.parse(text).spec.job);
    // A first deployment that came to nothing is begun anew with the spec as it is by then.
    const isFirst = JSON.parse(is).resource_metadata.firstDeployment === true;
    if (isFirst && after.status.reconciliationStatus.state === 'UPGRADING') return;
    for (const type of types) {
      const nonce = now?.[nonces[type]];
      if (nonce === undefined || nonce === old?.[nonces[type]] || isGivenUp(before, after, type)) continue;
      this.#seen(after, type, nonce);
    }
  }

  /** A nonce counts as seen. */
  #seen({ metadata: { name, namespace, uid }, status }: KubeObject, type: Type, nonce: number): void {
    if (this.#made.has(`${namespace}/${name}-${type}-manual-${nonce}-${uid.slice(0, 8)}`)) return;
    if (terminal.includes(status.jobStatus?.state)) return;
    const wanted = this.#wanted.get(`${uid} ${type} ${nonce}`) ?? Number.POSITIVE_INFINITY;
    if ((this.#asked.get(`${uid} ${type}`) ?? 0) >= wanted) return;
    this.#world.violated(`${name} has seen the ${nonces[type]} ${nonce}, and no ${type} was taken since`);
  }
}

/** Its job has ended meanwhile, of which its owner is told. */
function isGivenUp({ status: was }: KubeObject, { status: is }: KubeObject, type: Type): boolean {
  const { jobId, [`${type}Info` as const]: info } = was?.jobStatus ?? {};
  return info?.triggerId !== undefined && jobId !== is?.jobStatus?.jobId;
}

const createdAt = ({ metadata }: KubeObject) => Date.parse(metadata.creationTimestamp ?? '');

/** Of which job it is, and what it is. */
const kindOf = ({ metadata, spec: { jobReference, checkpoint } }: KubeObject) =>
  `${metadata.namespace} ${jobReference?.kind} ${jobReference?.name} ${Boolean(checkpoint)}`;
