import { isActive } from '../../../rules/flink-cluster/job-state.ts';
import type { Action } from '../../action.ts';
import type { Child } from '../../child.ts';
import { versionOf } from '../../child-version.ts';
import type { Step } from '../../step.ts';
import {
  contentAnnotation,
  contentOf,
  isWorkload,
  keyOf,
  makeChild,
  nameOf,
  sendChild,
  sentAs,
  takesAnother,
} from '../children.ts';
import { type Labelled, revisionOf, type Workload } from '../observed.ts';
import type { ChildResource } from '../resources/child-resource.ts';
import { componentResources } from '../resources/index.ts';
import { unnumbered } from '../revision.ts';
import type { Situation } from '../situation.ts';
import { isAtNextRevision, isUpdatePending, isUpdatingComponents } from '../status/update-state.ts';
import type { Status } from '../subject.ts';
import { tendPodGroup } from '../tend-pod-group.ts';

/** Makes, changes and removes what a cluster is made of, its job aside. Source: `spec/flinkcluster.md` 8, 14, 18. */
export const keepComponents: Step<Situation, Status> = (situation) => {
  const components = componentResources.flatMap((resource) => tend(resource, situation));
  const actions = [...tendPodGroup(situation, components), ...components];
  return actions.length > 0 ? { status: situation.status, actions, again: 1000 } : undefined;
};

function tend(resource: ChildResource, situation: Situation): Action[] {
  const child = resource.make(situation.plan);
  const { apiVersion, kind } = resource;
  const { name, namespace } = situation.metadata;
  const key = { apiVersion, kind, namespace, name: resource.nameOf(name) };
  const present = situation.present(kind, key.name);
  // What is going is made anew once it is gone.
  if (present?.metadata.deletionTimestamp !== undefined) return [];
  if (!child) return present && !isNeeded(situation, present) ? [removal(key, present)] : [];
  if (!present) return [makeChild(situation, child)];
  const isOld = isToBeUpdated(situation, present) || (isWorkload(child) && isStranded(situation, present));
  if (isOld) return update(situation, child, present);
  const isRead = child.kind === 'ConfigMap' && makesWorkload(situation);
  return isWaiting(situation, present) && !isRead ? [] : repair(situation, child, present);
}

/** One that is made now is made for the next revision, and reads the configuration of that. */
const makesWorkload = ({ plan, present }: Situation): boolean =>
  componentResources.some((resource) => {
    const child = resource.make(plan);
    return child && isWorkload(child) && !present(child.kind, child.metadata.name);
  });

/** It is what runs until the job has ended. */
const isWaiting = ({ observed: { recorded } }: Situation, present: Labelled): boolean =>
  isUpdatePending(recorded) && !isAtNextRevision(present, recorded);

const isAtCurrentRevision = (present: Labelled, recorded: Status | undefined): boolean =>
  revisionOf(present) === unnumbered(recorded?.revision?.currentRevision ?? '');

/** Made since the job began, for a spec that is none any more, and it does not come up: the job is not in it. */
function isStranded({ observed: { recorded } }: Situation, present: Labelled & Pick<Workload, 'status'>): boolean {
  const isBetween = !isAtNextRevision(present, recorded) && !isAtCurrentRevision(present, recorded);
  return isUpdatePending(recorded) && isBetween && (present.status?.readyReplicas ?? 0) === 0;
}

/** By the job that is stopped before its cluster is changed. */
const isNeeded = ({ update, observed: { recorded } }: Situation, present: Labelled): boolean =>
  (update.state === 'Preparing' || update.state === 'InProgress') &&
  !isUpdatingComponents(update, recorded) &&
  !isAtNextRevision(present, recorded);

const removal = (key: ReturnType<typeof keyOf>, { metadata: { uid } }: Labelled): Action => ({
  type: 'remove',
  key: { ...key, uid, propagation: 'Foreground' },
});

const isToBeUpdated = ({ update, observed: { recorded } }: Situation, present: Labelled): boolean =>
  isUpdatingComponents(update, recorded) && !isAtNextRevision(present, recorded);

/** Only what is another one afterwards begins anew. */
function update(situation: Situation, child: Child, present: Labelled): Action[] {
  const {
    spec,
    update: { isLight },
    observed: { recorded },
  } = situation;
  const { [contentAnnotation]: before } = present.metadata.annotations ?? {};
  const after = contentOf(situation, child);
  // What was made for a change that was taken back is not what a light one leaves as it is.
  const isSame = after === before || (isLight && isAtCurrentRevision(present, recorded));
  const isInPlace = spec.recreateOnUpdate === false && (before === undefined || !takesAnother(before, after));
  const isRenewed = !isSame && ((!isInPlace && isWorkload(child)) || isRefused(situation, child));
  return [isRenewed || !isChangeable(child, present) ? removal(keyOf(child), present) : sendChild(situation, child)];
}

/** What it was made of before is not always known. */
function isRefused(situation: Situation, child: Child): boolean {
  const last = situation.sent.get(nameOf(keyOf(child)));
  return last?.isUnchangeable === true && last.content === sentAs(situation, contentOf(situation, child));
}

/** Whether a Service has an address of its own is said once and for all. */
function isChangeable(child: Child, present: Labelled): boolean {
  if (child.kind !== 'Service') return true;
  const isHeadless = (object: { readonly spec?: unknown }) =>
    (object.spec as { readonly clusterIP?: string } | undefined)?.clusterIP === 'None';
  return isHeadless(child) === isHeadless(present as object);
}

/** Made by us for a spec that is none any more, and it does not come up: as of a job that was cancelled before its image was found. */
function runsNothing({ status }: Situation, present: Labelled & Pick<Workload, 'status'>): boolean {
  const { job } = status.components;
  const isMade = present.metadata.annotations?.[contentAnnotation] !== undefined;
  return isMade && job !== undefined && !isActive(job) && (present.status?.readyReplicas ?? 0) === 0;
}

/** Of a change that was taken back while somebody has deleted its revision. What a job runs in is not replaced under it. */
const isOfAnotherSpec = ({ spec, observed: { recorded } }: Situation, present: Labelled): boolean =>
  !spec.job && !isUpdatePending(recorded) && !isAtCurrentRevision(present, recorded);

/** Puts right what somebody else has changed. Pods of another make are left alone until the spec changes: they run. */
function repair(situation: Situation, child: Child, present: Labelled): Action[] {
  if (!isChangeable(child, present)) return [removal(keyOf(child), present)];
  const content = contentOf(situation, child);
  const isOurs = present.metadata.annotations?.[contentAnnotation] === content;
  if (!isOurs && isWorkload(child)) {
    if (isOfAnotherSpec(situation, present)) return update(situation, child, present);
    return runsNothing(situation, present) ? [removal(keyOf(child), present)] : [];
  }
  const sent = situation.sent.get(nameOf(keyOf(child)));
  const isAsSent = sent?.content === sentAs(situation, content) && sent.version === versionOf(present);
  const isOfThisSpec = revisionOf(present) === situation.plan.revision;
  return isOurs && isAsSent && isOfThisSpec ? [] : [sendChild(situation, child)];
}
