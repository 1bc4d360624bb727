import type { Child } from './child.ts';
import { createCluster } from './flink-deployment/create-cluster.ts';
import type { ClusterPlan } from './flink-deployment/plan.ts';
import type { FlinkPlace, ObjectKey, Ports, Propagation, SavepointStop, Submission } from './ports.ts';

/** Something that a pass does, as data. Each may be done twice without harm. */
export type Action =
  | { readonly type: 'createCluster'; readonly plan: ClusterPlan }
  | { readonly type: 'remove'; readonly key: ObjectKey & { readonly uid?: string; readonly propagation?: Propagation } }
  | { readonly type: 'ensure'; readonly child: Child }
  | { readonly type: 'change'; readonly key: ObjectKey; readonly patch: object }
  /** `helps`: where the job cannot be asked to end, it is ended by what comes next. */
  | { readonly type: 'cancelJob'; readonly place: FlinkPlace; readonly jobId: string; readonly helps?: true }
  | {
      readonly type: 'stopWithSavepoint';
      readonly place: FlinkPlace;
      readonly jobId: string;
      readonly stop: SavepointStop;
    }
  | { readonly type: 'submitJob'; readonly uid: string; readonly submission: Submission }
  | { readonly type: 'abandonSubmission'; readonly uid: string };

export type ActionType = Action['type'];

type Performs = Pick<Ports, 'children' | 'flink' | 'submissions'>;

export async function perform(action: Action, { children, flink, submissions }: Performs): Promise<void> {
  switch (action.type) {
    case 'createCluster':
      return createCluster(action.plan, children);
    case 'remove':
      await children.remove(action.key);
      return;
    case 'ensure':
      await children.ensure(action.child);
      return;
    case 'change':
      return children.change(action.key, action.patch);
    case 'cancelJob': {
      const reply = await flink(action.place).cancel(action.jobId);
      if (reply.type !== 'answer' && !action.helps) throw reply.error;
      return;
    }
    case 'stopWithSavepoint': {
      const reply = await flink(action.place).stopWithSavepoint(action.jobId, action.stop);
      if (reply.type !== 'answer') throw reply.error;
      return;
    }
    case 'submitJob':
      return submissions.begin(action.uid, action.submission);
    case 'abandonSubmission':
      return submissions.abandon(action.uid);
  }
}
