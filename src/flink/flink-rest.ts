import {
  checkpointDetails,
  checkpointHistory,
  checkpointProgress,
  disposalProgress,
  savepointProgress,
} from './checkpoint-answers.ts';
import { FlinkAnswerInvalid, FlinkError, isAlreadyTerminal, isMissing, isMissingJar } from './errors.ts';
import { type Answer, type Body, type Call, createExchange, type Exchange } from './exchange.ts';
import type { CallOptions, FlinkClient } from './flink-client.ts';
import { jarRunBody } from './jar-run-body.ts';
import { jarUpload } from './jar-upload.ts';
import * as answers from './job-answers.ts';
import { Place } from './place.ts';
import { rootCause } from './root-cause.ts';
import { readTlsFiles, type TlsFiles, type TlsOptions } from './tls.ts';

interface FlinkRestLimits {
  /** Of the REST server of a JobManager. */
  readonly url: URL;
  /** Bytes of one answer; 16 MiB where it is left out. Histories of exceptions grow with the job. */
  readonly answerBytes?: number;
  /** Connections at a time for reads, and as many for writes; 4 where it is left out. */
  readonly sockets?: number;
}

export type FlinkRestOptions = FlinkRestLimits & {
  /** For https. */
  readonly tls?: TlsFiles;
};

/** Talks to a JobManager. Sends nothing yet. Throws where a file of the certificates cannot be read. */
export async function createFlinkRest({ tls, ...limits }: FlinkRestOptions): Promise<FlinkClient> {
  return flinkRest({ ...limits, ...(tls && { tls: await readTlsFiles(tls) }) });
}

/** Talks to a JobManager, with certificates that were read before. */
export function flinkRest(options: FlinkRestLimits & { readonly tls?: TlsOptions }): FlinkClient {
  const { url, tls, answerBytes = 16 * 1024 * 1024, sockets = 4 } = options;
  return flinkOver(createExchange({ url, answerBytes, sockets, ...(tls && { tls }) }));
}

