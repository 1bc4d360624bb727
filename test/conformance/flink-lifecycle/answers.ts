import { isObject } from '../../../src/values/json.ts';
import type { RestCall, Step } from './recording.ts';

/** What a JobManager answers. */
export interface PlayedAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A path without ids, by which calls of the same sort are found. */
export const shapeOf = (path: string): string =>
  path
    .replace(/^\/v1/, '')
    .replace(/<id-\d+>|\b[0-9a-f]{32}\b/g, '<id>')
    .replace(/\/details\/\d+/, '/details/<n>')
    .replace(/^\/jars\/(?!upload)[^/]+/, '/jars/<jar>');

/** The answers that one cluster gave while a case was recorded. */
export class RecordedAnswers {
  readonly #calls: readonly RestCall[];
  readonly #steps: readonly Step[];

  constructor(calls: readonly RestCall[], steps: readonly Step[]) {
    this.#calls = calls;
    this.#steps = steps;
  }

  /**
   * What a read is answered when so many steps have been made: what was answered last by then. `step` is the one after which it was
   * answered for the first time.
   */
  afterStep(shape: string, made: number): (PlayedAnswer & { readonly step: number }) | undefined {
    const reads = this.#calls.filter(({ method, path }) => method === 'GET' && shapeOf(path) === shape);
    const found = reads.findLast(({ at }) => this.#stepsBy(at) <= made);
    if (!found) return undefined;
    return { status: found.status, body: found.response, step: this.#stepsBy(found.at) };
  }

  /** The write of this shape, counted from 0; past the last one it is that one. */
  write(method: string, shape: string, count: number): RestCall | undefined {
    const writes = this.#calls.filter((call) => call.method === method && shapeOf(call.path) === shape);
    return writes[Math.min(count, writes.length - 1)];
  }

  /** What was answered who asked after the trigger of a write, so many milliseconds after it. */
  progress(begun: RestCall, elapsed: number): PlayedAnswer | undefined {
    const trigger = isObject(begun.response) ? begun.response['request-id'] : undefined;
    const asked = this.#calls.filter(({ method, path }) => method === 'GET' && path.endsWith(`/${trigger}`));
    const found = asked.findLast(({ at }) => (at - begun.at) * 1000 <= elapsed) ?? asked[0];
    return found && { status: found.status, body: found.response };
  }

  #stepsBy(at: number): number {
    return this.#steps.filter((step) => step.at <= at).length;
  }
}
