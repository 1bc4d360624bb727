import type { Child } from './child.ts';
import { versionOf } from './child-version.ts';
import { createCluster } from './flink-deployment/create-cluster.ts';
import type { ClusterPlan } from './flink-deployment/plan.ts';
import type {
  FlinkPlace,
  OldSavepointRequest,
  Reply,
  ResourceRequirements,
  SavepointStop,
  SnapshotRequest,
} from './flink-port.ts';
import { isUnchangeable } from './is-unchangeable.ts';
import type { Made, ObjectKey, Ports, Recollection, RemovalKey, Submission } from './ports.ts';
import { ReconcileError } from './reconcile-error.ts';
import { errorSummary } from './status/status-error.ts';

/** Something that a pass does, as data. Each may be done twice without harm. */
export type Action =
  /** `goesOn`: with a Deployment that is there; where it is gone meanwhile, what is left of it has to end first. */
  | { readonly type: 'createCluster'; readonly plan: ClusterPlan; readonly goesOn?: true }
  | {
      readonly type: 'remove';
      readonly key: RemovalKey;
      /** For whom it is not remembered any more as sent. */
      readonly forget?: { readonly uid: string };
    }
  | {
      readonly type: 'ensure';
      readonly child: Child;
      /** It is most likely not there. */
      readonly isNew?: true;
      /** For whom it is remembered as it was stored, and what it was made of. */
      readonly remember?: { readonly uid: string; readonly content: string };
    }
  /** What a cluster can do without, as where its kind is missing: that it was refused is remembered, and the rest goes on. */
  | {
      readonly type: 'tryToEnsure';
      readonly child: Child;
      /** `at`: milliseconds since 1970. */
      readonly remember: { readonly uid: string; readonly content: string; readonly at: number };
    }
  | { readonly type: 'change'; readonly key: ObjectKey; readonly patch: object }
  /** `helps`: where the job cannot be asked to end, it is ended by what comes next. */
  | { readonly type: 'cancelJob'; readonly place: FlinkPlace; readonly jobId: string; readonly helps?: true }
  | {
      readonly type: 'stopWithSavepoint';
      readonly place: FlinkPlace;
      readonly jobId: string;
      readonly stop: SavepointStop;
      /** For whom it is remembered that Flink has refused the trigger for good, in place of failing the pass. */
      readonly remember?: { readonly uid: string };
    }
  | {
      readonly type: 'takeSnapshot';
      readonly place: FlinkPlace;
      readonly jobId: string;
      readonly request: SnapshotRequest;
      /** As with a stop. */
      readonly remember?: { readonly uid: string };
    }
  | {
      readonly type: 'takeOldSavepoint';
      readonly place: FlinkPlace;
      readonly jobId: string;
      readonly request: OldSavepointRequest;
      /** For whom, and in place of which trigger of ours, the trigger is remembered that Flink chooses. */
      readonly remember: { readonly uid: string; readonly triggerId: string };
    }
  | {
      readonly type: 'scaleJob';
      readonly place: FlinkPlace;
      readonly jobId: string;
      readonly requirements: ResourceRequirements;
      /** Of the object that asks for it: a refusal is remembered. */
      readonly asker: { readonly uid: string; readonly generation: number };
    }
  | { readonly type: 'disposeSavepoint'; readonly place: FlinkPlace; readonly path: string }
  | { readonly type: 'submitJob'; readonly uid: string; readonly submission: Submission }
  | { readonly type: 'abandonSubmission'; readonly uid: string };

export type ActionType = Action['type'];

type Performs = Pick<Ports, 'children' | 'flink' | 'submissions' | 'memory'>;

export async function perform(action: Action, { children, flink, submissions, memory }: Performs): Promise<void> {
  switch (action.type) {
    case 'createCluster':
      return createCluster(action.plan, children, action.goesOn);
    case 'remove':
      await children.remove(action.key);
      if (action.forget) sentBy(memory.of(action.forget.uid)).delete(`${action.key.kind}/${action.key.name}`);
      return;
    case 'ensure': {
      const { child, isNew, remember } = action;
      const known = remember && memory.of(remember.uid);
      try {
        const made = await (isNew ? children.makeNew(child) : children.ensure(child));
        if (known) noteSent(known, child, made, remember.content);
      } catch (error) {
        if (known && isUnchangeable(error)) {
          sentBy(known).set(nameOf(child), { content: remember.content, version: '', isUnchangeable: true });
        }
        throw error;
      }
      return;
    }
    case 'tryToEnsure': {
      const { child, remember } = action;
      const known = memory.of(remember.uid);
      try {
        noteSent(known, child, await children.ensure(child), remember.content);
      } catch (error) {
        const refused = { message: errorSummary(error as Error), at: remember.at };
        sentBy(known).set(nameOf(child), { content: remember.content, version: '', refused });
      }
      return;
    }
    case 'change':
      return children.change(action.key, action.patch);
    case 'cancelJob': {
      const reply = await flink(action.place).cancel(action.jobId);
      if (reply.type !== 'answer' && !action.helps) throw reply.error;
      return;
    }
    case 'stopWithSavepoint': {
      const reply = await flink(action.place).stopWithSavepoint(action.jobId, action.stop);
      return triggered(reply, action.stop.triggerId, action.remember && memory.of(action.remember.uid));
    }
    case 'takeSnapshot': {
      const reply = await flink(action.place).takeSnapshot(action.jobId, action.request);
      return triggered(reply, action.request.triggerId, action.remember && memory.of(action.remember.uid));
    }
    case 'takeOldSavepoint': {
      const { place, jobId, request, remember } = action;
      const reply = await flink(place).savepointOfOldFlink(jobId, request);
      const known = memory.of(remember.uid);
      if (reply.type !== 'answer') return triggered(reply, remember.triggerId, known);
      known.chosenTrigger = { ours: remember.triggerId, chosen: reply.value };
      return;
    }
    case 'scaleJob': {
      const { place, jobId, requirements, asker } = action;
      const reply = await flink(place).require(jobId, requirements);
      if (reply.type !== 'refused') return answered(reply);
      memory.of(asker.uid).refusedScaling = { generation: asker.generation, error: reply.error };
      throw new ReconcileError('ScalingRefused', `Flink refuses to scale the job: ${reply.error.message}`);
    }
    case 'disposeSavepoint':
      return answered(await flink(action.place).dispose(action.path));
    case 'submitJob':
      return submissions.begin(action.uid, action.submission);
    case 'abandonSubmission':
      return submissions.abandon(action.uid);
  }
}

function noteSent(known: Recollection, child: Child, made: Made, content: string): void {
  sentBy(known).set(nameOf(child), { content, version: versionOf(made) });
}

function sentBy(known: Recollection): NonNullable<Recollection['sent']> {
  known.sent ??= new Map();
  return known.sent;
}

const nameOf = ({ kind, metadata: { name } }: Child): string => `${kind}/${name}`;

/** What Flink refuses once it refuses each time: the next look finds out, as it does for what fails later. */
function triggered(reply: Reply<unknown>, triggerId: string, known: Recollection | undefined): void {
  if (reply.type === 'answer') return;
  if (!known || reply.type !== 'refused' || !reply.isFinal) throw reply.error;
  known.refusedTrigger = { triggerId, error: reply.error };
}

function answered(reply: Reply<void>): void {
  if (reply.type !== 'answer') throw reply.error;
}
