// Made by `npm run generate` from the schemas in src/api; do not edit.

import type { JobSpec, JobStatus, ReconciliationStatus } from '../flink-deployment/types.ts';
import type { ObjectMeta } from '../meta.ts';

/**
 * The job and the session cluster that runs it.
 */
export interface FlinkSessionJobSpec {
  /**
   * Name of the FlinkDeployment in the same namespace whose session cluster runs the job. It can never be changed.
   */
  deploymentName?: string;
  /**
   * The Flink job to run.
   */
  job?: JobSpec;
  /**
   * Restarts the cluster or job when it changes to another number. The restart is stateful as `job.upgradeMode` says.
   */
  restartNonce?: number;
  /**
   * Configuration of this job, laid over that of its cluster. What belongs to the cluster, such as memory, has no effect here.
   */
  flinkConfiguration?: Record<string, unknown>;
}
/**
 * The job as last seen.
 */
export interface FlinkSessionJobStatus {
  /**
   * The Flink job as last seen.
   */
  jobStatus?: JobStatus;
  /**
   * What went wrong last, as JSON; empty when all is well.
   */
  error?: string;
  /**
   * The `metadata.generation` that this status is about.
   */
  observedGeneration?: number;
  /**
   * Where the resource is in its life. STABLE is the goal: the spec is deployed and has proven itself.
   */
  lifecycleState?:
    | 'CREATED'
    | 'DELETED'
    | 'DELETING'
    | 'DEPLOYED'
    | 'FAILED'
    | 'ROLLED_BACK'
    | 'ROLLING_BACK'
    | 'STABLE'
    | 'SUSPENDED'
    | 'UPGRADING';
  /**
   * What the operator last brought about.
   */
  reconciliationStatus?: ReconciliationStatus;
}
/**
 * A job that runs on a session cluster, which is a FlinkDeployment without a job.
 */
export interface FlinkSessionJob {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  /**
   * The job and the session cluster that runs it.
   */
  spec: FlinkSessionJobSpec;
  /**
   * The job as last seen.
   */
  status?: FlinkSessionJobStatus;
}
