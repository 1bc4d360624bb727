// Made by `npm run generate` from the schemas in src/api; do not edit.

import type { FlinkDeploymentSpec, IngressSpec, JobStatus } from '../flink-deployment/types.ts';
import type { ObjectMeta } from '../meta.ts';

/**
 * The FlinkDeployment to make, once in blue and once in green.
 */
export interface FlinkDeploymentTemplateSpec {
  /**
   * Labels and annotations of the FlinkDeployments.
   */
  metadata?: ObjectMeta;
  /**
   * The Flink cluster that should run, and its job.
   */
  spec?: FlinkDeploymentSpec;
}
/**
 * A FlinkDeployment that is replaced by a second one before the first goes.
 */
export interface FlinkBlueGreenDeploymentSpec {
  /**
   * Settings of the change-over: grace periods and the like.
   */
  configuration?: {
    [k: string]: string;
  };
  /**
   * An Ingress that always leads to the deployment in charge.
   */
  ingress?: IngressSpec;
  /**
   * The FlinkDeployment to make, once in blue and once in green.
   */
  template?: FlinkDeploymentTemplateSpec;
}
/**
 * Which colour is in charge, and how far a change-over has come.
 */
export interface FlinkBlueGreenDeploymentStatus {
  /**
   * The Flink job as last seen.
   */
  jobStatus?: JobStatus;
  /**
   * ACTIVE: that colour runs alone; TRANSITIONING: the other one is coming up.
   */
  blueGreenState?:
    | 'ACTIVE_BLUE'
    | 'ACTIVE_GREEN'
    | 'INITIALIZING_BLUE'
    | 'SAVEPOINTING_BLUE'
    | 'SAVEPOINTING_GREEN'
    | 'TRANSITIONING_TO_BLUE'
    | 'TRANSITIONING_TO_GREEN';
  /**
   * The spec that was last acted on, as JSON.
   */
  lastReconciledSpec?: string;
  /**
   * When it was acted on.
   */
  lastReconciledTimestamp?: string;
  /**
   * Flink's id of the savepoint that the next colour will start from.
   */
  savepointTriggerId?: string;
  /**
   * When a change-over that has not finished is given up.
   */
  abortTimestamp?: string;
  /**
   * When the new colour became ready.
   */
  deploymentReadyTimestamp?: string;
  /**
   * What went wrong last; empty when all is well.
   */
  error?: string;
}
/**
 * An application whose next version starts beside the running one and takes over when it is ready.
 */
export interface FlinkBlueGreenDeployment {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  /**
   * A FlinkDeployment that is replaced by a second one before the first goes.
   */
  spec: FlinkBlueGreenDeploymentSpec;
  /**
   * Which colour is in charge, and how far a change-over has come.
   */
  status?: FlinkBlueGreenDeploymentStatus;
}
