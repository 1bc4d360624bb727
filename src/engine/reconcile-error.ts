import type { Happening } from './happening.ts';
import { errorSummary } from './status/status-error.ts';

/** A spec cannot be turned into a cluster. The message is for its owner; nothing has been done. */
export class ReconcileError extends Error {
  override readonly name = 'ReconcileError';
  /** One word in the manner of Kubernetes' reasons. */
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What people are told of a pass that failed. */
export function failureOf(error: Error, component: string): Happening {
  const reason = error instanceof ReconcileError ? error.reason : 'Error';
  return { component, type: 'Warning', reason, message: errorSummary(error) };
}
