import type { KubeObject } from '../kube-object.ts';
import type { Change } from '../kube-store.ts';
import { epoch } from '../simulated-time.ts';
import type { World } from '../world.ts';

const me = 'cluster';

/** The controller of Jobs with one pod each, which is never made again. */
export class KubernetesJobs {
  readonly #world: World;
  readonly #made = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    world.store.listen((change) => this.#changed(change));
  }

  #changed({ plural, before, after }: Change): void {
    if (plural === 'jobs' && after && !before) this.#later(after, (job) => this.#makePod(job));
    if (plural !== 'pods') return;
    const job = this.#ownerOf((after ?? before) as KubeObject);
    if (!job || !before) return;
    const isOther =
      !after ||
      after.status?.phase !== before.status?.phase ||
      after.metadata.deletionTimestamp !== before.metadata.deletionTimestamp;
    if (isOther) this.#later(job, (now) => this.#count(now));
  }

  #later({ metadata }: KubeObject, act: (job: KubeObject) => void): void {
    this.#world.time.after(this.#world.some(50, 2500), () => {
      const now = this.#world.store.get('jobs', metadata);
      if (now?.metadata.uid === metadata.uid) act(now);
    });
  }

  #makePod(job: KubeObject): void {
    const { name, namespace, uid, deletionTimestamp } = job.metadata;
    if (deletionTimestamp !== undefined || this.#made.has(uid)) return;
    this.#made.add(uid);
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true, blockOwnerDeletion: true };
    const { template } = job.spec;
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${name}-${uid.slice(2)}`,
        namespace,
        labels: { ...template.metadata.labels, 'job-name': name },
        ownerReferences: [owner],
      },
      spec: { containers: template.spec.containers, restartPolicy: template.spec.restartPolicy },
    };
    this.#world.store.create('pods', pod as never, me);
    this.#count(job);
  }

  /** A pod that goes before its time has failed. What has ended stays so. */
  #count(job: KubeObject): void {
    if (!this.#made.has(job.metadata.uid)) return;
    const { succeeded = 0, failed = 0 } = job.status ?? {};
    if (succeeded + failed > 0) return;
    const [pod] = this.#podsOf(job);
    const phase = pod?.status?.phase;
    const isGoing = pod?.metadata.deletionTimestamp !== undefined;
    // The next count finds out how it has ended.
    const isActive = pod && phase !== 'Succeeded' && phase !== 'Failed' && !isGoing;
    const completionTime = new Date(epoch + this.#world.time.now).toISOString();
    const status = isActive
      ? { active: 1, ready: phase === 'Running' ? 1 : 0 }
      : phase === 'Succeeded'
        ? { succeeded: 1, completionTime }
        : isGoing && phase !== 'Failed'
          ? { terminating: 1 }
          : { failed: 1 };
    this.#world.store.updateStatus('jobs', { ...job, status } as never, me);
  }

  #podsOf({ metadata: { uid, namespace } }: KubeObject): KubeObject[] {
    return this.#world.store
      .list('pods', { namespace })
      .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
  }

  #ownerOf({ metadata: { ownerReferences = [], namespace } }: KubeObject): KubeObject | undefined {
    const owner = ownerReferences.find(({ kind }) => kind === 'Job');
    return owner && this.#world.store.get('jobs', { namespace, name: owner.name });
  }
}
