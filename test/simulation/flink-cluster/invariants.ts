import { userControlAnnotation } from '../../../src/rules/flink-cluster/user-control.ts';
import type { Told } from '../flink-ports.ts';
import type { ShownJob } from '../job-manager.ts';
import { isEnded, type Job, type State } from '../jobs.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Change } from '../kube-store.ts';
import { type Cause, type FlinkListener, named, type SimulatedFlink } from '../simulated-flink.ts';
import type { World } from '../world.ts';
import { plural } from './scenario.ts';
import { isForDeletionSaved } from './users.ts';

/** What is known of one cluster. */
interface Followed {
  readonly live: Set<Job>;
  last: Job | undefined;
  /** Jobs that its status has told of as running. */
  readonly seen: Set<string>;
  /** The newest state that its status has told of, or that its job has begun from. */
  known: State;
  /** States that its owner has named since the last job began. */
  readonly chosen: Set<string>;
  /** Whether a spec since the last job began lets it go without a savepoint. */
  skips: boolean;
  /** Somebody wants the job to end. */
  isCancelled: boolean;
  object: KubeObject;
  isGone: boolean;
  /** When something else than the engine last made trouble. */
  harmedAt: number | undefined;
  /** When a savepoint was last asked for, by the engine of Flink. */
  savedAt: number;
  /** Whether a Job of its present run was seen to succeed: somebody may have deleted it since. */
  hasSucceeded: boolean;
  /** When its annotation was last set, and its control last changed. */
  askedAt: number;
  controlledAt: number;
}

const finalizer = 'sluice.dev/savepoint-on-deletion';
const ended = ['Succeeded', 'Cancelled', 'Failed', 'Lost', 'DeployFailed'];
const goingOn = ['INITIALIZING', 'CREATED', 'RUNNING', 'FAILING', 'CANCELLING', 'RESTARTING'];

/** What must hold at every instant (design, section 5). */
export class Invariants implements FlinkListener, Told {
  readonly #world: World;
  readonly #flink: () => SimulatedFlink;
  readonly #followed = new Map<string, Followed>();
  /** What processes were told of jobs: their ids and states. */
  readonly #told = new Set<string>();
  /** Savepoints of which the process that lives has heard. */
  readonly #saved = new Set<string>();
  /** Whether a process has died. */
  hasDied = false;
  /** What has come about. */
  readonly seen = new Map<string, number>();

  constructor(world: World, flink: () => SimulatedFlink) {
    this.#world = world;
    this.#flink = flink;
    world.store.listen((change) => this.#changed(change));
  }

  live(uid: string): readonly Job[] {
    return [...(this.#followed.get(uid)?.live ?? [])];
  }

  followed(uid: string): Followed | undefined {
    return this.#followed.get(uid);
  }

  /** Something else than the engine makes trouble. */
  harmed(uid: string): void {
    const followed = this.#followed.get(uid);
    if (followed) followed.harmedAt = this.#world.time.now;
  }

  begun(job: Job, cause: Cause): void {
    const followed = this.#followed.get(job.resource);
    if (!followed) {
      this.#world.violated(`${named(job)} begins for nobody`);
      return;
    }
    for (const other of followed.live) {
      this.#world.violated(`${named(other)} is ${other.state} while ${named(job)} begins for the same cluster`);
    }
    const { begunFrom } = job;
    const isChosen = begunFrom.path !== undefined && followed.chosen.has(begunFrom.path);
    const left = followed.last?.savepoint;
    if (left?.path !== undefined && this.#saved.has(left.path) && left.progress > followed.known.progress) {
      followed.known = left;
    }
    if (followed.last && !isChosen) this.#compare(job, followed);
    this.#count(this.#kindOf(job, followed, isChosen));
    if (isChosen || begunFrom.progress > followed.known.progress) followed.known = begunFrom;
    Object.assign(followed, {
      last: job,
      skips: skips(followed.object),
      isCancelled: isEndWanted(followed.object),
    });
    if (isChosen) followed.chosen.clear();
    followed.live.add(job);
    if (cause === 'restarted') this.#count('restarted by Flink');
  }

  #kindOf({ begunFrom }: Job, { last, object }: Followed, isChosen: boolean): string {
    const from = isChosen ? 'the savepoint of its owner' : begunFrom.path === undefined ? 'nothing' : 'its state';
    return `${object.spec.job?.mode ?? 'Detached'} ${last ? 'again' : 'first'} from ${from}`;
  }

  #compare(job: Job, { known, seen }: Followed): void {
    const { path, progress } = job.begunFrom;
    if (path === undefined) {
      if (seen.size > 0) this.#world.violated(`${named(job)} begins again from nothing`);
      else this.#count('again from nothing, as nobody has seen the one before');
    } else if (progress < known.progress) {
      this.#world.violated(
        `${named(job)} begins from ${path} (${progress}), and ${known.path} (${known.progress}) is known`,
      );
    }
  }

