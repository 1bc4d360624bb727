import { connect } from 'node:net';
import { systemClock } from '../clock.ts';
import type { FlinkCluster, FlinkPlace, JobOfCluster, Reply } from '../engine/flink-port.ts';
import { latestCompleted, latestTriggered } from './checkpoint-answers.ts';
import { FlinkUnreachable, isMistake } from './errors.ts';
import type { CallOptions, FailureCause, FlinkClient } from './flink-client.ts';

/** Told of every question to a cluster. */
export type FlinkObserver = (call: string, outcome: 'ok' | 'refused' | 'silent', milliseconds: number) => void;

/** Milliseconds. */
const probeTime = 1000;
const disposalPause = 100;
const disposalLook = 1000;

/** What the engine asks of a cluster, by its REST server. */
export function createFlinkCluster(
  client: FlinkClient,
  url: URL,
  { timeout, cancelTimeout }: FlinkPlace,
  observer: FlinkObserver = () => {},
): FlinkCluster {
  async function ask<T>(
    call: string,
    question: (options: CallOptions) => Promise<T>,
    time = timeout,
  ): Promise<Reply<T>> {
    const begun = performance.now();
    const reply = await replyTo(() => question({ timeout: time }));
    observer(call, reply.type === 'answer' ? 'ok' : reply.type, performance.now() - begun);
    return reply;
  }

  return {
    listens: () => listens(url),
    version: () => ask('config', (options) => client.config(options)),
    taskManagers: () => ask('taskManagers', (options) => client.taskManagers(options)),
    // Words of newer versions are handed on as they are.
    jobs: () => ask('jobs', async (options) => (await client.jobs(options)) as readonly JobOfCluster[]),
    failure: (jobId) =>
      ask('executionResult', async (options) => {
        const result = await client.executionResult(jobId, options);
        return result?.failureCause && failureOf(result.failureCause);
      }),
    problems: (jobId) =>
      ask('exceptions', async (options) => {
        const { entries = [] } = (await client.exceptions(jobId, options)) ?? {};
        return entries.map(({ exceptionName, taskName, taskManagerId, failureLabels, ...rest }) => ({
          ...rest,
          name: exceptionName,
          task: taskName,
          taskManager: taskManagerId,
          labels: failureLabels,
        }));
      }),
    cancel: (jobId) => ask('cancel', (options) => client.cancel(jobId, options), cancelTimeout),
    stopWithSavepoint: (jobId, { directory, drain, format, triggerId }) =>
      ask('stop', async (options) => {
        await client.stop(jobId, { targetDirectory: directory, drain, formatType: format, triggerId }, options);
      }),
    savepoint: (jobId, triggerId) =>
      ask('savepoint', async (options) => {
        const progress = await client.savepoint(jobId, triggerId, options);
        if (progress.type === 'completed') return { type: 'completed', path: progress.location };
        return progress.type === 'failed' ? { type: 'failed', error: failureOf(progress.cause) } : progress;
      }),
    takeSnapshot: (jobId, request) =>
      ask('snapshot', async (options) => {
        const { triggerId } = request;
        if (request.type === 'checkpoint') {
          await client.triggerCheckpoint(jobId, { type: request.format ?? 'FULL', triggerId }, options);
        } else {
          const { directory, format } = request;
          await client.triggerSavepoint(jobId, { targetDirectory: directory, formatType: format, triggerId }, options);
        }
      }),
    savepointOfOldFlink: (jobId, { stops, directory: targetDirectory }) =>
      ask('savepoint', (options) =>
        stops
          ? client.stop(jobId, { targetDirectory, drain: false }, options)
          : client.triggerSavepoint(jobId, { targetDirectory }, options),
      ),
    checkpoint: (jobId, triggerId) =>
      ask('checkpoint', async (options) => {
        const progress = await client.checkpoint(jobId, triggerId, options);
        if (progress.type === 'failed') return { type: 'failed', error: failureOf(progress.cause) };
        if (progress.type !== 'completed') return progress;
        const details = await client.checkpointDetails(jobId, progress.id, options);
        return { type: 'completed', path: details?.externalPath ?? '' };
      }),
    dispose: (savepoint) =>
      ask('dispose', async (options) => {
        const begun = performance.now();
        const trigger = await client.disposeSavepoint(savepoint, options);
        for (;;) {
          const progress = await client.disposal(trigger, options);
          if (progress.type === 'completed') return;
          if (progress.type === 'failed' && !isGone(progress.cause)) throw failureOf(progress.cause);
          if (progress.type === 'failed') return;
          // What takes longer goes on without us: passes do not wait.
          if (performance.now() - begun > disposalLook) return;
          await systemClock.sleep(disposalPause);
        }
      }),
    latestCheckpoint: (jobId) =>
      ask('checkpoints', async (options) => {
        const history = await client.checkpoints(jobId, options);
        if (!history) return undefined;
        return { path: latestCompleted(history)?.externalPath, bytes: history.latest.completed?.stateBytes };
      }),
    jobHealth: (jobId) =>
      ask('metrics', async (options) => {
        const names = ['fullRestarts', 'numRestarts', 'numberOfCompletedCheckpoints'];
        const metrics = await client.metrics(jobId, names, options);
        const restarts = Number(metrics?.['numRestarts'] ?? metrics?.['fullRestarts']);
        const completedCheckpoints = Number(metrics?.['numberOfCompletedCheckpoints']);
        const isKnown = Number.isFinite(restarts) && Number.isFinite(completedCheckpoints);
        return isKnown ? { restarts, completedCheckpoints } : undefined;
      }),
    checkpointTimes: (jobId) =>
      ask('checkpoints', async (options) => {
        const history = await client.checkpoints(jobId, options);
        const [newest] = history?.history ?? [];
        return {
          completedAt: history && latestTriggered(history),
          underWaySince: newest?.status === 'IN_PROGRESS' ? newest.triggerTimestamp : undefined,
        };
      }),
    parallelism: (jobId) =>
      ask('vertices', async (options) => {
        const vertices = await client.vertices(jobId, options);
        return vertices && new Map(vertices.map(({ id, parallelism = 0 }) => [id, parallelism]));
      }),
    requirements: (jobId) => ask('requirements', (options) => client.resourceRequirements(jobId, options)),
    require: (jobId, requirements) =>
      ask('require', (options) => client.setResourceRequirements(jobId, requirements, options)),
  };
}

async function replyTo<T>(question: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { type: 'answer', value: await question() };
  } catch (error) {
    if (error instanceof FlinkUnreachable) return { type: 'silent', error };
    return { type: 'refused', error: error as Error, ...(isMistake(error) && { isFinal: true }) };
  }
}

/** What was to be deleted was not there. */
const isGone = ({ stackTrace = '' }: FailureCause) =>
  /FileNotFoundException|Cannot find checkpoint or savepoint/.test(stackTrace);

/** The first line of a stack trace of Java names the exception and says what is wrong. */
function failureOf({ className, stackTrace }: FailureCause): Error {
  const [first = ''] = (stackTrace ?? '').split('\n', 1);
  const error = new Error(first || className || 'the job has failed');
  return Object.assign(error, { facts: { ...(className !== undefined && { type: className }) } });
}

function listens({ hostname, port, protocol }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port: Number(port || (protocol === 'https:' ? 443 : 80)),
      timeout: probeTime,
    });
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
