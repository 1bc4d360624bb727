import type { Child } from './child.ts';
import { createCluster } from './flink-deployment/create-cluster.ts';
import type { ClusterPlan } from './flink-deployment/plan.ts';
import type {
  FlinkPlace,
  ObjectKey,
  Ports,
  Propagation,
  Reply,
  SavepointStop,
  SnapshotRequest,
  Submission,
} from './ports.ts';

/** Something that a pass does, as data. Each may be done twice without harm. */
export type Action =
  /** `goesOn`: with a Deployment that is there; where it is gone meanwhile, what is left of it has to end first. */
  | { readonly type: 'createCluster'; readonly plan: ClusterPlan; readonly goesOn?: true }
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
  | {
      readonly type: 'takeSnapshot';
      readonly place: FlinkPlace;
      readonly jobId: string;
      readonly request: SnapshotRequest;
    }
  | { readonly type: 'disposeSavepoint'; readonly place: FlinkPlace; readonly path: string }
  | { readonly type: 'submitJob'; readonly uid: string; readonly submission: Submission }
  | { readonly type: 'abandonSubmission'; readonly uid: string };

export type ActionType = Action['type'];

type Performs = Pick<Ports, 'children' | 'flink' | 'submissions'>;

export async function perform(action: Action, { children, flink, submissions }: Performs): Promise<void> {
  switch (action.type) {
    case 'createCluster':
      return createCluster(action.plan, children, action.goesOn);
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
    case 'stopWithSavepoint':
      return answered(await flink(action.place).stopWithSavepoint(action.jobId, action.stop));
    case 'takeSnapshot':
      return answered(await flink(action.place).takeSnapshot(action.jobId, action.request));
    case 'disposeSavepoint':
      return answered(await flink(action.place).dispose(action.path));
    case 'submitJob':
      return submissions.begin(action.uid, action.submission);
    case 'abandonSubmission':
      return submissions.abandon(action.uid);
  }
}

function answered(reply: Reply<void>): void {
  if (reply.type !== 'answer') throw reply.error;
}
