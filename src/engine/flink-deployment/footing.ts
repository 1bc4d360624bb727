import { strongest } from '../spec-difference.ts';
import { afterRollback, asRunning, isRolledBack, lastStable } from '../status/bookkeeping.ts';
import type { KeptSpec } from '../status/last-spec.ts';
import type { ReconcilableSpec } from './configuration/from-spec.ts';
import { changesTo } from './restore.ts';
import { lastDeployed, type Status } from './subject.ts';

/** What steps go by. */
export interface Footing {
  readonly status: Status;
  /** What is to be brought about. */
  readonly wanted: ReconcilableSpec;
  /** What was brought about last, and how it was stopped. */
  readonly last: KeptSpec<ReconcilableSpec> | undefined;
}

/**
 * After a rollback the status keeps the spec that failed as the last one, and the last stable one is what runs and what is
 * wanted, until the owner writes another spec. Source: `spec/flink-engine.md` 2.3, 5.1.
 */
export function footingOf(status: Status, wanted: ReconcilableSpec): Footing {
  const failed = lastDeployed(status, wanted);
  const stable = lastStable<ReconcilableSpec>(status)?.spec;
  if (!failed || !stable || !isRolledBack(status)) return { status, wanted, last: failed };
  const runs = withState(stable, failed.spec);
  const last = { spec: runs, firstDeployment: false };
  if (strongest(changesTo(asRunning(failed.spec), wanted)) === 'ignore') {
    return { status, wanted: asWished(stable, wanted), last };
  }
  const { reconciliationStatus: { state } = {}, jobManagerDeploymentStatus: jobManager = 'MISSING' } = status;
  if (state === 'ROLLED_BACK') return { status: afterRollback(status, runs, 'DEPLOYED'), wanted, last };
  // The stable spec may run already: it is followed to its end first.
  if (jobManager === 'MISSING') return { status, wanted: asWished(stable, failed.spec), last };
  const ends = status.jobStatus?.state === 'CANCELLING';
  return { status: afterRollback(status, failed.spec, ends ? 'DEPLOYED' : 'UPGRADING'), wanted, last: failed };
}

/** Which redeployment was carried out last stays known, so that none is made twice. */
function withState(spec: ReconcilableSpec, { job }: ReconcilableSpec): ReconcilableSpec {
  if (!spec.job || !job) return spec;
  const { state, upgradeMode } = job;
  const known = { ...(state && { state }), ...(upgradeMode && { upgradeMode }), ...redeploymentOf(job) };
  return { ...spec, job: { ...spec.job, ...known } };
}

const redeploymentOf = ({ savepointRedeployNonce: nonce }: NonNullable<ReconcilableSpec['job']>) =>
  nonce === undefined ? {} : { savepointRedeployNonce: nonce };

/** What takes effect without an upgrade is as the owner has it now. */
function asWished({ ingress: _, job, ...spec }: ReconcilableSpec, now: ReconcilableSpec): ReconcilableSpec {
  const wished = { ...spec, ...(now.ingress && { ingress: now.ingress }) };
  if (!job || !now.job) return wished;
  const { savepointTriggerNonce, checkpointTriggerNonce, upgradeMode } = now.job;
  return {
    ...wished,
    job: {
      ...job,
      state: 'running',
      ...redeploymentOf(now.job),
      ...(upgradeMode && { upgradeMode }),
      ...(savepointTriggerNonce !== undefined && { savepointTriggerNonce }),
      ...(checkpointTriggerNonce !== undefined && { checkpointTriggerNonce }),
    },
  };
}