/** Talks to a JobManager by whatever carries its calls. */
export function flinkOver(exchange: Exchange): FlinkClient {
  /** The answer where it is one of success. */
  async function ask(call: Call, limits: CallOptions): Promise<Place> {
    const what = `${call.method} ${call.path}`;
    const answer = await exchange.send(call, limits);
    if (answer.status < 200 || answer.status >= 300) throw errorOf(what, answer);
    return placeOf(what, answer);
  }

  async function read<T>(path: string, parse: (answer: Place) => T, limits: CallOptions): Promise<T> {
    const answer = await ask({ method: 'GET', path }, limits);
    return named(`GET ${path}`, () => parse(answer));
  }

  /** Of something that may not be there. */
  async function find<T>(path: string, parse: (answer: Place) => T, limits: CallOptions): Promise<T | undefined> {
    try {
      return await read(path, parse, limits);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Begins something; the trigger to ask after it with. */
  async function trigger(path: string, body: object, limits: CallOptions): Promise<string> {
    const answer = await ask({ method: 'POST', path, body: jsonBody(body) }, limits);
    return named(`POST ${path}`, () => answer.at('request-id').requiredText());
  }

  const unknown = { type: 'unknown' } as const;

  return {
    config: (limits) => read('/config', answers.clusterConfig, limits),
    jobs: (limits) => read('/jobs/overview', answers.jobOverviews, limits),
    vertices: (jobId, limits) => find(path`/jobs/${jobId}`, answers.jobVertices, limits),
    executionResult: (jobId, limits) => find(path`/jobs/${jobId}/execution-result`, answers.executionResult, limits),
    exceptions: (jobId, limits) => find(path`/jobs/${jobId}/exceptions`, answers.jobExceptions, limits),
    async cancel(jobId, limits) {
      try {
        await ask({ method: 'PATCH', path: path`/jobs/${jobId}?mode=cancel` }, limits);
        return 'accepted';
      } catch (error) {
        if (isMissing(error)) return 'missing';
        if (isAlreadyTerminal(error)) return 'terminal';
        throw error;
      }
    },
    stop: (jobId, { targetDirectory, drain = false, formatType, triggerId }, limits) =>
      trigger(path`/jobs/${jobId}/stop`, { targetDirectory, drain, formatType, triggerId }, limits),
    triggerSavepoint: (jobId, { targetDirectory, formatType, triggerId }, limits) =>
      trigger(
        path`/jobs/${jobId}/savepoints`,
        { 'target-directory': targetDirectory, 'cancel-job': false, formatType, triggerId },
        limits,
      ),
    savepoint: async (jobId, id, limits) =>
      (await find(path`/jobs/${jobId}/savepoints/${id}`, savepointProgress, limits)) ?? unknown,
    triggerCheckpoint: (jobId, { type: checkpointType, triggerId }, limits) =>
      trigger(path`/jobs/${jobId}/checkpoints`, { checkpointType, triggerId }, limits),
    checkpoint: async (jobId, id, limits) =>
      (await find(path`/jobs/${jobId}/checkpoints/${id}`, checkpointProgress, limits)) ?? unknown,
    checkpointDetails: (jobId, id, limits) =>
      find(path`/jobs/${jobId}/checkpoints/details/${id}`, checkpointDetails, limits),
    checkpoints: (jobId, limits) => find(path`/jobs/${jobId}/checkpoints`, checkpointHistory, limits),
    disposeSavepoint: (savepoint, limits) => trigger('/savepoint-disposal', { 'savepoint-path': savepoint }, limits),
    disposal: async (id, limits) => (await find(path`/savepoint-disposal/${id}`, disposalProgress, limits)) ?? unknown,
    metrics: (jobId, names, limits) =>
      find(path`/jobs/${jobId}/metrics?get=${names.join(',')}`, answers.metricValues, limits),
    taskManagers: (limits) => read('/taskmanagers', (answer) => answer.at('taskmanagers').items().length, limits),
    resourceRequirements: (jobId, limits) =>
      find(path`/jobs/${jobId}/resource-requirements`, answers.resourceRequirements, limits),
    async setResourceRequirements(jobId, requirements, limits) {
      const body = jsonBody(answers.resourceRequirementsBody(requirements));
      await ask({ method: 'PUT', path: path`/jobs/${jobId}/resource-requirements`, body }, limits);
    },
    async uploadJar(jar, limits) {
      const answer = await ask({ method: 'POST', path: '/jars/upload', body: await jarUpload(jar) }, limits);
      return named('POST /jars/upload', () => answers.jarId(answer));
    },
    async runJar(jar, run, limits) {
      const call = { method: 'POST', path: path`/jars/${jar}/run`, body: jsonBody(jarRunBody(run)) } as const;
      const answer = await ask(call, limits);
      return named(`POST ${call.path}`, () => answer.at('jobid').requiredText());
    },
    async deleteJar(jar, limits) {
      try {
        await ask({ method: 'DELETE', path: path`/jars/${jar}` }, limits);
        return true;
      } catch (error) {
        if (isMissingJar(error)) return false;
        throw error;
      }
    },
    close: () => exchange.close(),
  };
}

/** A path in which what is filled in cannot be more than one part of it. */
function path(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts }, ...values.map((value) => encodeURIComponent(value)));
}

function jsonBody(value: object): Body {
  const text = Buffer.from(JSON.stringify(value));
  return { contentType: 'application/json', bytes: text.length, pieces: () => [text] };
}

function placeOf(what: string, { text }: Answer): Place {
  try {
    return new Place(JSON.parse(text));
  } catch (cause) {
    // Such as the page of a proxy that wants somebody to log in.
    throw new FlinkAnswerInvalid(`${what}: the answer is no JSON`, { cause });
  }
}

/** Says of which call an answer has another shape. */
function named<T>(what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FlinkAnswerInvalid)) throw error;
    throw new FlinkAnswerInvalid(`${what}: ${error.message}`, { cause: error });
  }
}

function errorOf(what: string, { status, text }: Answer): FlinkError {
  const messages = messagesOf(text);
  return new FlinkError(what, status, messages, rootCause(messages));
}

/** What Flink says in `errors`; of anybody else's answer, the beginning. */
function messagesOf(text: string): readonly string[] {
  try {
    const errors = new Place(JSON.parse(text)).at('errors').items();
    if (errors.length > 0) return errors.map((error) => error.requiredText());
  } catch {
    // A proxy in between answers in words of its own.
  }
  return text.trim() === '' ? [] : [text.trim().slice(0, 500)];
}
