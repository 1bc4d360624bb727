import { isDeepStrictEqual } from 'node:util';
import type { ResourceRequirements, SavepointProgress } from '../../src/engine/flink-port.ts';
import type { Controllers, PodListener } from './controllers.ts';
import { applicationOf } from './deployed-job.ts';
import { readConfiguration } from './flink-files.ts';
import type { JobManager, ShownJob, Submitted } from './job-manager.ts';
import { empty, failing, isEnded, isLive, type Job, listAge, newestState, type State, Storage } from './jobs.ts';
import { KeptJobs, mapName } from './kept-jobs.ts';
import type { KubeObject } from './kube-object.ts';
import { clusterOf, configMapOf, taskManagerSelector } from './pods-of-flink.ts';
import { epoch } from './simulated-time.ts';
import { verticesOf } from './vertices.ts';
import type { World } from './world.ts';

/** Why a job begins: somebody has deployed or submitted it, or its JobManager was started again. */
export type Cause = 'deployed' | 'submitted' | 'restarted';

export interface FlinkListener {
  /** Before it is counted among those that live. */
  begun(job: Job, cause: Cause): void;
  /** It has ended, or its process has. */
  ended(job: Job): void;
  /** Somebody wants a snapshot of it. */
  asked(job: Job, type: 'savepoint' | 'checkpoint'): void;
}

/** Said by a JobManager that refuses. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

const me = 'flink';
const latest = 'KUBERNETES_OPERATOR_LAST_STATE';
/** All Flink clusters: what runs in pods of JobManagers, and what they keep. */
export class SimulatedFlink implements PodListener {
  readonly storage = new Storage();
  readonly #world: World;
  readonly #listener: FlinkListener;
  readonly #managers = new Map<string, JobManager>();
  readonly #kept: KeptJobs;
  /** Deployments that have had a JobManager already. */
  readonly #known = new Set<string>();
  readonly #refresh: number;
  controllers: Controllers | undefined;

  constructor(world: World, listener: FlinkListener) {
    this.#world = world;
    this.#listener = listener;
    this.#kept = new KeptJobs(world);
    this.#refresh = world.random.chance(0.5) ? 0 : listAge;
    world.store.listen(({ plural, after }) => {
      if (plural === 'pods' && after?.metadata.labels?.['component'] === 'taskmanager') this.#runWaiting(after);
    });
  }

  get managers(): Iterable<JobManager> {
    return this.#managers.values();
  }

