/**
 * No whole answer came. Whether the call was carried out, nobody knows, unless `refused` says that it was not even
 * heard. The next pass looks again before it repeats anything but a read.
 */
export class FlinkUnreachable extends Error {
  override readonly name = 'FlinkUnreachable';
  readonly url: string;
  /** No connection was made at all, so nothing was done. */
  readonly refused: boolean;

  constructor(url: string, what: string, cause: unknown, refused = false) {
    super(`no answer from Flink at ${url} to ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.url = url;
    this.refused = refused;
  }
}

/** Flink said no. */
export class FlinkError extends Error {
  override readonly name = 'FlinkError';
  /** Of HTTP. */
  readonly status: number;
  /** As Flink sent them: mostly one, mostly with a stack trace of Java. */
  readonly messages: readonly string[];

  constructor(what: string, status: number, messages: readonly string[], cause: string | undefined) {
    super(`Flink answered ${status} to ${what}${cause ? `: ${cause}` : ''}`);
    this.status = status;
    this.messages = messages;
  }
}

/**
 * An answer came that is not one of Flink's: too large, no JSON, or JSON of another shape. Something else listens there,
 * or a version of Flink that we do not know. Of a write, nobody knows whether it was done.
 */
export class FlinkAnswerInvalid extends Error {
  override readonly name = 'FlinkAnswerInvalid';
}

/** Flink does not know the job, checkpoint or trigger of the call. Some calls say so with 500 and an exception. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof FlinkError)) return false;
  return error.status === 404 || error.messages.some((text) => text.includes(jobNotFound));
}

const jobNotFound = 'org.apache.flink.runtime.messages.FlinkJobNotFoundException';

/** Flink has understood the call and will never do it: not what it does not know, or not yet, nor what comes too early or too often. */
export function isMistake(error: unknown): boolean {
  if (!(error instanceof FlinkError) || isMissing(error)) return false;
  return error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429;
}

/** To a jar that is not there Flink says 400, and only the message tells it from other mistakes. */
export function isMissingJar(error: unknown): boolean {
  return error instanceof FlinkError && error.messages.some((text) => /: File \S+ does not exist in /.test(text));
}

/** There is, or in this cluster there was, a job of the id that a run asked for: also one that has ended since. */
export function isDuplicateJob(error: unknown): boolean {
  return error instanceof FlinkError && error.messages.some((text) => text.includes(duplicateJob));
}

const duplicateJob = 'org.apache.flink.runtime.client.DuplicateJobSubmissionException';

/** The job has ended already, in another way than it was asked to. */
export function isAlreadyTerminal(error: unknown): boolean {
  if (!(error instanceof FlinkError)) return false;
  return error.status === 409 || error.messages.some((text) => text.includes('already reached another terminal state'));
}
