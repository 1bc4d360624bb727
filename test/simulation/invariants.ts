import type { Told } from './flink-ports.ts';
import type { ShownJob } from './job-manager.ts';
import { isEnded, type Job, newestState } from './jobs.ts';
import type { KubeObject } from './kube-object.ts';
import type { Change } from './kube-store.ts';
import { noteProblem } from './noted-restores.ts';
import { type Cause, type FlinkListener, named } from './simulated-flink.ts';
import { SnapshotInvariants } from './snapshot-invariants.ts';
import { takesNoStop } from './takes-no-stop.ts';
import type { World } from './world.ts';

/** What is known of one object of a user. */
interface Followed {
  readonly live: Set<Job>;
  last: Job | undefined;
  /** Whether a spec since the last job began lets a job begin without state, or from another state. */
  mayBeginAnew: boolean;
  /** The job that was stopped without its state, which its owner did not want at that time. */
  letGo: string | undefined;
  /** Its owner wants it to begin from another state than its own. */
  redeploys: boolean;
  /** When the engine last wrote a status. */
  writtenAt: number;
  /** The last status of which its writer heard that it was stored. */
  known: Known;
}

interface Known {
  // biome-ignore lint/suspicious/noExplicitAny: of either kind.
  readonly status: any;
  /** When it last said something else of its job, and of its JobManager. */
  readonly job: number;
  readonly manager: number;
}

const finalizers = ['flinkdeployments.flink.apache.org/finalizer', 'flinksessionjobs.flink.apache.org/finalizer'];

/** What must hold at every instant (design, section 5). */
export class Invariants implements FlinkListener, Told {
  readonly #world: World;
  readonly #followed = new Map<string, Followed>();
  /** When a process was last told that the job of this id runs, or how it ended. */
  readonly #toldState = new Map<string, number>();
  /** Since when a status says of the job of an id that it was brought about, as its writer has heard. */
  readonly #deployed = new Map<string, number>();
  readonly #toldListens = new Map<string, number>();

  readonly #snapshots: SnapshotInvariants;

