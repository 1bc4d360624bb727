import type { EffectiveConfiguration } from '../values/effective-configuration.ts';
import { compareFlinkVersions, type FlinkVersion } from '../values/flink-version.ts';
import { parseJavaInt } from '../values/scalar.ts';
import { parallelismOverrides, scheduler } from './flink-deployment/configuration/options.ts';
import type { Parallelism, Reply, ResourceRequirements } from './flink-port.ts';
import { scalesInPlace } from './options.ts';
import { isTerminal, type JobState } from './status/observed-job.ts';

/** Jobs that are told another parallelism while they run. Source: `spec/flink-engine.md` 4.8. */

const oldest: FlinkVersion = 'v1_18';

/** What `pipeline.jobvertex-parallelism-overrides` says. */
export function overridesOf(configuration: EffectiveConfiguration): Parallelism {
  const texts = configuration.value(parallelismOverrides) ?? new Map<string, string>();
  const counts = [...texts].map(([vertex, text]) => [vertex, parseJavaInt(text) ?? 0] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}

/** Whether Flink takes another parallelism of a running job, and its owner wants it to be told. */
export function isScalable(configuration: EffectiveConfiguration, version: FlinkVersion): boolean {
  const isAdaptive = configuration.value(scheduler) === 'Adaptive';
  return isAdaptive && compareFlinkVersions(version, oldest) >= 0 && configuration.value(scalesInPlace) === true;
}

/** Whether there is a job that would hear of it. */
export const mayBeTold = (state: JobState | undefined): boolean =>
  state !== undefined && state !== 'RECONCILING' && !isTerminal(state);

/** What is done so that a job has another parallelism. */
export type ScalingCourse =
  /** It has been told already. */
  | { readonly type: 'told' }
  | { readonly type: 'tell'; readonly requirements: ResourceRequirements }
  /** Nobody can say now. */
  | { readonly type: 'wait' }
  /** It cannot be told while it runs. */
  | { readonly type: 'restart'; readonly why: string };

/** `before` and `after`: the overrides of what was deployed, and those that are wanted. */
export function chooseScaling(
  seen: Reply<ResourceRequirements | undefined> | undefined,
  before: Parallelism,
  after: Parallelism,
): ScalingCourse {
  if (seen?.type === 'refused') return { type: 'restart', why: seen.error.message };
  if (seen?.type !== 'answer' || !seen.value) return { type: 'wait' };
  const vertices = Object.entries(seen.value);
  const freed = vertices.find(([vertex]) => before.has(vertex) && !after.has(vertex));
  if (freed)
    return { type: 'restart', why: `the vertex ${freed[0]} is to have the parallelism that its job was written with` };
  const wanted = vertices.map(([vertex, bounds]) => {
    const upperBound = after.get(vertex) ?? bounds.upperBound;
    const lowerBound = Math.min(bounds.lowerBound, upperBound);
    const isTold = upperBound === bounds.upperBound && lowerBound === bounds.lowerBound;
    return { vertex, bounds: { lowerBound, upperBound }, isTold };
  });
  if (wanted.every(({ isTold }) => isTold)) return { type: 'told' };
  return { type: 'tell', requirements: Object.fromEntries(wanted.map(({ vertex, bounds }) => [vertex, bounds])) };
}

/** The vertices that have another parallelism than they are to have, as `a1 with 2 of 4 tasks`. */
export function unreached(wanted: Parallelism, seen: Parallelism): readonly string[] {
  return [...wanted].flatMap(([vertex, count]) => {
    const has = seen.get(vertex);
    return has === undefined || has === count ? [] : [`${vertex} with ${has} of ${count} tasks`];
  });
}
