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

export function isStopped({ state }: JsonObject): boolean {
  return stopped.includes(state);
}

export function isActive({ state }: JsonObject): boolean {
  return active.includes(state);
}

/** Stopped for good: a failed job under FromSavepointOnFailure comes back by itself. */
export function isFinished(job: JsonObject, spec: FlinkClusterJobSpec): boolean {
  return isStopped(job) && !(failed.includes(job['state']) && spec.restartPolicy === 'FromSavepointOnFailure');
}