  *jobs(): Iterable<Job> {
    for (const { jobs } of this.#managers.values()) yield* jobs.values();
  }

  /** Who answers for a cluster: the newest JobManager that is not being ended, by way of its Service. */
  endpoint(namespace: string, cluster: string): JobManager | undefined {
    const { store } = this.#world;
    const isServed = ['rest', 'jobmanager'].some((service) =>
      store.get('services', { namespace, name: `${cluster}-${service}` }),
    );
    if (!isServed) return undefined;
    let found: JobManager | undefined;
    for (const manager of this.#managers.values()) {
      if (manager.namespace !== namespace || manager.app !== cluster || !manager.listens) continue;
      const pod = store.get('pods', manager.pod.metadata);
      if (pod && pod.metadata.deletionTimestamp === undefined) found = manager;
    }
    return found;
  }

  started(pod: KubeObject): void {
    const { component, cluster } = pod.metadata.labels ?? {};
    if (component === 'jobmanager') this.#startManager(pod);
    // Started again, its pod runs as it did before.
    else if (component === 'taskmanager' && cluster !== undefined) {
      this.#runWaiting({ ...pod, status: { phase: 'Running' } });
    }
  }

  ended(uid: string): void {
    const manager = this.#managers.get(uid);
    if (!manager) return;
    this.#managers.delete(uid);
    manager.ended = true;
    manager.listens = false;
    for (const job of manager.jobs.values()) {
      if (job.endedAt !== undefined) continue;
      job.endedAt = this.#world.time.now;
      this.#listener.ended(job);
    }
  }

  shown(manager: JobManager): readonly ShownJob[] {
    const { now } = this.#world.time;
    if (!manager.shown || now - manager.shown.at >= this.#refresh) {
      const jobs = [...manager.jobs.values()].map(({ id, state, startTime }) => ({
        id,
        state,
        startTime: epoch + startTime,
        name: 'job',
      }));
      manager.shown = { at: now, jobs };
    }
    return manager.shown.jobs;
  }

  cancel(manager: JobManager, id: string): 'accepted' | 'missing' | 'terminal' {
    const job = manager.jobs.get(id);
    if (!job) return 'missing';
    if (isEnded(job)) return 'terminal';
    this.#world.trace.note('flink', () => `cancels ${named(job)}`);
    job.state = 'CANCELLING';
    this.#later(200, 8000, () => this.finish(manager, job, 'CANCELED'));
    return 'accepted';
  }

  progress(manager: JobManager, trigger: string): SavepointProgress {
    const progress = manager.savepoints.get(trigger) ?? { type: 'unknown' };
    if (progress.type === 'completed' || progress.type === 'failed') manager.told.add(trigger);
    return progress;
  }

  /** A savepoint or a checkpoint some time later, and the job goes on. */
  takeSnapshot(manager: JobManager, id: string, type: 'savepoint' | 'checkpoint', trigger: string): void {
    if (manager.savepoints.has(trigger)) return;
    const job = manager.jobs.get(id);
    manager.savepoints.set(trigger, { type: 'pending' });
    job?.asked.set(type, this.#world.time.now);
    if (job) this.#listener.asked(job, type);
    this.#later(200, 8000, () => {
      const { random, faults, time } = this.#world;
      if (job?.state !== 'RUNNING' || random.chance(faults.rates.flinkRefuses)) {
        manager.savepoints.set(trigger, { type: 'failed', error: new Error('not all tasks have answered') });
        return;
      }
      const path = `s3://${type}s/${trigger}`;
      if (type === 'savepoint') {
        const worked = time.now - (job.runningSince ?? time.now);
        this.storage.give(path, job.begunFrom.progress + worked);
      }
      this.#world.trace.note('flink', () => `${named(job)} has the ${type} ${trigger.slice(0, 4)}`);
      manager.savepoints.set(trigger, { type: 'completed', path });
    });
  }

