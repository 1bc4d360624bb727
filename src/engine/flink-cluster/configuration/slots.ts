import { parseJavaInt } from '../../../values/scalar.ts';
import type { DefaultedSpec } from '../defaulted.ts';
import { containerAmount } from './container-amount.ts';

export const taskSlotsKey = 'taskmanager.numberOfTaskSlots';

/** One for every two cores, unless a property says how many. `undefined` where what it says is no number of slots. */
export function taskSlots({ flinkProperties, taskManager }: DefaultedSpec): number | undefined {
  const property = flinkProperties?.[taskSlotsKey];
  if (property === undefined) return Math.max(1, Math.floor(Number(containerAmount(taskManager, 'cpu')) / 2));
  const slots = parseJavaInt(property.trim());
  return slots !== undefined && slots > 0 ? slots : undefined;
}

/** Where the job says nothing itself, as many tasks as there are slots. */
export function jobParallelism(spec: DefaultedSpec): number | undefined {
  if (spec.job?.parallelism !== undefined) return spec.job.parallelism;
  const slots = taskSlots(spec);
  return slots === undefined ? undefined : spec.taskManager.replicas * slots;
}
