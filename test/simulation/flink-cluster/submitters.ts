import type { Controllers, Ending, PodListener } from '../controllers.ts';
import { ownerOf } from '../deployed-job.ts';
import type { JobManager } from '../job-manager.ts';
import { isEnded, type Job } from '../jobs.ts';
import type { KubeObject } from '../kube-object.ts';
import { clusterOf } from '../pods-of-flink.ts';
import type { SimulatedFlink } from '../simulated-flink.ts';
import type { World } from '../world.ts';
import { readSubmission } from './submission.ts';

interface Submitter {
  readonly pod: KubeObject;
  readonly namespace: string;
  readonly cluster: string;
  /** The uid of the object of a user. */
  readonly resource: string;
  isOver: boolean;
  jobId: string | undefined;
}

const pause = 5000;
const answersWanted = 3;
const mostTries = 120;

/** The pods that submit jobs, and JobManagers that end with their job. */
export class Submitters implements PodListener {
  readonly #world: World;
  readonly #flink: SimulatedFlink;
  readonly #controllers: () => Controllers;
  /** Told of what goes wrong beyond the reach of the engine. */
  readonly #harmed: (resource: string) => void;
  readonly #running = new Map<string, Submitter>();

  constructor(world: World, flink: SimulatedFlink, controllers: () => Controllers, harmed: (resource: string) => void) {
    this.#world = world;
    this.#flink = flink;
    this.#controllers = controllers;
    this.#harmed = harmed;
  }

  started(pod: KubeObject): void {
    const { namespace, labels = {}, ownerReferences = [] } = pod.metadata;
    const submission = readSubmission(pod);
    const job = this.#world.store.get('jobs', { namespace, name: ownerReferences[0]?.name ?? '' });
    if (!submission || submission.id !== undefined || !job) return;
    const cluster = clusterOf(labels) ?? '';
    const submitter = { pod, namespace, cluster, resource: ownerOf(job), isOver: false, jobId: undefined };
    this.#running.set(pod.metadata.uid, submitter);
    this.#wait(submitter, 0, 0);
  }

  ended(uid: string): void {
    const submitter = this.#running.get(uid);
    if (submitter) submitter.isOver = true;
    this.#running.delete(uid);
  }

  /** The client that waits for a job ends with it, and so does a JobManager that has brought it. */
  jobEnded(job: Job): void {
    for (const submitter of this.#running.values()) {
      if (submitter.jobId !== job.id) continue;
      this.#world.time.after(this.#world.some(100, 3000), () =>
        this.#end(submitter, job.state === 'FINISHED' ? 0 : 1, submitter.jobId),
      );
    }
    if (!isEnded(job)) return;
    for (const manager of this.#flink.managers) {
      if (manager.application?.id === job.id && manager.jobs.get(job.id) === job) {
        this.#shutDown(manager, job, this.#world.time.now + 300_000);
      }
    }
  }

  /** Not before somebody has asked what has become of savepoints; it waits for five minutes at most. */
  #shutDown(manager: JobManager, job: Job, latest: number): void {
    this.#world.time.after(this.#world.some(500, 3000), () => {
      if (manager.ended) return;
      const isWaiting = [...manager.savepoints.keys()].some((trigger) => !manager.told.has(trigger));
      if (isWaiting && this.#world.time.now < latest) this.#shutDown(manager, job, latest);
      else this.#controllers().finish(manager.pod, { exitCode: job.state === 'FAILED' ? 1 : 0 });
    });
  }

  #wait(submitter: Submitter, tries: number, answers: number): void {
    if (submitter.isOver) return;
    if (answers >= answersWanted) {
      this.#world.time.after(this.#world.some(500, 12_000), () => this.#submit(submitter));
    } else if (tries >= mostTries) this.#end(submitter, 1, undefined);
    else {
      const heard = answers + (this.#manager(submitter) ? 1 : 0);
      this.#world.time.after(pause, () => this.#wait(submitter, tries + 1, heard));
    }
  }

  #manager({ namespace, cluster }: Submitter): JobManager | undefined {
    return this.#flink.endpoint(namespace, cluster);
  }

  #submit(submitter: Submitter): void {
    const { random, faults, trace } = this.#world;
    const { flinkRefuses, flinkSilent } = faults.rates;
    if (submitter.isOver) return;
    const manager = this.#manager(submitter);
    const submission = readSubmission(submitter.pod);
    if (!manager || !submission || random.chance(flinkRefuses)) {
      this.#harmed(submitter.resource);
      this.#end(submitter, 1, undefined);
      return;
    }
    const { program, savepointPath, isDetached } = submission;
    const id = random.hexadecimal(32);
    trace.note('submitter', () => `${submitter.pod.metadata.name} submits ${id.slice(0, 4)} from ${savepointPath}`);
    this.#flink.submit(manager, { id, resource: submitter.resource, program, savepointPath });
    submitter.jobId = id;
    if (random.chance(flinkSilent)) {
      // The answer is lost, and the client says that it has not submitted anything.
      this.#harmed(submitter.resource);
      submitter.jobId = undefined;
      this.#end(submitter, 1, undefined);
    } else if (isDetached) this.#end(submitter, 0, id);
  }

  #end(submitter: Submitter, exitCode: number, jobId: string | undefined): void {
    if (submitter.isOver) return;
    const { random, faults } = this.#world;
    const isLost = random.chance(faults.rates.flinkHangs);
    const text = `${jobId === undefined ? '' : `jobID: ${jobId}\n`}message: |\n  It ended.\n  exit code ${exitCode}\n`;
    const ending: Ending = { exitCode, message: isLost ? '' : text };
    if (isLost) this.#harmed(submitter.resource);
    this.#controllers().finish(submitter.pod, ending);
  }
}
