import type { OperatorConfiguration } from '../../values/effective-configuration.ts';
import { isHighAvailabilityActive } from '../../values/high-availability.ts';
import { type Course, chooseCourse } from '../flink-deployment/choose-course.ts';
import type { ReconcilableSpec } from '../flink-deployment/configuration/from-spec.ts';
import { possibleRestore, stateToBeginFrom } from '../flink-deployment/deploy.ts';
import { footingOf } from '../flink-deployment/footing.ts';
import { beganUnseen } from '../flink-deployment/found-again.ts';
import {
  findsAgain,
  type HighAvailabilityData,
  isKeptInKubernetes,
} from '../flink-deployment/high-availability-data.ts';
import type { DeploymentBasis } from '../flink-deployment/observed.ts';
import { changeOf, changesTo, restoreOf } from '../flink-deployment/restore.ts';
import { stoppedStatus } from '../flink-deployment/stop.ts';
import { type Deployment, observedConfiguration, type Status, specThatRuns } from '../flink-deployment/subject.ts';
import type { CheckpointTimes } from '../flink-port.ts';
import { pendingStop, withoutPendingStop } from '../pending-stop.ts';
import { holdsUp, savepointFirst } from '../snapshots/steps.ts';
import { strongest } from '../spec-difference.ts';
import { asksForAge } from '../state-age.ts';
import { isUnderWay, markSuspended, stopping, withGivenState } from '../status/bookkeeping.ts';
import { endedWith } from '../stop-with-savepoint.ts';
import type { Blocked, Effect, StopEffect } from './effect.ts';
import { begins, cancelled, mayHaveData, unknownSavepoint } from './imagined.ts';
import { lossOf, lossOfCluster, makesCheckpoints } from './loss.ts';
import { imaginedScaling, type Scaling } from './scaling.ts';

export interface DeploymentFacts {
  readonly operator: OperatorConfiguration;
  readonly now: Date;
  /** What high availability keeps in Kubernetes. Left out where nobody has looked: as it is where all is well. */
  readonly highAvailability?: HighAvailabilityData;
  /** Of the job; `silent` where its cluster does not say. Left out where nobody has asked: new enough. */
  readonly checkpoints?: CheckpointTimes | 'silent';
  /** No process of its JobManager has ever begun. */
  readonly neverStarted?: boolean;
  /** What becomes of another parallelism, as the cluster tells; left out where nobody has asked. */
  readonly scaling?: Scaling | undefined;
  /** Names of what runs on a session cluster; left out where nobody has looked. */
  readonly sessionJobs?: readonly string[];
}

type Subject = Pick<Deployment, 'metadata' | 'spec'>;
type Outcome = Pick<Effect, 'stop' | 'begin'> & { readonly blocked?: Blocked };

/** What becomes of a FlinkDeployment with this status by another spec. Runs the decisions of the engine. */
export function previewDeployment(deployment: Subject, status: Status, facts: DeploymentFacts): Effect {
  const basis = basisOf(deployment, status, facts);
  const { wanted, last, configuration } = basis;
  if (!last) {
    const begin = wanted.job?.state === 'suspended' ? ({ type: 'rests' } as const) : beginning(basis).begin;
    return { change: 'create', changes: [], stop: 'nothing', begin, assumed: [] };
  }
  const changes = changesTo(last.spec, wanted);
  const change = strongest(changes);
  const planning = { operator: facts.operator };
  const outcome = outcomeOf(basis, facts.scaling ?? imaginedScaling({ ...basis, deployment, planning }));
  const loss = wanted.job
    ? lossOf({
        wanted: wanted.job,
        jobStatus: basis.status.jobStatus,
        stoppedBy: last.spec.job?.state === 'suspended' ? (last.spec.job.upgradeMode ?? 'stateless') : undefined,
        makesCheckpoints: makesCheckpoints(configuration),
        isRedeployed: change === 'savepoint-redeploy',
        changes,
        ...outcome,
      })
    : outcome.stop === 'replaced'
      ? lossOfCluster(isHighAvailabilityActive(configuration) === 'active', facts.sessionJobs)
      : undefined;
  return { change, changes, ...outcome, ...(loss && { loss }), assumed: assumptions(basis, facts, outcome) };
}

/** What decides here, and nobody has looked at. */
function assumptions({ configuration }: DeploymentBasis, facts: DeploymentFacts, { stop, begin }: Outcome): string[] {
  const isFound = stop === 'last-state' || begin.type === 'last-state';
  const isNew = stop === 'last-state' || stop === 'cancel';
  return [
    ...(isFound && !facts.highAvailability ? ['what high availability keeps of the job is taken to be there'] : []),
    ...(stop === 'scaled' && !facts.scaling ? ['Flink is taken to accept the parallelism while it runs'] : []),
    ...(isNew && !facts.checkpoints && asksForAge(configuration)
      ? ['its last checkpoint is taken to be new enough']
      : []),
  ];
}

