import { type InPlaceScaling, inPlaceScaling } from '../flink-deployment/in-place-scaling.ts';
import { changeOf } from '../flink-deployment/restore.ts';
import type { ScalingCourse } from '../flink-deployment/steps/scale-in-place.ts';
import type { ResourceRequirements } from '../flink-port.ts';
import { chooseScaling } from '../parallelism.ts';

/** What becomes of another parallelism that may be brought about while the cluster goes on. */
export type Scaling = ScalingCourse['type'];

/** The same by the specs alone: Flink was told what was deployed, and what is to be scaled is there. `undefined`: it is upgraded. */
export function imaginedScaling(known: Parameters<typeof inPlaceScaling>[0]): Scaling | undefined {
  const mayBe = known.status.reconciliationStatus?.state === 'DEPLOYED' && changeOf(known) === 'scale';
  const way = mayBe ? inPlaceScaling(known) : undefined;
  if (!way || way.type === 'taskManagers') return way && 'act';
  const { type } = chooseScaling({ type: 'answer', value: toldBefore(way) }, way.before, way.after);
  return type === 'tell' ? 'act' : type === 'told' ? 'done' : type;
}

function toldBefore({ before, after }: Extract<InPlaceScaling, { type: 'vertices' }>): ResourceRequirements {
  const vertices = [...new Set([...before.keys(), ...after.keys()])];
  return Object.fromEntries(vertices.map((vertex) => [vertex, { lowerBound: 1, upperBound: before.get(vertex) ?? 0 }]));
}
