import type { Parallelism } from '../flink-port.ts';
import { isScalable, mayBeTold, overridesOf } from '../parallelism.ts';
import { configurationOf } from './configuration/from-spec.ts';
import { schedulerMode, taskManagerReplicas } from './configuration/options.ts';
import type { ObservedDeployment } from './observed.ts';
import { changeOf } from './restore.ts';

export type InPlaceScaling =
  /** Flink is told how many tasks each vertex is to have: as before, where it was not told otherwise. */
  | { readonly type: 'vertices'; readonly before: Parallelism; readonly after: Parallelism }
  /** The cluster gets so many TaskManagers. */
  | { readonly type: 'taskManagers'; readonly replicas: number };

type Known = Pick<ObservedDeployment, 'last' | 'wanted' | 'configuration' | 'status'> & {
  readonly deployment: Pick<ObservedDeployment['deployment'], 'metadata'>;
  readonly planning: Pick<ObservedDeployment['planning'], 'operator'>;
};

/**
 * How the parallelism that is wanted can be brought about while what was deployed goes on, as far as the spec tells; `undefined` where
 * it cannot, or none is wanted. Source: `spec/flink-engine.md` 4.8.
 */
export function inPlaceScaling(known: Known): InPlaceScaling | undefined {
  const way = scalingBySpec(known);
  return way && isHeard(way, known) ? way : undefined;
}

/** Whether there is somebody to be told of it now. */
export const isHeard = ({ type }: InPlaceScaling, { status }: Pick<Known, 'status'>): boolean =>
  type === 'taskManagers' || (status.jobManagerDeploymentStatus === 'READY' && mayBeTold(status.jobStatus?.state));

/** The same, whether or not there is somebody to be told. */
export function scalingBySpec(known: Known): InPlaceScaling | undefined {
  const { last, configuration } = known;
  const change = changeOf(known);
  const isPossible = change === 'scale' || change === 'ignore';
  if (!last || !isPossible || last.spec.job?.state === 'suspended') return undefined;
  const after = change === 'scale' ? configurationWanted(known) : configuration;
  const { job, mode, flinkVersion } = last.spec;
  if (mode === 'standalone') {
    if (job && !configuration.value(schedulerMode)) return undefined;
    return { type: 'taskManagers', replicas: after.value(taskManagerReplicas) ?? 1 };
  }
  if (!job || !isScalable(configuration, flinkVersion)) return undefined;
  const overrides = { before: overridesOf(configuration), after: overridesOf(after) };
  return overrides.before.size + overrides.after.size > 0 ? { type: 'vertices', ...overrides } : undefined;
}

function configurationWanted({ wanted, planning: { operator }, deployment: { metadata } }: Known) {
  return configurationOf(wanted, { operator, namespace: metadata.namespace, name: metadata.name }).current;
}
