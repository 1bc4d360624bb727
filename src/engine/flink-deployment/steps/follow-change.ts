import { specChanged, suspends } from '../../spec-changed.ts';
import { isSettled, leavingState, withGivenState } from '../../status/bookkeeping.ts';
import { upgradeFailure } from '../../status/exceptions.ts';
import type { Decision, Step } from '../../step.ts';
import { beginSavepoint } from '../../stop-with-savepoint.ts';
import { type Course, chooseCourse } from '../choose-course.ts';
import { deploy } from '../deploy.ts';
import type { ObservedDeployment } from '../observed.ts';
import { changesTo } from '../restore.ts';
import { cancel, stop } from '../stop.ts';
import type { Status } from '../subject.ts';
import { shutDownEnded } from './shut-down-ended.ts';

/** The wanted spec differs from the deployed one: what runs is stopped, or what does not run is begun. */
export const followChange: Step<ObservedDeployment, Status> = (observed) => {
  const { last, wanted, status, generation } = observed;
  if (!last || !isSettled(status)) return undefined;
  const course = chooseCourse(observed);
  if (course.type === 'none') return undefined;
  const changes = changesTo(last.spec, wanted);
  const told = specChanged('FlinkDeployment', generation, changes);
  if (course.type === 'rest') return { ...(shutDownEnded(observed) ?? { status }), pending: resumes };
  const decision = take(observed, course);
  return { ...decision, happenings: [told, ...(decision.happenings ?? [])] };
};

export function take(
  observed: ObservedDeployment,
  course: Exclude<Course, { type: 'none' | 'rest' }>,
): Decision<Status> {
  const { status, limits, wanted } = observed;
  switch (course.type) {
    case 'begin':
      return deploy(observed, wanted, course.restore);
    case 'clear':
    case 'stop':
      return stop(observed, course.upgradeMode);
    case 'redeploy':
      return stop({ ...observed, status: withGivenState(status, wanted.job) }, 'savepoint');
    case 'savepoint':
      return { ...beginSavepoint(observed), happenings: [suspends] };
    case 'cancel':
      return cancel({ ...observed, status: leavingState(status) }, cancelled);
    case 'wait': {
      const { pending, lost } = course;
      return { status: lost ? { ...status, error: upgradeFailure(pending.message, limits.errors) } : status, pending };
    }
  }
}

const cancelled = { reason: 'Stopping', message: 'the job is being cancelled' };
const resumes = { reason: 'Suspended', message: 'the spec takes effect when the state of the job is running' };
