import type { Action } from '../../src/engine/action.ts';
import { pendingStop } from '../../src/engine/pending-stop.ts';
import type { BeginEffect, Effect } from '../../src/engine/preview/effect.ts';
import { type CommonStatus, lastReconciled } from '../../src/engine/status/bookkeeping.ts';
import type { Decision } from '../../src/engine/step.ts';

/** What a decision does about the job or the cluster of an object. */
export type Decided =
  | { readonly type: 'nothing' }
  | { readonly type: 'savepoint' }
  | { readonly type: 'cancel' }
  | { readonly type: 'scale' }
  | { readonly type: 'stop'; readonly upgradeMode: string | undefined }
  | { readonly type: 'begin'; readonly upgradeMode: string | undefined; readonly path: string | undefined };

type Status = CommonStatus;

/** `seen`: the status that the decision rests on. */
export function decidedOf({ status, actions = [] }: Decision<Status>, seen: Status): Decided {
  const { upgradeMode } = lastReconciled(status)?.spec.job ?? {};
  const beginning = actions.find((action) => isBeginning(action, seen));
  if (beginning) return { type: 'begin', upgradeMode, path: pathOf(beginning) };
  if (pendingStop(status) && !pendingStop(seen)) return { type: 'savepoint' };
  const begun = status.reconciliationStatus?.state === 'UPGRADING' && seen.reconciliationStatus?.state === 'DEPLOYED';
  if (begun) return { type: 'stop', upgradeMode };
  if (actions.some(isScaling)) return { type: 'scale' };
  const cancels = actions.some(({ type }) => type === 'cancelJob');
  return { type: cancels && seen.reconciliationStatus?.state === 'DEPLOYED' ? 'cancel' : 'nothing' };
}

/** As the cluster, or the job, is told. */
function pathOf(action: Action): string | undefined {
  if (action.type === 'createCluster') return action.plan.savepointPath;
  return action.type === 'submitJob' ? action.submission.savepointPath : undefined;
}

function isBeginning(action: Action, { jobStatus }: Status): boolean {
  if (action.type === 'createCluster') return !action.goesOn;
  return action.type === 'submitJob' && action.submission.jobId !== jobStatus?.jobId;
}

function isScaling(action: Action): boolean {
  return action.type === 'scaleJob' || (action.type === 'change' && action.key.kind === 'Deployment');
}

/** Whether something was begun before, of which only what it comes to is foretold. */
export const isUnderWay = (seen: Status): boolean =>
  seen.reconciliationStatus?.state === 'UPGRADING' || pendingStop(seen) !== undefined;

/** `undefined` where a decision is what was foretold. */
export function disagreement(effect: Effect, decided: Decided, seen: Status): string | undefined {
  const { stop, begin, blocked, change } = effect;
  const told = `${change}, ${stop}, ${JSON.stringify(begin)}${blocked ? `, ${blocked.reason}` : ''}`;
  const wrong = `foretold: ${told}; decided: ${JSON.stringify(decided)}`;
  switch (decided.type) {
    case 'nothing': {
      // Of a session job that has ended nothing is left to be removed.
      const stops = stop !== 'nothing' && !(stop === 'ended' && begin.type === 'rests');
      const acts = stops || (begin.type !== 'goes-on' && begin.type !== 'rests');
      return acts && !blocked && !isUnderWay(seen) ? wrong : undefined;
    }
    case 'savepoint':
      return stop === 'savepoint' ? undefined : wrong;
    case 'scale':
      return stop === 'scaled' && !blocked ? undefined : wrong;
    case 'cancel':
      return stop === 'cancel' ? undefined : wrong;
    case 'stop':
      // What cannot be begun again, as its state is lost, is stopped all the same.
      return isStop(effect, decided.upgradeMode, seen) ? undefined : wrong;
    case 'begin':
      return !blocked && isBegin(begin, decided) ? undefined : wrong;
  }
}

function isStop({ stop, change }: Effect, upgradeMode: string | undefined, seen: Status): boolean {
  switch (stop) {
    case 'stateless':
      return upgradeMode === (change === 'savepoint-redeploy' ? 'savepoint' : 'stateless');
    case 'savepoint':
      return upgradeMode === 'savepoint' && pendingStop(seen) !== undefined;
    case 'cancel':
    case 'last-state':
      return upgradeMode === 'last-state';
    case 'replaced':
      return upgradeMode === undefined;
    case 'ended':
      return true;
    case 'nothing':
    case 'scaled':
      return false;
  }
}

/** The last checkpoint of a job is none where it has made none. */
export function isBegin(begin: BeginEffect, { upgradeMode, path }: Extract<Decided, { type: 'begin' }>): boolean {
  switch (begin.type) {
    case 'cluster':
      return upgradeMode === undefined;
    case 'empty':
      return path === undefined;
    case 'path':
      return path === begin.path;
    case 'savepoint':
      return path !== undefined && upgradeMode === 'savepoint';
    case 'checkpoint':
      return upgradeMode !== 'stateless';
    case 'last-state':
      return upgradeMode === 'last-state';
    case 'goes-on':
    case 'rests':
      return false;
  }
}