  constructor(world: World) {
    this.#world = world;
    this.#snapshots = new SnapshotInvariants(world);
    world.store.listen((change) => this.#changed(change));
  }

  live(uid: string): readonly Job[] {
    return [...(this.#followed.get(uid)?.live ?? [])];
  }

  last(uid: string): Job | undefined {
    return this.#followed.get(uid)?.last;
  }

  begun(job: Job, cause: Cause): void {
    const followed = this.#of(job.resource);
    for (const other of followed.live) {
      this.#world.violated(`${named(other)} is ${other.state} while ${named(job)} begins for the same object`);
    }
    const { last } = followed;
    // Of what has come and gone unseen, and left nothing behind, nobody can know.
    const isKept = last?.recoverable && !isEnded(last) && !this.#forgotten.has(last.id);
    const isKnown = last && (isKept || this.#wasDeployed(last));
    if (
      isKnown &&
      last.id !== followed.letGo &&
      cause !== 'restarted' &&
      !followed.mayBeginAnew &&
      !this.#isRedeployed(job)
    ) {
      const newest = newestState(last, this.#world.time.now);
      if (job.begunFrom.progress < newest.progress) {
        const [had, has] = [newest, job.begunFrom].map(({ path, progress }) => `${path} (${progress})`);
        this.#world.violated(`${named(job)} begins from ${has}, and ${named(last)} had ${had}`);
      }
    }
    if (cause !== 'restarted') this.#noteSeen(job, last);
    followed.live.add(job);
    followed.last = job;
    followed.mayBeginAnew =
      this.#isStateless(job.resource) || (cause === 'restarted' && startsOver(job, last, this.#world.time.now));
  }

  /** What the engine begins, its object tells of before. */
  #noteSeen(job: Job, last: Job | undefined): void {
    const object = this.#specs.get(job.resource);
    const kept = last?.id === job.id ? newestState(last, this.#world.time.now).path : undefined;
    const problem = object && noteProblem(job, object, kept);
    if (problem !== undefined) this.#world.violated(`${named(job)} ${problem}`);
  }

  /** Before its end: what is said later is about another attempt under the same id. */
  #wasDeployed({ id, endedAt = this.#world.time.now }: Job): boolean {
    return (this.#deployed.get(id) ?? Number.POSITIVE_INFINITY) <= endedAt;
  }

  ended(job: Job): void {
    this.#of(job.resource).live.delete(job);
  }

  asked(job: Job, type: 'savepoint' | 'checkpoint'): void {
    this.#snapshots.asked(job, type);
  }

  jobs(jobs: readonly ShownJob[]): void {
    for (const { id, state } of jobs) this.#toldState.set(`${id} ${state}`, this.#world.time.now);
  }

  listens(namespace: string, cluster: string): void {
    this.#toldListens.set(`${namespace}/${cluster}`, this.#world.time.now);
  }

  answers(): void {}

  #of(uid: string): Followed {
    const known = this.#followed.get(uid);
    if (known) return known;
    const followed: Followed = {
      live: new Set(),
      last: undefined,
      mayBeginAnew: true,
      letGo: undefined,
      redeploys: false,
      writtenAt: 0,
      known: { status: {}, job: 0, manager: 0 },
    };
    this.#followed.set(uid, followed);
    return followed;
  }

  /** Jobs of which nothing is kept any more, as their owner wanted it. */
  readonly #forgotten = new Set<string>();
  readonly #specs = new Map<string, KubeObject>();

  #isStateless(uid: string): boolean {
    return (this.#specs.get(uid)?.spec?.job?.upgradeMode ?? 'stateless') === 'stateless';
  }

  #changed(change: Change): void {
    const { plural, before, after, by } = change;
    if (plural === 'flinkdeployments' || plural === 'flinksessionjobs') this.#objectChanged(before, after, by);
    if (plural === 'configmaps' && before && !after) this.#configMapGone(before);
    if (plural === 'deployments' && by === 'engine') this.#deploymentChanged(before, after);
  }

  /** With a cluster that its owner takes away goes what high availability keeps of its jobs. */
  #configMapGone({ metadata: { namespace, name } }: KubeObject): void {
    const [, cluster, id] = /^(.+)-([0-9a-f]{32})-config-map$/.exec(name) ?? [];
    const owner = cluster && this.#world.store.get('flinkdeployments', { namespace, name: cluster });
    if (id && owner && owner.metadata.deletionTimestamp !== undefined) this.#forgotten.add(id);
  }

  #objectChanged(before: KubeObject | undefined, after: KubeObject | undefined, by: string): void {
    if (after && after.spec !== before?.spec) this.#specChanged(before, after);
    if (after) this.#specs.set(after.metadata.uid, after);
    if (by !== 'engine') return;
    const released = !after || finalizers.some((name) => has(before, name) && !has(after, name));
    if (released) this.#released((after ?? before) as KubeObject);
    else this.#statusChanged(before, after);
  }

  #specChanged(before: KubeObject | undefined, after: KubeObject): void {
    const { uid } = after.metadata;
    this.#specs.set(uid, after);
    if (before && this.#isStateless(uid)) this.#of(uid).mayBeginAnew = true;
    const [old, now] = [before?.spec?.job, after.spec?.job];
    if (before && old?.savepointRedeployNonce !== now?.savepointRedeployNonce) this.#of(uid).redeploys = true;
  }

  /** Whether its owner has said, since the last one began, that it is to begin from this state. */
  #isRedeployed({ resource, begunFrom }: Job): boolean {
    const { status, spec } = this.#specs.get(resource) ?? {};
    const followed = this.#of(resource);
    const { savepointRedeployNonce: nonce, initialSavepointPath } = spec?.job ?? {};
    if (!followed.redeploys || begunFrom.path !== initialSavepointPath) return false;
    const kept = JSON.parse(status?.reconciliationStatus?.lastReconciledSpec ?? '{}').spec?.job?.savepointRedeployNonce;
    if (kept === nonce) followed.redeploys = false;
    return true;
  }

