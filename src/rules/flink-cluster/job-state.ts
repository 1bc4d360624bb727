import type { FlinkClusterJobSpec } from '../../api/flink-cluster/types.ts';
import { isObject, type JsonObject } from '../../values/json.ts';

const failed: readonly unknown[] = ['Failed', 'Lost', 'DeployFailed'];
const stopped: readonly unknown[] = [...failed, 'Succeeded', 'Cancelled'];
const active: readonly unknown[] = ['Running', 'Deploying'];

interface WithStatus {
  readonly status?: unknown;
}

/** What is recorded about the job. A status is written by machines and checked by nobody here, so nothing is taken for granted. */
export function jobStatus({ status }: WithStatus): JsonObject | undefined {
  const components = isObject(status) ? status['components'] : undefined;
  const job = isObject(components) ? components['job'] : undefined;
  return isObject(job) ? job : undefined;
}

/** Whether a control is being carried out. */
export function controlInProgress({ status }: WithStatus): boolean {
  const control = isObject(status) ? status['control'] : undefined;
  return isObject(control) && control['state'] === 'InProgress';
}

export function savepointGeneration(job: JsonObject | undefined): number {
  const recorded = job?.['savepointGeneration'];
  return typeof recorded === 'number' ? recorded : 0;
}

interface WithState {
  readonly state?: unknown;
}

export function isStopped({ state }: WithState): boolean {
  return stopped.includes(state);
}

export function isActive({ state }: WithState): boolean {
  return active.includes(state);
}

export function isFailed({ state }: WithState): boolean {
  return failed.includes(state);
}

/** It has failed before it began to run: it begins again from where it was to begin, as nothing has come of it. */
export function hasNeverRun(job: WithState & { readonly startTime?: unknown }): boolean {
  return isFailed(job) && job.startTime === undefined;
}

/** Stopped for good: a failed job under FromSavepointOnFailure comes back by itself. */
export function isFinished(job: WithState, spec: FlinkClusterJobSpec): boolean {
  return isStopped(job) && !(isFailed(job) && spec.restartPolicy === 'FromSavepointOnFailure');
}
