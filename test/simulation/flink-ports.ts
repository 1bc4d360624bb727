import type { FlinkCluster, FlinkPlace, Reply, SavepointProgress } from '../../src/engine/flink-port.ts';
import { SubmissionsUnderWay } from '../../src/engine/flink-session-job/submissions-under-way.ts';
import type { Submission, SubmissionState, Submissions } from '../../src/engine/ports.ts';
import type { JobManager, ShownJob } from './job-manager.ts';
import { healthOf, lastStored, listAge, newestState } from './jobs.ts';
import { Refusal, type SimulatedFlink } from './simulated-flink.ts';
import { type Life, never, type World } from './world.ts';

/** What a process has been told by Flink. */
export interface Told {
  jobs(jobs: readonly ShownJob[]): void;
  listens(namespace: string, cluster: string): void;
  answers(namespace: string, cluster: string): void;
  /** Where the savepoint is with which a job was to end. */
  saved?(path: string): void;
  /** A process wants a job to end without a savepoint. */
  cancels?(jobId: string): void;
}

interface FlinkSide {
  readonly world: World;
  readonly flink: SimulatedFlink;
  readonly life: Life;
  readonly told: Told;
}

/** One cluster as one process of the engine knows it. */
export function simulatedCluster(side: FlinkSide, place: FlinkPlace): FlinkCluster {
  const { world, flink, told } = side;
  const { namespace, cluster } = place;
  const ask = <T>(question: (manager: JobManager) => T, time = place.timeout) => reply(side, place, question, time);
  return {
    async listens() {
      const answer = await ask(() => true, 1000);
      if (answer.type === 'answer') told.listens(namespace, cluster);
      return answer.type === 'answer';
    },
    version: () => ask(() => ({ version: '1.20.1', revision: 'abc' })),
    async taskManagers() {
      const answer = await ask(() => 1);
      if (answer.type === 'answer') told.answers(namespace, cluster);
      return answer;
    },
    async jobs() {
      const answer = await ask((manager) => flink.shown(manager));
      if (answer.type === 'answer') told.jobs(answer.value);
      return answer;
    },
    failure: (jobId) =>
      ask((manager) =>
        manager.jobs.get(jobId)?.state === 'FAILED' ? new Error('the job threw something') : undefined,
      ),
    problems: () => ask(() => []),
    cancel: (jobId) =>
      ask((manager) => {
        told.cancels?.(jobId);
        return flink.cancel(manager, jobId);
      }, place.cancelTimeout),
    stopWithSavepoint: (jobId, { triggerId }) => ask((manager) => flink.stopWithSavepoint(manager, jobId, triggerId)),
    takeSnapshot: (jobId, { type, triggerId }) => ask((manager) => flink.takeSnapshot(manager, jobId, type, triggerId)),
    savepointOfOldFlink: (jobId, { stops }) =>
      ask((manager) => {
        const chosen = world.random.hexadecimal(32);
        if (stops) flink.stopWithSavepoint(manager, jobId, chosen);
        else flink.takeSnapshot(manager, jobId, 'savepoint', chosen);
        return chosen;
      }),
    checkpoint: (_, triggerId) => ask((manager) => manager.savepoints.get(triggerId) ?? { type: 'unknown' as const }),
    dispose: (path) => ask(() => flink.storage.dispose(path)),
    savepoint(_, triggerId) {
      const asked = ask((manager) => flink.progress(manager, triggerId));
      return told.saved ? heard(asked, told) : asked;
    },
    jobHealth: (jobId) =>
      ask((manager) => {
        const job = manager.jobs.get(jobId);
        return job && healthOf(job, world.time.now);
      }),
    checkpointTimes: (jobId) =>
      ask((manager) => {
        const job = manager.jobs.get(jobId);
        return { completedAt: job && lastStored(job, world.time.now), underWaySince: undefined };
      }),
    latestCheckpoint: (jobId) =>
      ask((manager) => {
        const job = manager.jobs.get(jobId);
        return job && { path: newestState(job, world.time.now).path, bytes: 1000 };
      }),
    parallelism: (jobId) => ask((manager) => manager.jobs.get(jobId)?.vertices.has),
    requirements: (jobId) =>
      ask((manager) => {
        const job = manager.jobs.get(jobId);
        if (job && !job.vertices.told) throw new Refusal('the scheduler takes no requirements');
        return job?.vertices.told;
      }),
    require: (jobId, requirements) => ask((manager) => flink.require(manager, jobId, requirements)),
  };
}

