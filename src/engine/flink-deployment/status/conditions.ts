import type { FlinkDeploymentStatus, StatusCondition } from '../../../api/flink-deployment/types.ts';

type JobManagerStatus = NonNullable<FlinkDeploymentStatus['jobManagerDeploymentStatus']>;

const ofJobManager: Readonly<Record<JobManagerStatus, readonly [reason: string, message: string]>> = {
  READY: ['JobManagerReady', 'JobManager is running and ready to receive REST API calls'],
  DEPLOYED_NOT_READY: ['DeployedNotReady', 'JobManager is running but not yet ready to receive REST API calls'],
  DEPLOYING: ['JobManagerIsDeploying', 'JobManager process is starting up'],
  MISSING: ['JobManagerDeploymentMissing', 'JobManager deployment not found'],
  ERROR: ['Error', 'JobManager deployment failed'],
};

/**
 * The condition `Running`, by which `kubectl wait` and GitOps tools tell that all is well. None before the first deployment.
 * Source: `spec/flink-engine.md` 2.7.
 */
export function conditionsOf(status: FlinkDeploymentStatus, isSession: boolean, now: Date): StatusCondition[] {
  if (status.reconciliationStatus?.lastReconciledSpec === undefined) return [];
  const condition = isSession ? sessionCondition(status) : jobCondition(status);
  const before = status.conditions?.find(({ type }) => type === condition.type);
  const lastTransitionTime =
    before?.status === condition.status && before?.lastTransitionTime ? before.lastTransitionTime : now.toISOString();
  return [{ ...condition, lastTransitionTime }];
}

function sessionCondition({ jobManagerDeploymentStatus: jobManager = 'MISSING' }: FlinkDeploymentStatus) {
  const [reason, message] = ofJobManager[jobManager];
  return { type: 'Running', status: jobManager === 'READY' ? 'True' : 'False', reason, message };
}

function jobCondition({ jobStatus }: FlinkDeploymentStatus) {
  const state = jobStatus?.state ?? 'RECONCILING';
  const reason = state.charAt(0) + state.slice(1).toLowerCase();
  return { type: 'Running', status: state === 'RUNNING' ? 'True' : 'False', reason, message: `Job status ${state}` };
}
