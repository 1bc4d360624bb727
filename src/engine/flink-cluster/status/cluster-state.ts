import { isActive, isStopped } from '../../../rules/flink-cluster/job-state.ts';
import { isApplication, type JobStatus, type Spec } from '../subject.ts';
import type { ComponentStates } from './component-state.ts';

interface ClusterFacts {
  readonly recorded: string | undefined;
  readonly spec: Spec;
  readonly components: ComponentStates;
  /** As it is derived. */
  readonly job: JobStatus | undefined;
  readonly isUpdatePending: boolean;
  /** Components are being replaced. */
  readonly isUpdating: boolean;
  /** The end of the job takes the cluster with it, or its TaskManagers. */
  readonly isCleanedUp: boolean;
}

interface Situation extends Pick<ClusterFacts, 'isUpdatePending' | 'isUpdating' | 'isCleanedUp'> {
  readonly isJobActive: boolean;
  readonly isJobStopped: boolean;
  readonly isComplete: boolean;
  readonly isEmpty: boolean;
}

type Course = readonly [next: string, when: (situation: Situation) => boolean];

const always = () => true;

const creating: readonly Course[] = [
  ['Running', ({ isComplete }) => isComplete],
  ['Stopping', ({ isJobStopped, isCleanedUp }) => isJobStopped && isCleanedUp],
  ['Creating', always],
];

const running: readonly Course[] = [
  ['Updating', ({ isUpdating }) => isUpdating],
  ['Stopping', ({ isUpdatePending, isJobStopped, isCleanedUp }) => !isUpdatePending && isJobStopped && isCleanedUp],
  ['Running', ({ isUpdatePending, isJobStopped }) => !isUpdatePending && isJobStopped],
  ['Running', ({ isComplete }) => isComplete],
  ['Reconciling', always],
];

const updating: readonly Course[] = [
  ['Updating', ({ isUpdating }) => isUpdating],
  ['Running', ({ isComplete }) => isComplete],
  ['Updating', ({ isUpdatePending }) => isUpdatePending],
  ['Reconciling', always],
];

const stopping: readonly Course[] = [
  ['Updating', ({ isUpdating }) => isUpdating],
  ['Running', ({ isJobActive }) => isJobActive],
  ['Stopped', ({ isEmpty }) => isEmpty],
  ['Stopping', ({ isComplete }) => isComplete],
  ['PartiallyStopped', always],
];

const stopped: readonly Course[] = [
  ['Updating', ({ isUpdatePending }) => isUpdatePending],
  ['Stopped', ({ isJobActive }) => !isJobActive],
  ['Running', ({ isComplete }) => isComplete],
  ['Reconciling', always],
];

/** By the state that is recorded; the first course that is open is taken. Source: `spec/flinkcluster.md` 9.3. */
const courses: ReadonlyMap<string | undefined, readonly Course[]> = new Map([
  ['Creating', creating],
  ['Running', running],
  ['Reconciling', running],
  ['Updating', updating],
  ['Stopping', stopping],
  ['PartiallyStopped', stopping],
  ['Stopped', stopped],
]);

export function nextClusterState(facts: ClusterFacts): string {
  const situation = situationOf(facts);
  const [next = 'Creating'] = (courses.get(facts.recorded) ?? creating).find(([, when]) => when(situation)) ?? [];
  return next;
}

function situationOf({ spec, components, job, ...facts }: ClusterFacts): Situation {
  const { jobManager, jobManagerService, taskManager } = components;
  const counted = isApplication(spec) ? [jobManagerService, taskManager] : [jobManager, jobManagerService, taskManager];
  const ready = counted.filter((component) => component?.state === 'Ready');
  return {
    ...facts,
    isJobActive: job !== undefined && isActive(job),
    isJobStopped: job !== undefined && isStopped(job),
    isComplete: ready.length === counted.length,
    isEmpty: ready.length === 0,
  };
}