function basisOf(
  deployment: Subject,
  stored: Status,
  { operator, now, highAvailability, neverStarted = false, checkpoints = madeAt(now) }: DeploymentFacts,
): DeploymentBasis {
  const spec = deployment.spec as ReconcilableSpec;
  const runs = specThatRuns(stored, spec);
  const configuration = observedConfiguration(deployment as Deployment, runs, { operator: () => operator });
  const footing = footingOf(stored, spec);
  const { status, last } = footing;
  const known = checkpoints === 'silent' ? undefined : checkpoints;
  const base = { ...footing, configuration, checkpoints: known, neverStarted, now };
  if (!isKeptInKubernetes(configuration)) return base;
  const has = last !== undefined && mayHaveData(status, last.spec);
  const { namespace, name } = deployment.metadata;
  return {
    ...base,
    highAvailability: highAvailability ?? { maps: [], exists: has, hasCheckpoint: has },
    findsAgain: findsAgain(footing.wanted, operator, namespace, name),
  };
}

const madeAt = (now: Date): CheckpointTimes => ({ completedAt: now.getTime(), underWaySince: undefined });

function outcomeOf(basis: DeploymentBasis, scaling: Scaling | undefined): Outcome {
  const { status, wanted, last } = basis;
  const { jobManagerDeploymentStatus: jobManager = 'MISSING' } = status;
  if (isUnderWay(status) && jobManager === 'MISSING') {
    return { stop: 'nothing', begin: { type: 'goes-on' }, blocked: deploymentUnderWay };
  }
  // What is being stopped goes on from there, whatever becomes of the spec.
  if (isUnderWay(status)) {
    return afterStop('nothing', basis, beganUnseen(basis) ? 'last-state' : last?.spec.job?.upgradeMode);
  }
  const mayAnswer = jobManager !== 'MISSING' && jobManager !== 'ERROR';
  if (pendingStop(status) && mayAnswer) return afterSavepoint(basis);
  const goesOn = { type: 'goes-on' } as const;
  if (holdsUp(basis, changeOf(basis) !== 'ignore')) {
    return { stop: 'nothing', begin: goesOn, blocked: { ...savepointFirst, needsPerson: false } };
  }
  if (scaling === 'act') return { stop: 'scaled', begin: goesOn };
  if (scaling === 'done') return { stop: 'nothing', begin: goesOn };
  if (scaling === 'wait') return { stop: 'nothing', begin: goesOn, blocked: unknownScale };
  const course = chooseCourse(basis);
  const { type } = course;
  if (type === 'none') return { stop: 'nothing', begin: goesOn };
  if (type === 'rest') return { stop: 'nothing', begin: { type: 'rests' } };
  return wanted.job ? outcomeOfCourse(course, basis) : { stop: 'replaced', begin: { type: 'cluster' } };
}

function outcomeOfCourse(course: Exclude<Course, { type: 'none' | 'rest' }>, basis: DeploymentBasis): Outcome {
  const { status, wanted } = basis;
  switch (course.type) {
    case 'begin':
      return beginning(basis);
    case 'clear':
      return afterStop('ended', basis, course.upgradeMode);
    case 'stop': {
      const { upgradeMode } = course;
      return afterStop(upgradeMode === 'savepoint' ? 'ended' : upgradeMode, basis, upgradeMode);
    }
    case 'savepoint':
      return afterSavepoint(basis);
    case 'redeploy':
      return afterStop('stateless', { ...basis, status: withGivenState(status, wanted.job) }, 'savepoint');
    case 'cancel': {
      const then = withStatus(basis, markSuspended(cancelled(status)));
      const next = chooseCourse(then);
      if (next.type !== 'clear') return { stop: 'cancel', begin: { type: 'rests' } };
      return afterStop('cancel', then, next.upgradeMode);
    }
    case 'wait': {
      const needsPerson = course.pending.reason === 'ManualRestoreRequired';
      return { stop: 'nothing', begin: { type: 'goes-on' }, blocked: { ...course.pending, needsPerson } };
    }
  }
}

const afterSavepoint = (basis: DeploymentBasis) =>
  afterStop('savepoint', { ...basis, status: endedWith(basis.status, unknownSavepoint) }, 'savepoint');

function afterStop(stop: StopEffect, basis: DeploymentBasis, upgradeMode: Parameters<typeof stopping>[1]): Outcome {
  const status = stoppedStatus(stopping(withoutPendingStop(basis.status), upgradeMode));
  return { ...beginning(withStatus(basis, status)), stop };
}

const withStatus = (basis: DeploymentBasis, status: Status): DeploymentBasis => ({
  ...basis,
  status,
  last: footingOf(status, basis.wanted).last,
});

/** Nothing runs any more. */
function beginning(basis: DeploymentBasis): Outcome {
  const { wanted } = basis;
  if (!wanted.job) return { stop: 'nothing', begin: { type: 'cluster' } };
  if (wanted.job.state === 'suspended') return { stop: 'nothing', begin: { type: 'rests' } };
  const restore = possibleRestore(basis, wanted, restoreOf(basis));
  if (!restore) return { stop: 'nothing', begin: { type: 'rests' }, blocked: stateLost };
  return { stop: 'nothing', begin: begins(restore.upgradeMode, stateToBeginFrom(basis, restore)) };
}

const deploymentUnderWay: Blocked = {
  reason: 'Deploying',
  message: 'a deployment is being made; the edit follows when that is there, or has come to nothing',
  needsPerson: false,
};
const unknownScale: Blocked = {
  reason: 'ScalingPending',
  message: 'the cluster does not say how many tasks its job is to have',
  needsPerson: false,
};
const stateLost: Blocked = {
  reason: 'ManualRestoreRequired',
  message: 'the last state of the job is not there any more, or nobody knows where it is',
  needsPerson: true,
};
