import { isObject } from '../../values/json.ts';
import type { Action } from '../action.ts';
import type { Happening } from '../happening.ts';
import type { ObjectKey } from '../ports.ts';
import { contentOf, keyOf, nameOf, sendChild, sentAs } from './children.ts';
import { podGroup } from './resources/pod-group.ts';
import type { Situation } from './situation.ts';
import { isUpdatingComponents } from './status/update-state.ts';

/** Milliseconds before what was refused is tried again. */
const retryPause = 30_000;

/**
 * Nobody follows it, as most clusters have no such kind: it is sent where this process has not sent it, and goes with the pods that it was
 * for. `others`: what is done to the rest of the cluster, which is made also where there is no such kind.
 */
export function tendPodGroup(situation: Situation, others: readonly Action[]): Action[] {
  const { plan, sent, metadata, update, now } = situation;
  const child = podGroup.make(plan);
  if (!child) return isOver(situation, others) ? [removal(situation)] : [];
  // A change that is taken back before anything of it has begun needs none.
  if (update.state === 'Preparing' && others.length === 0) return [];
  const content = sentAs(situation, contentOf(situation, child));
  const last = sent.get(nameOf(keyOf(child)));
  const isPausing = last?.refused && Math.abs(now.getTime() - last.refused.at) < retryPause;
  // One that was sent before, for the same spec, may have gone with what is made again now.
  const isMaking = others.some((other) => other.type === 'ensure' && (other.isNew || isChanged(situation)));
  if (last?.content === content && (last.refused ? isPausing : !isMaking)) return [];
  const remember = { uid: metadata.uid, content, at: now.getTime() };
  return [{ type: 'tryToEnsure', child: sendChild(situation, child).child, remember }];
}

function keyOfGroup({ metadata: { name, namespace } }: Situation): ObjectKey {
  const { apiVersion, kind } = podGroup;
  return { apiVersion, kind, namespace, name: podGroup.nameOf(name) };
}

const removal = (situation: Situation): Action => ({
  type: 'remove',
  key: keyOfGroup(situation),
  forget: { uid: situation.metadata.uid },
});

/** With the cluster, or with a change that does without it; of what this process has not sent, each time that something else is done for that. */
function isOver(situation: Situation, others: readonly Action[]): boolean {
  const { spec, sent, update, kept = [] } = situation;
  const isSettled = update.state === 'NoUpdate' || update.state === 'Finished';
  if (isSettled && sent.has(nameOf(keyOfGroup(situation)))) return true;
  // It may have been begun for a change that was taken back.
  const mayBeThere = kept.some(({ data }) => isObject(data['spec']) && isObject(data['spec']['batchScheduler']));
  if (isChanged(situation) && mayBeThere) return others.length > 0;
  return spec.batchScheduler !== undefined && others.some(({ type }) => type === 'remove');
}

const isChanged = ({ update, observed: { recorded } }: Situation): boolean => isUpdatingComponents(update, recorded);

/** Without its group, what schedules the pods may leave them waiting. */
export function podGroupTold({ sent, plan }: Situation): readonly Happening[] {
  const child = podGroup.make(plan);
  const refused = child && sent.get(nameOf(keyOf(child)))?.refused;
  if (!refused) return [];
  const message = `the PodGroup ${child.metadata.name}, for which the pods wait, cannot be made: ${refused.message}`;
  return [{ component: 'FlinkOperator', type: 'Warning', reason: 'PodGroupFailed', message, again: 'ignore' }];
}
