import { type ErrorFacts, type ErrorLimits, errorSummary, statusError } from './status-error.ts';

/** Names under which tools know errors of an operator for Flink. */
const names = 'org.apache.flink.kubernetes.operator.exception';

export function validationError(findings: readonly string[], limits: ErrorLimits): string {
  return statusError(named(new Error(findings.join('\n')), 'ValidationException'), limits);
}

/** Of a spec that cannot be brought about as things are. */
export function upgradeFailure(message: string, limits: ErrorLimits): string {
  return statusError(named(new Error(message), 'UpgradeFailureException'), limits);
}

/** Of a pass that failed; the error itself is its cause. */
export function reconciliationError(error: Error, limits: ErrorLimits): string {
  return statusError(named(new Error(errorSummary(error), { cause: error }), 'ReconciliationException'), limits);
}

function named(error: Error, name: string): Error & { readonly facts: ErrorFacts } {
  return Object.assign(error, { facts: { type: `${names}.${name}` } });
}