  #released({ metadata: { uid, name, namespace }, spec }: KubeObject): void {
    const { store } = this.#world;
    for (const job of this.live(uid)) {
      // What runs on a cluster that goes, goes with it.
      const cluster = spec?.deploymentName && { namespace, name: spec.deploymentName };
      const ends = (plural: string) => {
        const found = cluster && store.get(plural, cluster);
        return cluster && (!found || found.metadata.deletionTimestamp !== undefined);
      };
      if (ends('flinkdeployments') || ends('deployments')) continue;
      this.#world.violated(`${name} is let go while ${named(job)} is ${job.state}`);
    }
  }

  /** Whoever wrote a status and had no answer goes on from the one before. */
  #statusChanged(before: KubeObject | undefined, { metadata, kind, spec, status: is = {} }: KubeObject): void {
    const followed = this.#of(metadata.uid);
    const isKnown = before !== undefined && !this.#world.unanswered.has(before.status ?? {});
    const { now } = this.#world.time;
    if (isKnown && before.status !== followed.known.status) {
      followed.known = knownNow(followed.known, before.status ?? {}, followed.writtenAt);
    }
    followed.writtenAt = now;
    const { status: was, job, manager } = followed.known;
    const { state, jobId } = is.jobStatus ?? {};
    if (this.#isStateless(metadata.uid) && isStoppedWithoutState(is)) followed.letGo = jobId;
    const deployed = was.reconciliationStatus?.state === 'DEPLOYED' ? was.jobStatus?.jobId : undefined;
    if (deployed !== undefined && !this.#deployed.has(deployed)) this.#deployed.set(deployed, now);
    if (jobId !== undefined && jobOf(is) !== jobOf(was) && ['RUNNING', 'FAILED', 'CANCELED'].includes(state)) {
      const told = this.#toldState.get(`${jobId} ${state}`);
      if (told === undefined || told < job) {
        this.#world.violated(`the status of ${metadata.name} says ${state} of ${jobId}, which nobody has said`);
      }
    }
    if (kind === 'FlinkDeployment' && claimsAnswer(is, was)) {
      const told = this.#toldListens.get(`${metadata.namespace}/${metadata.name}`);
      if (told === undefined || told < manager) {
        this.#world.violated(`the status of ${metadata.name} says ${managerOf(is)}, and nobody has answered`);
      }
    }
    if (!this.#world.faults.refuses && isStopped(is, before?.status) && takesNoStop(is, spec)) {
      this.#world.violated(`${metadata.name} is stopped for a parallelism that takes no stop`);
    }
    const [generation = 0, old = 0] = [is.observedGeneration, was.observedGeneration];
    if (generation > metadata.generation || generation < old) {
      this.#world.violated(`the status of ${metadata.name} is about generation ${generation}, after ${old}`);
    }
  }

  /** What somebody else has made is left alone. */
  #deploymentChanged(before: KubeObject | undefined, after: KubeObject | undefined): void {
    const ends = !after || (after.metadata.deletionTimestamp && !before?.metadata.deletionTimestamp);
    const foreign = before && !before.metadata.ownerReferences?.some(({ kind }) => kind === 'FlinkDeployment');
    if (ends && foreign) this.#world.violated(`the foreign Deployment ${before.metadata.name} was removed`);
  }
}

const has = (object: KubeObject | undefined, finalizer: string) =>
  object?.metadata.finalizers?.includes(finalizer) === true;

/** What Flink itself has begun anew, though it had ended or had state, is another story from there on. */
const startsOver = (job: Job, last: Job | undefined, now: number) =>
  last !== undefined && (isEnded(last) || job.begunFrom.progress < newestState(last, now).progress);

// biome-ignore lint/suspicious/noExplicitAny: of either kind.
type Status = any;

function isStoppedWithoutState({ reconciliationStatus: { state, lastReconciledSpec = '{}' } = {} }: Status): boolean {
  const { job } = JSON.parse(lastReconciledSpec).spec ?? {};
  return state === 'UPGRADING' && job?.state !== 'suspended' && job?.upgradeMode === 'stateless';
}

/** What answers, and runs if it is a job, begins to be stopped. */
function isStopped(is: Status, was: Status = {}): boolean {
  const { state, triggerType } = { ...is.jobStatus, ...is.jobStatus?.savepointInfo };
  const settled = was.reconciliationStatus?.state === 'DEPLOYED' && managerOf(is) === 'READY';
  const before = was.jobStatus?.savepointInfo?.triggerType;
  const isUpgrade = triggerType === 'UPGRADE' && before !== 'UPGRADE';
  const begins = is.reconciliationStatus?.state === 'UPGRADING' || isUpgrade;
  return settled && begins && (state === undefined || state === 'RUNNING');
}

const jobOf = ({ jobStatus: { jobId, state } = {} }: Status) => `${jobId} ${state}`;
const managerOf = ({ jobManagerDeploymentStatus }: Status) => jobManagerDeploymentStatus;

/** It was ready to answer at the first sight, and is taken for ready some time later. */
function claimsAnswer(is: Status, was: Status): boolean {
  if (managerOf(is) === managerOf(was)) return false;
  if (managerOf(is) === 'READY') return managerOf(was) !== 'DEPLOYED_NOT_READY';
  return managerOf(is) === 'DEPLOYED_NOT_READY';
}

function knownNow(before: Known, status: Status, at: number): Known {
  return {
    status,
    job: jobOf(status) === jobOf(before.status) ? before.job : at,
    manager: managerOf(status) === managerOf(before.status) ? before.manager : at,
  };
}
