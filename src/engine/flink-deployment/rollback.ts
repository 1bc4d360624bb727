import { rollbackEnabled } from '../../values/configuration-options.ts';
import { milliseconds, readinessTimeout } from '../options.ts';
import { lastStable } from '../status/bookkeeping.ts';
import { isStable } from '../status/lifecycle.ts';
import { chooseStop, type StopChoice } from './choose-stop.ts';
import type { ReconcilableSpec } from './configuration/from-spec.ts';
import type { ObservedDeployment } from './observed.ts';
import { changeOf } from './restore.ts';

type Unproven = Pick<ObservedDeployment, 'status' | 'wanted' | 'last' | 'configuration' | 'now'>;

/** What was deployed last has had its time and did not prove itself, and there is a spec that did. Source: `spec/flink-engine.md` 5.1. */
export function mayRollBack({ status, wanted, last, configuration, now }: Unproven): boolean {
  const { state, reconciliationTimestamp = 0 } = status.reconciliationStatus ?? {};
  const stable = lastStable<ReconcilableSpec>(status)?.spec;
  if (state !== 'DEPLOYED' || !last || !stable || !configuration.value(rollbackEnabled)) return false;
  if (changeOf({ last, wanted }) !== 'ignore' || isStable(status) || last.spec.job?.state === 'suspended') return false;
  if (stable.job?.state === 'suspended' || (stable.flinkVersion ?? wanted.flinkVersion) !== wanted.flinkVersion) {
    return false;
  }
  return now.getTime() - reconciliationTimestamp > milliseconds(configuration.value(readinessTimeout));
}

/**
 * How what failed is stopped so that the last stable spec can follow; `undefined` where state would be lost by it. That it began without state
 * says nothing: a job that was scaled in place may have some since.
 */
export function stopForRollback(observed: ObservedDeployment): Exclude<StopChoice, { type: 'wait' }> | undefined {
  const { last, status } = observed;
  const stable = lastStable<ReconcilableSpec>(status)?.spec;
  if (!stable) return undefined;
  const wish = observed.wanted.job?.upgradeMode ?? 'stateless';
  const upgradeMode = wish === 'stateless' ? 'stateless' : 'last-state';
  const wanted = stable.job ? { ...stable, job: { ...stable.job, upgradeMode } as const } : stable;
  const version = last?.spec.flinkVersion ?? wanted.flinkVersion;
  const choice = chooseStop({ ...observed, wanted: { ...wanted, flinkVersion: version } });
  return choice.type === 'wait' ? undefined : choice;
}