  /** The job ends with a savepoint some time later, or goes on where that fails. */
  stopWithSavepoint(manager: JobManager, id: string, trigger: string): void {
    if (manager.savepoints.has(trigger)) return;
    const job = manager.jobs.get(id);
    const fail = (why: string) => manager.savepoints.set(trigger, { type: 'failed', error: new Error(why) });
    if (job?.state !== 'RUNNING') {
      fail('the job does not run');
      return;
    }
    this.#world.trace.note('flink', () => `stops ${named(job)} with a savepoint`);
    manager.savepoints.set(trigger, { type: 'pending' });
    this.#later(200, 8000, () => {
      if (manager.ended) return;
      const { random, faults, time } = this.#world;
      if (job.state !== 'RUNNING' || random.chance(faults.rates.flinkRefuses)) {
        fail('not all tasks have answered');
        return;
      }
      const worked = time.now - (job.runningSince ?? time.now);
      job.savepoint = { path: `s3://savepoints/${job.attempt}`, progress: job.begunFrom.progress + worked };
      const { path, progress } = job.savepoint;
      this.storage.give(path as string, progress);
      const tell = () => manager.savepoints.set(trigger, { type: 'completed', path: path as string });
      // The end of the job may be seen before the end of the savepoint.
      if (random.chance(0.3)) this.#later(1, 3000, tell);
      else tell();
      this.finish(manager, job, 'FINISHED');
    });
  }

  /** The tasks of a job are fewer or more some time later, for which they are begun anew. */
  require(manager: JobManager, id: string, requirements: ResourceRequirements): void {
    const job = manager.jobs.get(id);
    if (!job || isEnded(job)) throw new Refusal(`there is no job ${id}`);
    const { told } = job.vertices;
    if (!told || !isDeepStrictEqual(Object.keys(told).toSorted(), Object.keys(requirements).toSorted())) {
      throw new Refusal('the job does not take these requirements');
    }
    job.vertices.told = requirements;
    const { resource, program } = job;
    if (manager.highlyAvailable) {
      this.#kept.keepGraph(manager, { id, resource, program, savepointPath: undefined, requirements });
    }
    this.#later(200, 40_000, () => this.#rescale(manager, job));
  }

  #rescale(manager: JobManager, job: Job): void {
    const { told = {} } = job.vertices;
    if (manager.ended || !isLive(job) || job.state === 'CANCELLING') return;
    job.vertices.has = new Map(Object.entries(told).map(([vertex, { upperBound }]) => [vertex, upperBound]));
    this.#world.trace.note('flink', () => `${named(job)} has ${[...job.vertices.has].join(' ')}`);
    if (job.state !== 'RUNNING') return;
    job.state = 'RESTARTING';
    this.#later(100, 3000, () => {
      if (job.state === 'RESTARTING') job.state = 'RUNNING';
    });
  }

  /** A job comes to an end, and with high availability its traces are swept away. */
  finish(manager: JobManager, job: Job, state: 'FINISHED' | 'FAILED' | 'CANCELED'): void {
    if (!isLive(job) || manager.ended) return;
    job.state = state;
    job.endedAt = this.#world.time.now;
    this.#world.trace.note(
      'flink',
      () => `${named(job)} is ${state}, newest ${newestState(job, job.endedAt ?? 0).path}`,
    );
    this.#listener.ended(job);
    this.#kept.conclude(manager, job);
  }

  /** `false`: there is or was one of this id already. */
  submit(manager: JobManager, submitted: Submitted): boolean {
    if (manager.jobs.has(submitted.id) || this.#kept.resultsOf(manager)?.has(submitted.id)) return false;
    this.#begin(manager, submitted, 'submitted');
    return true;
  }

  #later(least: number, most: number, act: () => void): void {
    this.#world.time.after(this.#world.some(least, most), act);
  }

  #startManager(pod: KubeObject): void {
    const { namespace, labels = {}, ownerReferences = [], uid } = pod.metadata;
    const app = clusterOf(labels) ?? '';
    const [owner] = ownerReferences;
    const { store } = this.#world;
    const files = store.get('configmaps', { namespace, name: configMapOf(labels) });
    const plural = owner && `${owner.kind.toLowerCase()}s`;
    const deployment = owner && store.get(plural as string, { namespace, name: owner.name });
    if (!files || !deployment) return;
    const configuration = readConfiguration(files.data ?? {});
    const manager: JobManager = {
      pod,
      app,
      namespace,
      deployment,
      configuration,
      highlyAvailable: configuration.get('high-availability.type') === 'kubernetes',
      application: applicationOf(pod, deployment, configuration),
      jobs: new Map(),
      savepoints: new Map(),
      told: new Set(),
      ended: false,
      listens: false,
      shown: undefined,
    };
    this.#managers.set(uid, manager);
    this.#later(300, 3000, () => {
      if (manager.ended) return;
      manager.listens = true;
      if (manager.highlyAvailable) this.#kept.map(manager, 'cluster');
      if (labels['type'] === 'flink-native-kubernetes') this.#startTaskManager(manager);
      if (!manager.application) this.#recover(manager);
      else this.#later(300, 3000, () => this.#bootstrap(manager, manager.application as Submitted));
    });
  }

  /** A native JobManager asks for TaskManagers by itself. */
  #startTaskManager(manager: JobManager): void {
    const { name, uid } = manager.deployment.metadata;
    const { app, namespace } = manager;
    if (this.#taskManagersOf(manager).length > 0) return;
    const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true, blockOwnerDeletion: true };
    const labels = { app, component: 'taskmanager', type: 'flink-native-kubernetes', native: 'true' };
    const pod = `${app}-taskmanager-${this.#world.store.version}`;
    const metadata = { name: pod, namespace, labels, ownerReferences: [owner] };
    this.#world.store.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata } as never, me);
  }

  #taskManagersOf({ pod, namespace }: JobManager): KubeObject[] {
    const labelSelector = taskManagerSelector(pod.metadata.labels ?? {});
    return this.#world.store
      .list('pods', { namespace, labelSelector })
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  #bootstrap(manager: JobManager, { id, resource, program, savepointPath }: Submitted): void {
    if (manager.ended) return;
    const { deployment } = manager;
    const done = this.#kept.resultsOf(manager)?.get(id);
    if (done) {
      manager.jobs.set(id, done);
      return;
    }
    const cause = this.#known.has(deployment.metadata.uid) ? 'restarted' : 'deployed';
    this.#known.add(deployment.metadata.uid);
    const graph = manager.highlyAvailable ? this.#kept.graphs(manager).get(id) : undefined;
    const { program: before = program, requirements } = graph ?? {};
    this.#begin(manager, { id, resource, program: before, savepointPath, requirements }, cause);
  }

  /** What a session cluster with high availability ran before. */
  #recover(manager: JobManager): void {
    if (!manager.highlyAvailable) return;
    for (const submitted of this.#kept.graphs(manager).values()) {
      if (!manager.jobs.has(submitted.id)) this.#begin(manager, submitted, 'restarted');
    }
  }

  #begin(manager: JobManager, submitted: Submitted, cause: Cause): void {
    const { id, resource, program, savepointPath, requirements } = submitted;
    const { configuration, highlyAvailable } = manager;
    if (highlyAvailable) this.#kept.keepGraph(manager, submitted);
    const map = highlyAvailable ? this.#kept.map(manager, id) : undefined;
    const before = map && this.#kept.found(map);
    const begunFrom = before ?? this.#restored(savepointPath);
    if (!begunFrom && savepointPath !== latest)
      this.#world.violated(`job ${id} is to begin from ${savepointPath}, which is gone`);
    const every = 1000 * (Number.parseInt(configuration.get('execution.checkpointing.interval') ?? '10', 10) || 10);
    const job = this.storage.attempt({
      id,
      resource,
      program,
      begunFrom: begunFrom ?? empty,
      vertices: verticesOf(configuration, requirements),
      every,
      startTime: this.#world.time.now,
      recoverable: highlyAvailable,
      state: begunFrom ? 'CREATED' : 'FAILED',
    });
    manager.jobs.set(id, job);
    this.#world.trace.note(
      'flink',
      () =>
        `${manager.pod.metadata.name} begins ${named(job)} (${cause}) from ${begunFrom?.path ?? savepointPath ?? 'nothing'}, ${job.state}`,
    );
    if (!begunFrom) {
      job.endedAt = this.#world.time.now;
      this.#kept.conclude(manager, job);
      return;
    }
    this.#listener.begun(job, cause);
    if (map) {
      this.#kept.pointTo(map, job);
      // A state that a job is begun from counts as its first checkpoint.
      if (begunFrom.path !== undefined) this.#kept.noteCheckpoint(map);
    }
    if (this.#taskManagersOf(manager).some((pod) => this.controllers?.isRunning(pod))) this.#run(manager, job);
  }

  #restored(savepointPath: string | undefined): State | undefined {
    if (savepointPath === undefined) return empty;
    return savepointPath === latest ? undefined : this.storage.read(savepointPath);
  }

  #runWaiting({ metadata: { labels, namespace }, status }: KubeObject): void {
    if (status?.phase !== 'Running') return;
    for (const manager of this.#managers.values()) {
      if (manager.app !== clusterOf(labels ?? {}) || manager.namespace !== namespace) continue;
      for (const job of manager.jobs.values()) if (job.state === 'CREATED') this.#run(manager, job);
    }
  }

  #run(manager: JobManager, job: Job): void {
    this.#later(300, 4000, () => {
      if (manager.ended || job.state !== 'CREATED') return;
      if (job.program.startsWith(failing)) {
        this.finish(manager, job, 'FAILED');
        return;
      }
      job.state = 'RUNNING';
      job.runningSince = this.#world.time.now;
      this.#world.trace.note('flink', () => `${named(job)} runs`);
      if (!manager.highlyAvailable) return;
      this.#world.time.after(job.every, () => {
        const map = this.#world.store.get('configmaps', mapName(manager, job.id));
        if (!manager.ended && isLive(job) && map) this.#kept.noteCheckpoint(map);
      });
    });
  }
}

export const named = ({ id, attempt }: Job) => `job ${id.slice(0, 4)}#${attempt}`;
