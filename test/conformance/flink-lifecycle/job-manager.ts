import { isObject } from '../../../src/values/json.ts';
import { epoch } from '../../simulation/simulated-time.ts';
import { type PlayedAnswer, type RecordedAnswers, shapeOf } from './answers.ts';
import type { RestCall } from './recording.ts';

/** What the world is like at a call. */
export interface Moment {
  /** Steps that were made. */
  readonly made: number;
  /** Milliseconds since the beginning. */
  readonly now: number;
  /** Milliseconds since 1970 at which a step was made. */
  readonly timeOfStep: (step: number) => number;
}

interface Trigger {
  readonly begun: RestCall | undefined;
  readonly at: number;
  readonly location: string;
  readonly count: number;
}

const ended = new Set(['FAILED', 'FINISHED', 'CANCELED']);

/** The REST server of one cluster: its jobs are played, and what is recorded of the rest is said again. */
export class PlayedJobManager {
  listens = false;
  /** States of jobs, by id. */
  readonly jobs = new Map<string, string>();
  readonly #recorded: RecordedAnswers;
  readonly #triggers = new Map<string, Trigger>();
  readonly #counts = new Map<string, number>();
  #triggered = 0;

  constructor(recorded: RecordedAnswers) {
    this.#recorded = recorded;
  }

  answer(method: string, target: string, body: unknown, moment: Moment): PlayedAnswer {
    const [path = ''] = target.split('?');
    return method === 'GET' ? this.#read(path, moment) : this.#write(method, path, body, moment);
  }

  #read(path: string, moment: Moment): PlayedAnswer {
    if (path === '/jobs/overview') return { status: 200, body: { jobs: [...this.jobs].map(shown) } };
    const trigger = this.#triggers.get(path.slice(path.lastIndexOf('/') + 1));
    if (trigger) return this.#progress(path, trigger, moment);
    const found = this.#recorded.afterStep(shapeOf(path), moment.made);
    if (!found) return unasked[shapeOf(path)] ?? missing(path);
    return { status: found.status, body: revived(found.body, moment.timeOfStep(found.step)) };
  }

  #write(method: string, path: string, body: unknown, moment: Moment): PlayedAnswer {
    const shape = shapeOf(path);
    const key = `${method} ${shape}`;
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    const recorded = this.#recorded.write(method, shape, count);
    if (recorded && recorded.status >= 400) return { status: recorded.status, body: recorded.response };
    const [, , jobId = ''] = path.split('/');
    switch (key) {
      case 'PATCH /jobs/<id>':
        return this.#cancel(jobId);
      case 'POST /jobs/<id>/stop':
      case 'POST /jobs/<id>/savepoints':
      case 'POST /jobs/<id>/checkpoints':
      case 'POST /savepoint-disposal':
        return this.#trigger(key, body, recorded, moment, jobId);
      case 'POST /jars/upload':
        return { status: 200, body: { filename: `/tmp/flink-web-upload/${count}_job.jar`, status: 'success' } };
      case 'POST /jars/<jar>/run':
        return this.#run(body);
      case 'DELETE /jars/<jar>':
        return { status: 200, body: {} };
      default:
        return recorded ? { status: recorded.status, body: recorded.response } : missing(path);
    }
  }

  #cancel(jobId: string): PlayedAnswer {
    const state = this.jobs.get(jobId);
    if (state === undefined) return missing(`job ${jobId}`);
    if (ended.has(state)) return { status: 409, body: { errors: [`job ${jobId} is ${state}`] } };
    this.jobs.set(jobId, 'CANCELED');
    return { status: 202, body: {} };
  }

  #run(body: unknown): PlayedAnswer {
    const { jobId } = body as { readonly jobId: string };
    this.jobs.set(jobId, 'RUNNING');
    return { status: 200, body: { jobid: jobId } };
  }

  /** Begun again under the same id, it is the same one. */
  #trigger(key: string, body: unknown, begun: RestCall | undefined, { now }: Moment, jobId: string): PlayedAnswer {
    const { triggerId, ...wanted } = body as { readonly triggerId?: string; readonly [member: string]: unknown };
    const count = this.#triggered + 1;
    const id = triggerId ?? count.toString(16).padStart(32, '0');
    if (this.#triggers.has(id)) return { status: 202, body: { 'request-id': id } };
    this.#triggered = count;
    const directory = wanted['targetDirectory'] ?? wanted['target-directory'];
    const location = `${directory}/savepoint-${String(count).padStart(4, '0')}`;
    const trigger = { begun, at: now, location, count };
    this.#triggers.set(id, trigger);
    if (key.endsWith('/stop') && !failed(this.#outcome(trigger, Number.POSITIVE_INFINITY))) {
      this.jobs.set(jobId, 'FINISHED');
    }
    return { status: 202, body: { 'request-id': id } };
  }

  #progress(path: string, trigger: Trigger, { now }: Moment): PlayedAnswer {
    const { location, count, at } = trigger;
    const recorded = this.#outcome(trigger, now - at);
    if (recorded) return recorded;
    const operation = path.includes('/checkpoints/') ? { checkpointId: count + 1 } : { location };
    return { status: 200, body: { status: { id: 'COMPLETED' }, operation } };
  }

  #outcome({ begun }: Trigger, elapsed: number): PlayedAnswer | undefined {
    return begun && this.#recorded.progress(begun, elapsed);
  }
}

function failed(answer: PlayedAnswer | undefined): boolean {
  const operation = isObject(answer?.body) ? answer.body['operation'] : undefined;
  return isObject(operation) && isObject(operation['failure-cause']);
}

function shown([jid, state]: [string, string]): object {
  return { jid, state, name: 'streaming-job', 'start-time': epoch };
}

const missing = (what: string): PlayedAnswer => ({
  status: 404,
  body: { errors: [`org.apache.flink.runtime.rest.NotFoundException: ${what} not found`] },
});

/** What nobody asked while the case was recorded. */
const unasked: Readonly<Record<string, PlayedAnswer>> = {
  '/config': { status: 200, body: { 'flink-version': '1.20.1', 'flink-revision': 'abcdef1 @ <timestamp>' } },
  '/taskmanagers': { status: 200, body: { taskmanagers: [] } },
  '/jobs/<id>/exceptions': { status: 200, body: { exceptionHistory: { entries: [], truncated: false } } },
};

/** Times are put in the place of their marks, the newest first. */
function revived(body: unknown, newest: number): unknown {
  let older = 0;
  return JSON.parse(JSON.stringify(body), (_, value: unknown) => {
    if (value === '<epoch-ms>') return newest - 1000 * older++;
    return value === '<ms>' ? 1 : value;
  });
}
