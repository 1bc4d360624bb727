import type { ResourceRequirements } from '../../src/engine/flink-port.ts';
import { parseMap } from '../../src/values/list.ts';

export const schedulerKey = 'jobmanager.scheduler';
export const overridesKey = 'pipeline.jobvertex-parallelism-overrides';
/** Where it is set, a job takes all TaskManagers that there are. */
export const modeKey = 'scheduler-mode';

/** Every job has these. */
export const vertexIds = ['a', 'b'] as const;

/** The tasks of a job: what its scheduler is told, and what there is of them. */
export interface Vertices {
  /** Of the adaptive scheduler only. */
  told: ResourceRequirements | undefined;
  has: ReadonlyMap<string, number>;
}

/** How many tasks each vertex has by what its owner writes. */
export function parallelismBy(overrides: string | undefined, parallelism: number): ReadonlyMap<string, number> {
  const counts = parseMap(overrides ?? '') ?? new Map<string, string>();
  return new Map(vertexIds.map((id) => [id, Number(counts.get(id) ?? parallelism)]));
}

/** `kept`: what the scheduler was told by the process before. */
export function verticesOf(configuration: ReadonlyMap<string, string>, kept?: ResourceRequirements): Vertices {
  const parallelism = Number(configuration.get('parallelism.default') ?? 1);
  const has = kept
    ? new Map(Object.entries(kept).map(([id, { upperBound }]) => [id, upperBound]))
    : parallelismBy(configuration.get(overridesKey), parallelism);
  const told = Object.fromEntries([...has].map(([id, upperBound]) => [id, { lowerBound: 1, upperBound }]));
  return { told: configuration.get(schedulerKey) === 'Adaptive' ? (kept ?? told) : undefined, has };
}
