import type { FlinkDeploymentStatus, StatusCondition } from '../../api/flink-deployment/types.ts';
import { mayBeTold } from '../parallelism.ts';

/** The condition `Scaled`: whether a job that is scaled while it runs has come to the parallelism that it was told. */

const type = 'Scaled';

export const scaledOf = ({ conditions = [] }: FlinkDeploymentStatus): StatusCondition | undefined =>
  conditions.find((condition) => condition.type === type);

export function withoutScaled<S extends FlinkDeploymentStatus>(status: S): S {
  if (!scaledOf(status)) return status;
  return { ...status, conditions: status.conditions?.filter((condition) => condition.type !== type) };
}

/** Nobody knows it of a job that is not there to be asked. */
export const keptScaled = (status: FlinkDeploymentStatus): readonly StatusCondition[] => {
  const scaled = scaledOf(status);
  const isKnown = status.reconciliationStatus?.state === 'DEPLOYED' && mayBeTold(status.jobStatus?.state);
  return scaled && isKnown ? [scaled] : [];
};

interface ScaledMoment {
  readonly now: Date;
  /** Milliseconds that a job may take. */
  readonly patience: number;
}

/** `lacks`: vertices that have another parallelism than they are to have, in words. */
export function withScaled<S extends FlinkDeploymentStatus>(
  status: S,
  lacks: readonly string[],
  { now, patience }: ScaledMoment,
): S {
  const before = scaledOf(status);
  const is = lacks.length === 0 ? 'True' : 'False';
  const since = before?.status === is && before.lastTransitionTime ? before.lastTransitionTime : now.toISOString();
  const isLate = now.getTime() - Date.parse(since) >= patience;
  const scaled: StatusCondition = {
    type,
    status: is,
    reason: is === 'True' ? 'Reached' : isLate ? 'ScalingIncomplete' : 'ScalingPending',
    message: is === 'True' ? reached : `the job has not the parallelism that it was told: ${inWords(lacks)}`,
    lastTransitionTime: since,
  };
  return { ...status, conditions: [...(withoutScaled(status).conditions ?? []), scaled] };
}

const reached = 'every vertex has the parallelism that it was told';
const most = 5;

function inWords(lacks: readonly string[]): string {
  const rest = lacks.length > most ? [`${lacks.length - most} more`] : [];
  return [...lacks.slice(0, most), ...rest].join(', ');
}
