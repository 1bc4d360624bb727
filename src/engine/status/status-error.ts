/** How much of an error is kept. Source: `spec/flink-config.md` 1.1. */
export interface ErrorLimits {
  /** Characters of every field. */
  readonly field: number;
  /** Characters of the stack trace; `undefined`: none is kept. */
  readonly stackTrace: number | undefined;
  /** Causes that are kept, from the first on. */
  readonly causes: number;
  /** Labels that are added where the pattern is found in the message of an error or of one of its causes. */
  readonly labels: readonly { readonly pattern: RegExp; readonly label: string }[];
}

/** What an error of ours says beside its message. */
export interface ErrorFacts {
  /** The name under which tools know it; the name of the class where it is left out. */
  readonly type?: string;
  readonly httpResponseCode?: number;
  /** Of a deployment that failed. */
  readonly reason?: string;
}

interface ErrorEntry {
  readonly type: string;
  readonly message?: string;
  readonly stackTrace?: string;
  readonly additionalMetadata: Readonly<Record<string, unknown>>;
}

/** The text of `status.error`: JSON with the error and its causes. Source: `spec/flink-engine.md` 1.7. */
export function statusError(error: Error, limits: ErrorLimits): string {
  const causes = causesOf(error);
  const stackTrace =
    limits.stackTrace === undefined ? undefined : (error.stack ?? String(error)).slice(0, limits.stackTrace);
  return JSON.stringify({
    ...entryOf(error, limits),
    ...(stackTrace !== undefined && { stackTrace }),
    throwableList: causes.slice(0, limits.causes).map((cause) => entryOf(cause, limits)),
  });
}

/** Up to three messages of an error and its causes, for an Event. */
export function errorSummary(error: Error): string {
  return [error, ...causesOf(error)]
    .slice(0, 3)
    .map(({ message, name }) => message || name)
    .join(' -> ');
}

const mostCauses = 20;

function causesOf(error: Error): Error[] {
  const causes: Error[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < mostCauses; cause = cause.cause)
    causes.push(cause);
  return causes;
}

function entryOf(error: Error & { readonly facts?: ErrorFacts }, { field, labels }: ErrorLimits): ErrorEntry {
  const { type = error.name, httpResponseCode, reason } = error.facts ?? {};
  const messages = [error, ...causesOf(error)].map(({ message }) => message);
  const found = labels
    .filter(({ pattern }) => messages.some((message) => pattern.test(message)))
    .map(({ label }) => label);
  return {
    type: type.slice(0, field),
    ...(error.message !== '' && { message: error.message.slice(0, field) }),
    additionalMetadata: {
      ...(httpResponseCode !== undefined && { httpResponseCode }),
      ...(reason !== undefined && { reason: reason.slice(0, field) }),
      ...(found.length > 0 && { labels: found }),
    },
  };
}
