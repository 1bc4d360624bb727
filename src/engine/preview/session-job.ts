import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { Deployment } from '../flink-deployment/subject.ts';
import { chooseCourse } from '../flink-session-job/choose-course.ts';
import type { SessionJobBasis } from '../flink-session-job/observed.ts';
import { changeOf, firstStart, restoreOf } from '../flink-session-job/restore.ts';
import { isReady, type SessionJob, type Spec, type Status } from '../flink-session-job/subject.ts';
import { stateToBeginFrom } from '../flink-session-job/submit.ts';
import { pendingStop } from '../pending-stop.ts';
import { holdsUp, savepointFirst } from '../snapshots/steps.ts';
import { specChanges, strongest } from '../spec-difference.ts';
import { asksForAge, type StateAge } from '../state-age.ts';
import { lastReconciled, stopping, withGivenState } from '../status/bookkeeping.ts';
import { isTerminal } from '../status/observed-job.ts';
import { endedWith } from '../stop-with-savepoint.ts';
import { notAddressable } from '../unknown-state.ts';
import type { Blocked, Effect, StopEffect } from './effect.ts';
import { begins, cancelled, unknownSavepoint } from './imagined.ts';
import { lossOf, makesCheckpoints } from './loss.ts';

export interface SessionJobFacts {
  /** Of the job, with what its cluster says; left out where there is no cluster. */
  readonly configuration?: EffectiveConfiguration | undefined;
  /** `unknown` where nobody has looked; `undefined` where there is none. */
  readonly cluster: Deployment | 'unknown' | undefined;
  /** Its cluster does not know the job any more. */
  readonly isLost?: boolean;
  /** Left out where nobody has asked: new enough. */
  readonly stateAge?: StateAge;
}

type Outcome = Pick<Effect, 'stop' | 'begin'> & { readonly blocked?: Blocked };

/** What becomes of a FlinkSessionJob with this status by another spec. Runs the decisions of the engine. */
export function previewSessionJob(job: Pick<SessionJob, 'spec'>, status: Status, facts: SessionJobFacts): Effect {
  const { cluster, configuration } = facts;
  const basis: SessionJobBasis = {
    wanted: job.spec,
    status,
    last: lastReconciled<Spec>(status),
    cluster: cluster && cluster !== 'unknown' ? { deployment: cluster } : undefined,
    ...(facts.stateAge && { stateAge: facts.stateAge }),
  };
  const { last, wanted } = basis;
  const assumed = [
    ...(cluster === 'unknown' ? ['its session cluster is taken to be ready, and native'] : []),
    ...(configuration && !facts.stateAge && asksForAge(configuration)
      ? ['its last checkpoint is taken to be new enough']
      : []),
  ];
  const waits = waitsForCluster(facts, wanted);
  if (!last) {
    const { upgradeMode, savepointPath } = firstStart(wanted);
    const begin = isSuspended(wanted) ? ({ type: 'rests' } as const) : begins(upgradeMode, savepointPath);
    return { change: 'create', changes: [], stop: 'nothing', begin, assumed, ...(waits && { blocked: waits }) };
  }
  const changes = specChanges(last.spec, wanted, basis.cluster?.deployment.spec.mode ?? 'native');
  const change = strongest(changes);
  const outcome = outcomeOf(basis, facts);
  const blocked = change === 'ignore' ? undefined : (waits ?? outcome.blocked);
  const loss =
    wanted.job &&
    lossOf({
      wanted: wanted.job,
      jobStatus: status.jobStatus,
      stoppedBy: isSuspended(last.spec) ? (last.spec.job?.upgradeMode ?? 'stateless') : undefined,
      makesCheckpoints: configuration !== undefined && makesCheckpoints(configuration),
      isRedeployed: change === 'savepoint-redeploy',
      changes,
      ...outcome,
    });
  return { change, changes, ...outcome, ...(blocked && { blocked }), ...(loss && { loss }), assumed };
}

const isSuspended = ({ job }: Spec) => job?.state === 'suspended';

function waitsForCluster({ cluster }: SessionJobFacts, { deploymentName }: Spec): Blocked | undefined {
  if (cluster === 'unknown' || (cluster && isReady(cluster))) return undefined;
  const message = `the session cluster ${deploymentName} ${cluster ? 'is not ready' : 'does not exist'}`;
  return { reason: 'SessionCluster', message, needsPerson: false };
}

function outcomeOf(basis: SessionJobBasis, { isLost = false, configuration }: SessionJobFacts): Outcome {
  const { status, last, wanted } = basis;
  if (status.reconciliationStatus?.state === 'UPGRADING') {
    if (last && isSuspended(last.spec)) {
      return { stop: 'nothing', begin: { type: 'goes-on' }, blocked: submissionUnderWay };
    }
    // What is being stopped goes on from there, whatever becomes of the spec.
    return after('nothing', basis, isLost || isTerminal(status.jobStatus?.state) ? status : cancelled(status));
  }
  if (pendingStop(status)) return afterSavepoint(basis);
  if (holdsUp({ status, ...(configuration && { configuration }) }, changeOf(basis) !== 'ignore')) {
    return { stop: 'nothing', begin: { type: 'goes-on' }, blocked: { ...savepointFirst, needsPerson: false } };
  }
  const course = chooseCourse(basis);
  switch (course.type) {
    case 'none':
      return { stop: 'nothing', begin: { type: 'goes-on' } };
    case 'rest':
      return { stop: 'nothing', begin: { type: 'rests' } };
    case 'begin':
      return after('nothing', basis, status);
    case 'ended':
      return after('ended', basis, stopping(status, course.upgradeMode));
    case 'savepoint':
      return afterSavepoint(basis);
    case 'cancel': {
      const { upgradeMode } = course;
      const stop = upgradeMode === 'stateless' ? 'stateless' : 'cancel';
      return after(stop, basis, cancelled(stopping(status, upgradeMode)));
    }
    case 'redeploy':
      return after('stateless', basis, cancelled(stopping(withGivenState(status, wanted.job), 'savepoint')));
    case 'wait':
      return { stop: 'nothing', begin: { type: 'goes-on' }, blocked: { ...course.pending, needsPerson: false } };
  }
}

const afterSavepoint = (basis: SessionJobBasis) =>
  after('savepoint', basis, stopping(endedWith(basis.status, unknownSavepoint), 'savepoint'));

/** Nothing runs any more. */
function after(stop: StopEffect, basis: SessionJobBasis, status: Status): Outcome {
  if (isSuspended(basis.wanted)) return { stop, begin: { type: 'rests' } };
  const stopped = { ...basis, status, last: lastReconciled<Spec>(status) };
  const restore = restoreOf(stopped);
  // Nothing finds a job of a session cluster again but the path of its state.
  const upgradeMode = restore.upgradeMode === 'stateless' ? 'stateless' : 'savepoint';
  const path = stateToBeginFrom(stopped, restore);
  if (path === notAddressable) return { stop, begin: { type: 'rests' }, blocked: stateLost };
  return { stop, begin: begins(upgradeMode, path) };
}

const submissionUnderWay: Blocked = {
  reason: 'Deploying',
  message: 'the job is being submitted; the edit follows when it runs',
  needsPerson: false,
};
const stateLost: Blocked = {
  reason: 'ManualRestoreRequired',
  message: 'its last checkpoint was in the memory of a JobManager, and nobody can find it any more',
  needsPerson: true,
};
