import type { Action } from '../action.ts';
import { type CommonStatus, withNonces } from '../status/bookkeeping.ts';
import type { Decision } from '../step.ts';
import { askedFor } from './asked.ts';
import { nonceOf, type SnapshotJob, snapshotTypes } from './job.ts';
import { makeAsked } from './made.ts';
import { withTrigger } from './trigger.ts';
import { lostTrigger, send, triggerFor } from './triggered.ts';

/**
 * Takes what is asked for or due. As an object, it counts as taken when that is made, which sees to the rest; where only the status tells
 * of it, when it is there. Source: `spec/flink-engine.md` 7.6, 11.
 */
export function takeSnapshots<S extends CommonStatus>(job: SnapshotJob<S>): Decision<S> | undefined {
  const actions: Action[] = [];
  const seen: { [nonce in (typeof nonceOf)['savepoint' | 'checkpoint']]?: number } = {};
  let { status } = job;
  for (const type of snapshotTypes) {
    const lost = lostTrigger(job, type);
    const asked = askedFor(job, type);
    if (lost) {
      actions.push(send(job, type, lost));
    } else if (asked && job.snapshots.areResources) {
      actions.push(makeAsked(job, type, asked));
      if (asked.trigger === 'MANUAL') seen[nonceOf[type]] = asked.nonce;
    } else if (asked) {
      const pending = triggerFor(job, type, asked);
      status = withTrigger(status, type, pending);
      actions.push(send(job, type, pending));
    }
  }
  if (actions.length === 0) return undefined;
  return { status, actions, ...(Object.keys(seen).length > 0 && { done: withNonces(status, seen) }) };
}
