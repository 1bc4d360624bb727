import type { FlinkDeploymentStatus, StatusCondition } from '../../api/flink-deployment/types.ts';
import type { Pending } from '../step.ts';
import { keptScaled } from './scaled.ts';

type JobManagerStatus = NonNullable<FlinkDeploymentStatus['jobManagerDeploymentStatus']>;

const ofJobManager: Readonly<Record<JobManagerStatus, readonly [reason: string, message: string]>> = {
  READY: ['JobManagerReady', 'JobManager is running and ready to receive REST API calls'],
  DEPLOYED_NOT_READY: ['DeployedNotReady', 'JobManager is running but not yet ready to receive REST API calls'],
  DEPLOYING: ['JobManagerIsDeploying', 'JobManager process is starting up'],
  MISSING: ['JobManagerDeploymentMissing', 'JobManager deployment not found'],
  ERROR: ['Error', 'JobManager deployment failed'],
};

interface Circumstances {
  readonly isSession: boolean;
  /** Of the object as it is now. */
  readonly generation: number;
  readonly pending?: Pending | undefined;
  readonly now: Date;
}

interface Told {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/**
 * `Running`, as the reference has it, by which `kubectl wait` and GitOps tools tell that all is well, and `SpecApplied`, which says
 * why `observedGeneration` is behind where it is, with `Scaled` as it was seen. Source: `spec/flink-engine.md` 2.7, 11.
 */
export function conditionsOf(status: FlinkDeploymentStatus, circumstances: Circumstances): StatusCondition[] {
  const { isSession, now, generation } = circumstances;
  const deployed = status.reconciliationStatus?.lastReconciledSpec !== undefined;
  const running = isSession ? sessionCondition(status) : jobCondition(status);
  const applied = { ...appliedCondition(status, circumstances), observedGeneration: generation };
  const derived = [...(deployed ? [running] : []), applied].map((condition) => ({
    ...condition,
    lastTransitionTime: transitionTime(condition, status, now),
  }));
  return [...derived, ...keptScaled(status)];
}

function transitionTime({ type, status: now }: Told, { conditions = [] }: FlinkDeploymentStatus, time: Date): string {
  const before = conditions.find((condition) => condition.type === type);
  return before?.status === now && before.lastTransitionTime ? before.lastTransitionTime : time.toISOString();
}

function sessionCondition({ jobManagerDeploymentStatus: jobManager = 'MISSING' }: FlinkDeploymentStatus): Told {
  const [reason, message] = ofJobManager[jobManager];
  return { type: 'Running', status: jobManager === 'READY' ? 'True' : 'False', reason, message };
}

function jobCondition({ jobStatus }: FlinkDeploymentStatus): Told {
  const state = jobStatus?.state ?? 'RECONCILING';
  const reason = state.charAt(0) + state.slice(1).toLowerCase();
  return { type: 'Running', status: state === 'RUNNING' ? 'True' : 'False', reason, message: `Job status ${state}` };
}

function appliedCondition(status: FlinkDeploymentStatus, { generation, pending }: Circumstances): Told {
  const type = 'SpecApplied';
  if (pending) return { type, status: 'False', ...pending };
  const { state, lastReconciledSpec } = status.reconciliationStatus ?? {};
  if (state === 'ROLLED_BACK' || state === 'ROLLING_BACK') {
    return { type, status: 'False', reason: 'RolledBack', message: 'the spec did not prove stable' };
  }
  if (state === 'DEPLOYED' && status.observedGeneration === generation) {
    return { type, status: 'True', reason: 'Applied', message: 'the spec is deployed' };
  }
  const reason = lastReconciledSpec === undefined ? 'Waiting' : 'Deploying';
  return { type, status: 'False', reason, message: 'the spec is being brought about' };
}