  ended(job: Job): void {
    this.#followed.get(job.resource)?.live.delete(job);
  }

  asked(job: Job, type: 'savepoint' | 'checkpoint'): void {
    const followed = this.#followed.get(job.resource);
    if (followed && type === 'savepoint') followed.savedAt = this.#world.time.now;
  }

  jobs(jobs: readonly ShownJob[]): void {
    for (const { id, state } of jobs) this.#told.add(`${id} ${state}`);
  }

  listens(): void {}

  answers(): void {}

  readonly saved = (path: string): void => void this.#saved.add(path);

  died(): void {
    this.hasDied = true;
    this.#saved.clear();
  }

  /** A job that has a place for savepoints ends with one, unless its owner wants something else. */
  cancels(jobId: string): void {
    for (const followed of this.#followed.values()) {
      const { live, object, skips: mayGo, chosen, isCancelled } = followed;
      const job = [...live].find(({ id }) => id === jobId);
      if (job?.state !== 'RUNNING' || !object.spec.job?.savepointsDir) continue;
      if (mayGo || chosen.size > 0) this.#count('cancelled for an update');
      else if (!isCancelled) this.#world.violated(`${named(job)} is cancelled without a savepoint`);
    }
  }

  #changed({ plural: of, before, after, by }: Change): void {
    if (of === plural) this.#clusterChanged(before, after, by);
    if (of === 'jobs' && after) this.#jobChanged(before, after);
    if ((of === 'statefulsets' || of === 'jobs') && by === 'engine' && before) this.#workloadChanged(before, after);
  }

  #jobChanged(before: KubeObject | undefined, { metadata, status }: KubeObject): void {
    const owner = metadata.ownerReferences?.find(({ kind }) => kind === 'FlinkCluster');
    const followed = owner && this.#followed.get(owner.uid);
    if (followed && (!before || status?.succeeded > 0)) followed.hasSucceeded = status?.succeeded > 0;
  }

  #clusterChanged(before: KubeObject | undefined, after: KubeObject | undefined, by: string): void {
    if (after && !before) this.#followed.set(after.metadata.uid, begin(after));
    const followed = this.#followed.get((after ?? before)?.metadata.uid ?? '');
    if (!followed) return;
    if (!after || isReleased(before, after)) this.#released((after ?? before) as KubeObject, followed, by);
    if (!after) {
      followed.isGone = true;
      return;
    }
    if (before && before.spec !== after.spec) this.#specChanged(before, after, followed);
    this.#annotationChanged(before, after, followed, by);
    if (by === 'engine' && before && before.status !== after.status) this.#statusChanged(before, after, followed);
    followed.object = after;
  }

  #specChanged(before: KubeObject, after: KubeObject, followed: Followed): void {
    const [old, now] = [before.spec.job, after.spec.job];
    // A job that is put back into its spec names what it has named before.
    if (old && now?.fromSavepoint !== undefined && now.fromSavepoint !== old.fromSavepoint)
      followed.chosen.add(now.fromSavepoint);
    if (skips(after)) followed.skips = true;
    if (now?.cancelRequested) followed.isCancelled = true;
  }

  #annotationChanged(before: KubeObject | undefined, after: KubeObject, followed: Followed, by: string): void {
    const [was, is] = [before, after].map((object) => object?.metadata.annotations?.[userControlAnnotation]);
    if (was === is) return;
    if (is === 'job-cancel') followed.isCancelled = true;
    // Somebody asks for something else before it was begun.
    else if (was === 'job-cancel' && by !== 'engine') followed.isCancelled = isEndWanted(after);
    if (is !== undefined) followed.askedAt = this.#world.time.now;
    else if (by === 'engine') this.#answered(was as string, after, followed);
  }

  /** A request is taken away: it was carried out, or somebody is told that it was not. */
  #answered(request: string, { status, metadata: { name } }: KubeObject, followed: Followed): void {
    const { control } = status;
    const isOver = control?.name === request && followed.controlledAt >= followed.askedAt;
    const isEnded = request === 'job-cancel' && control?.name === request && followed.live.size === 0;
    if (isOver && control.state === 'Failed') this.#count(`${request} has failed`);
    else if (request === 'savepoint' ? followed.savedAt >= followed.askedAt : isOver && control.state === 'Succeeded') {
      this.#count(`${request} is done`);
    } else if (isEnded) this.#count('job-cancel of what has ended');
    else if (request === 'savepoint' && followed.isCancelled) this.#count('savepoint makes way for the end of the job');
    else this.#world.violated(`the request ${request} of ${name} is lost: ${JSON.stringify(control)}`);
  }

  #statusChanged(before: KubeObject, { status: is, metadata: { name } }: KubeObject, followed: Followed): void {
    const was = before.status ?? {};
    const [old, now] = [was, is].map(({ components }) => components?.job ?? {});
    if (JSON.stringify(is.control) !== JSON.stringify(was.control)) {
      followed.controlledAt = this.#world.time.now;
      if (is.control?.state === 'Succeeded') this.#controlSucceeded(is, name, followed);
    }
    if (now.savepointLocation !== old.savepointLocation) this.#savepointTold(now.savepointLocation, name, followed);
    if (now.state !== old.state || now.id !== old.id) this.#jobStateTold(now, name, followed);
    if (is.revision?.currentRevision !== was.revision?.currentRevision && was.revision) this.#count('updates');
    if (now.restartCount > (old.restartCount ?? 0)) this.#count('restarts');
  }

  #controlSucceeded({ control, components }: Status, name: string, { live, savedAt }: Followed): void {
    if (control.name === 'savepoint' && savedAt === 0) this.#world.violated(`${name} was never saved, and says so`);
    const running = [...live].find((job) => job.id === components.job?.id && !this.#isDying(job));
    if (control.name === 'job-cancel' && running) this.#world.violated(`${name} is not cancelled, and says so`);
  }

  #savepointTold(path: string | undefined, name: string, followed: Followed): void {
    const state = path === undefined ? undefined : this.#flink().storage.read(path);
    if (path !== undefined && !state) this.#world.violated(`${name} tells of a savepoint ${path}, which is not there`);
    if (state && state.progress > followed.known.progress) followed.known = state;
  }

  #jobStateTold({ id, state }: Status, name: string, followed: Followed): void {
    const { live, object, seen } = followed;
    if (state === 'Running') seen.add(id);
    if (state === 'Deploying') followed.isCancelled = isEndWanted(object);
    const has = (states: readonly string[]) => states.some((each) => this.#told.has(`${id} ${each}`));
    if (state === 'Running' && !has(goingOn))
      this.#world.violated(`${name} says that ${id} runs, which nobody has said`);
    if (state === 'Succeeded' && !has(['FINISHED']) && !followed.hasSucceeded) {
      this.#world.violated(`${name} says that ${id} has succeeded, which nobody has said`);
    }
    const running = [...live].find((job) => job.id === id && !this.#isDying(job));
    if (ended.includes(state) && running && running.state === 'RUNNING') {
      this.#world.violated(`${name} says ${state} of ${id}, and it runs`);
    }
  }

  /** With its JobManager, whose pod is told to end. */
  #isDying(job: Job): boolean {
    const manager = [...this.#flink().managers].find(({ jobs }) => jobs.get(job.id) === job);
    return (
      manager !== undefined &&
      this.#world.store.get('pods', manager.pod.metadata)?.metadata.deletionTimestamp !== undefined
    );
  }

  /** What runs, or is the only one that knows where a savepoint is, does not lose its JobManager. */
  #workloadChanged(before: KubeObject, after: KubeObject | undefined): void {
    const isGoing = !after || after.metadata.deletionTimestamp !== undefined;
    if (!isGoing || before.metadata.deletionTimestamp !== undefined || !before.metadata.name.endsWith('-jobmanager'))
      return;
    const owner = before.metadata.ownerReferences?.find(({ kind }) => kind === 'FlinkCluster');
    const followed = owner && this.#followed.get(owner.uid);
    if (!followed || followed.isGone || followed.object.metadata.deletionTimestamp !== undefined) return;
    const { name, namespace } = followed.object.metadata;
    const isLetGo = followed.isCancelled || followed.skips || followed.chosen.size > 0;
    for (const job of followed.live) {
      const mayGo = isLetGo || !followed.object.spec.job?.savepointsDir;
      if (job.state === 'RUNNING' && followed.seen.has(job.id) && !mayGo && !this.#isDying(job))
        this.#world.violated(`${named(job)} loses its JobManager`);
    }
    const { state, triggerID } = followed.object.status?.savepoint ?? {};
    const manager = this.#flink().endpoint(namespace, name);
    if (state === 'InProgress' && !isLetGo && manager?.savepoints.get(triggerID)?.type === 'completed') {
      this.#world.violated(`the JobManager of ${name} goes before it has said where a savepoint is`);
    }
  }

  #released(object: KubeObject, { live }: Followed, by: string): void {
    if (by !== 'engine' || !isForDeletionSaved(object)) return;
    const { id, state } = object.status?.components?.job ?? {};
    for (const job of live) {
      if (job.id !== id || state !== 'Running' || isEnded(job) || !this.#hasJobManager(object)) continue;
      this.#world.violated(`${object.metadata.name} is let go while ${named(job)} is ${job.state}`);
    }
    this.#count('let go');
  }

  /** Not where all that belongs to the cluster is deleted with it. */
  #hasJobManager({ metadata: { namespace, name }, spec }: KubeObject): boolean {
    const workload = spec.job.mode === 'Application' ? 'jobs' : 'statefulsets';
    const found = this.#world.store.get(workload, { namespace, name: `${name}-jobmanager` });
    return found !== undefined && found.metadata.deletionTimestamp === undefined;
  }

  #count(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as it is stored.
type Status = any;

const begin = (object: KubeObject): Followed => ({
  live: new Set(),
  last: undefined,
  seen: new Set(),
  known: { path: undefined, progress: 0 },
  chosen: new Set(),
  skips: false,
  isCancelled: false,
  object,
  isGone: false,
  harmedAt: undefined,
  savedAt: 0,
  hasSucceeded: false,
  askedAt: 0,
  controlledAt: 0,
});

const skips = ({ spec }: KubeObject): boolean => spec?.job?.takeSavepointOnUpdate === false;

const isEndWanted = ({ metadata, spec, status }: KubeObject): boolean =>
  metadata.annotations?.[userControlAnnotation] === 'job-cancel' ||
  spec?.job?.cancelRequested === true ||
  (status?.control?.name === 'job-cancel' && status.control.state === 'InProgress');

const isReleased = (before: KubeObject | undefined, after: KubeObject) =>
  before?.metadata.finalizers?.includes(finalizer) === true && !after.metadata.finalizers?.includes(finalizer);
