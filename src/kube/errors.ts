/** The API server said no. The caller reads `status` and `reason`; the message is the API server's own. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status, or the code of an ERROR event of a watch. */
  readonly status: number;
  /** Kubernetes' own word, such as NotFound, Conflict, Expired or Forbidden. */
  readonly reason: string;
  readonly details: unknown;
  /** Seconds after which to ask again, where the API server said so. */
  readonly retryAfter: number | undefined;

  constructor(status: number, told: ApiStatus, retryAfter?: number) {
    super(told.message ?? `the API server answered ${status}`);
    this.status = status;
    this.reason = told.reason ?? '';
    this.details = told.details;
    this.retryAfter = retryAfter;
  }
}

/** The part of a `Status` that is read. */
export interface ApiStatus {
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: unknown;
}

/** No answer came; whether the call was carried out, nobody knows. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';

  constructor(what: string, cause: unknown) {
    super(`no answer from the API server to ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}

/** The resource version is too old to go on from. */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 410 || error.reason === 'Expired');
}
