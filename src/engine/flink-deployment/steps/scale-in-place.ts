import type { Action } from '../../action.ts';
import type { ResourceRequirements } from '../../flink-port.ts';
import type { Happening } from '../../happening.ts';
import { chooseScaling } from '../../parallelism.ts';
import { specChanged } from '../../spec-changed.ts';
import { afterDeployment, unchanged } from '../../status/bookkeeping.ts';
import type { Decision, Step } from '../../step.ts';
import { chooseStop } from '../choose-stop.ts';
import type { SeenScaling } from '../observe-scaling.ts';
import type { ObservedDeployment } from '../observed.ts';
import { deploymentKey } from '../remains.ts';
import { changesTo } from '../restore.ts';
import { withoutScaled } from '../scaled.ts';
import type { Status } from '../subject.ts';
import { followChange, take } from './follow-change.ts';

type DeploymentStep = Step<ObservedDeployment, Status>;

/** What it takes for the cluster to have its parallelism. */
export type ScalingCourse =
  | { readonly type: 'done' }
  | { readonly type: 'act'; readonly action: Action }
  /** Nobody can say now. */
  | { readonly type: 'wait' }
  | { readonly type: 'restart'; readonly why: string };

/**
 * Another parallelism is brought about while the cluster goes on, or by an upgrade where that cannot be. The spec counts as deployed
 * before anybody is told of it, so that whoever comes after a crash, perhaps with another spec, knows what may have been brought about;
 * its generation counts as seen afterwards. Source: `spec/flink-engine.md` 4.8.
 */
export const scaleInPlace: DeploymentStep = (observed) => {
  const { scaling } = observed;
  if (scaling?.stage === 'wanted') return follow(observed, scalingCourse(observed, scaling));
  return scaling?.stage === 'unfinished' ? finish(observed, scalingCourse(observed, scaling)) : undefined;
};

function follow(observed: ObservedDeployment, course: ScalingCourse): Decision<Status> | undefined {
  const { status, limits, generation, last, wanted } = observed;
  const changes = last ? changesTo(last.spec, wanted) : [];
  const happenings = [specChanged('FlinkDeployment', generation, changes)];
  switch (course.type) {
    case 'restart':
      return explained(observed, followChange(observed), course.why);
    case 'wait':
      return { status, happenings, pending: silent, again: limits.times.progress };
    case 'done':
      return { status: deployed(observed), happenings };
    case 'act': {
      const done = deployed(observed);
      return {
        status: { ...done, observedGeneration: status.observedGeneration ?? 0 },
        happenings: [...happenings, scales],
        actions: [course.action],
        done,
        again: limits.times.progress,
      };
    }
  }
}

/** It was begun, and nobody has heard that it was done. */
function finish(observed: ObservedDeployment, course: ScalingCourse): Decision<Status> | undefined {
  const { status, limits } = observed;
  const again = limits.times.progress;
  switch (course.type) {
    case 'restart':
      return explained(observed, take(observed, chooseStop(observed)), course.why);
    case 'wait':
      return { status, pending: silent, again };
    case 'done':
      return undefined;
    case 'act':
      return { status, actions: [course.action], done: unchanged(status, observed), again };
  }
}

/** A job that has not the parallelism of its spec is told again: who was told may be gone, such as with its JobManager. */
export const tellAgain: DeploymentStep = (observed) => {
  const { scaling, status, limits } = observed;
  if (scaling?.stage !== 'done' || !scaling.requirements) return undefined;
  const course = scalingCourse(observed, scaling);
  return course.type === 'act' ? { status, actions: [course.action], again: limits.times.progress } : undefined;
};

/** By what was seen of the cluster. */
export function scalingCourse(
  observed: ObservedDeployment,
  { way, requirements, refusal }: SeenScaling,
): ScalingCourse {
  if (way.type === 'taskManagers') return taskManagerCourse(observed, way.replicas);
  if (refusal) return { type: 'restart', why: refusal.message };
  const course = chooseScaling(requirements, way.before, way.after);
  switch (course.type) {
    case 'told':
      return { type: 'done' };
    case 'tell':
      return { type: 'act', action: scaleJob(observed, course.requirements) };
    default:
      return course;
  }
}

function taskManagerCourse({ deployment, remains }: ObservedDeployment, replicas: number): ScalingCourse {
  const { taskManagers } = remains ?? {};
  if (!taskManagers || taskManagers.metadata.deletionTimestamp !== undefined) {
    return { type: 'restart', why: `there is no Deployment ${deployment.metadata.name}-taskmanager` };
  }
  if (taskManagers.spec?.replicas === replicas) return { type: 'done' };
  const key = deploymentKey(deployment, '-taskmanager');
  return { type: 'act', action: { type: 'change', key, patch: { spec: { replicas } } } };
}

function scaleJob(
  { deployment, generation, place, status }: ObservedDeployment,
  requirements: ResourceRequirements,
): Action {
  const asker = { uid: deployment.metadata.uid, generation };
  return { type: 'scaleJob', place, jobId: status.jobStatus?.jobId ?? '', requirements, asker };
}

/** How it was stopped last stays as it is: it was not. */
function deployed({ status, wanted, last, generation, now }: ObservedDeployment): Status {
  const upgradeMode = last?.spec.job?.upgradeMode;
  return withoutScaled(afterDeployment(status, wanted, { generation, now, upgradeMode }));
}

const scales: Happening = {
  component: 'Job',
  type: 'Normal',
  reason: 'Scaling',
  message: 'In-place scaling triggered',
};

const silent = { reason: 'ScalingPending', message: 'the cluster does not say how many tasks its job is to have' };

function explained(
  { generation }: ObservedDeployment,
  decision: Decision<Status> | undefined,
  why: string,
): Decision<Status> | undefined {
  const happening: Happening = {
    component: 'Job',
    type: 'Normal',
    reason: 'ScalingByUpgrade',
    message: `The parallelism cannot be changed while the job runs: ${why}`,
    messageKey: `ScalingByUpgrade: ${generation}`,
    again: 'ignore',
  };
  return decision && { ...decision, happenings: [happening, ...(decision.happenings ?? [])] };
}