async function heard(asked: Promise<Reply<SavepointProgress>>, { saved }: Told) {
  const answer = await asked;
  if (answer.type === 'answer' && answer.value.type === 'completed') saved?.(answer.value.path);
  return answer;
}

/** One question, with what goes wrong on its way there and back. */
function reply<T>(
  { world, flink, life }: FlinkSide,
  { namespace, cluster }: FlinkPlace,
  question: (manager: JobManager) => T,
  timeout: number,
): Promise<Reply<T>> {
  if (life.isOver) return never();
  const { random, time, faults } = world;
  const { flinkSilent, flinkHangs, flinkRefuses } = faults.rates;
  const arrive = (): Reply<T> => {
    const manager = flink.endpoint(namespace, cluster);
    if (!manager) return { type: 'silent', error: new Error(`nobody listens for ${cluster}`) };
    try {
      return { type: 'answer', value: question(manager) };
    } catch (error) {
      if (error instanceof Refusal) return { type: 'refused', error };
      throw error;
    }
  };
  if (!faults.acting) return Promise.resolve(arrive());
  const wait = random.chance(0.3) ? random.between(1, 400) : 0;
  return new Promise((resolve) => {
    const tell = (answer: Reply<T>, after: number) => {
      if (after === 0) resolve(answer);
      else time.after(after, () => void (life.isOver || resolve(answer)));
    };
    const act = () => {
      if (life.isOver && random.chance(0.5)) return;
      if (random.chance(flinkRefuses))
        return tell({ type: 'refused', error: new Refusal('not now'), isFinal: random.chance(0.3) }, 0);
      if (!random.chance(flinkSilent + flinkHangs)) return tell(arrive(), 0);
      if (random.chance(0.5)) arrive();
      const silent: Reply<T> = { type: 'silent', error: new Error(`no answer from ${cluster}`) };
      tell(silent, random.chance(flinkHangs / (flinkSilent + flinkHangs)) ? timeout : 0);
    };
    if (wait > 0) time.after(wait, act);
    else act();
  });
}

/** Submissions of one process: what is done with a jar, and what goes wrong with it. */
export function simulatedSubmissions(side: FlinkSide, wake: (uid: string) => void): Submissions {
  return new SubmissionsUnderWay({ wake, submit: (...of) => new Promise((end) => submit(side, of, end)) });
}

function submit(
  { world, flink, life }: FlinkSide,
  [uid, submission, signal]: readonly [uid: string, submission: Submission, signal: AbortSignal],
  resolve: (state: SubmissionState) => void,
): void {
  const { random, time, faults } = world;
  const { namespace, cluster } = submission.place;
  const { flinkSilent, flinkRefuses } = faults.rates;
  const end = (state: SubmissionState) => {
    if (!life.isOver) resolve(state);
  };
  const failed = (error: Error, refused: boolean) => end({ type: 'failed', error, refused });
  if (life.isOver) return;
  world.trace.note('engine', () => `submits ${submission.jobId.slice(0, 4)} from ${submission.savepointPath}`);
  // The jar is fetched and uploaded.
  time.after(world.some(500, 15_000), () => {
    if (life.isOver) return;
    if (signal.aborted) return failed(new Error('it was given up'), false);
    if (random.chance(flinkRefuses)) return failed(new Refusal('the jar is no jar'), true);
    if (random.chance(flinkSilent)) return failed(new Error('the connection broke'), false);
    // The program is run, whether or not somebody waits for the answer.
    time.after(world.some(100, 3000), () => {
      if (life.isOver && random.chance(0.5)) return;
      const manager = flink.endpoint(namespace, cluster);
      if (!manager) return failed(new Error('nobody listens'), false);
      const { jobId, savepointPath, parallelism, args } = submission;
      flink.submit(manager, { id: jobId, resource: uid, program: `${parallelism} ${args.join()}`, savepointPath });
      const isLost = random.chance(flinkSilent);
      // Its list of jobs may be older than that.
      time.after(listAge, () => {
        if (isLost) failed(new Error('the answer was lost'), false);
        else end({ type: 'done' });
      });
    });
  });
}
