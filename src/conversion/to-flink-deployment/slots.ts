import { amountOf } from '../../rules/flink-cluster/resources.ts';
import { taskSlots } from '../../values/configuration-options.ts';
import { parseQuantity, quantityToNumber } from '../../values/quantity.ts';
import { propertyOf, type Source, sectionOf } from './source.ts';

/** Task slots of one TaskManager, as a FlinkCluster reckons them; `undefined` where its property cannot be read. */
export function slotsOf(source: Source): number | undefined {
  const written = propertyOf(source, taskSlots);
  if (written !== undefined) return taskSlots.read(written);
  // v1alpha1 leaves it to Flink.
  if (source.isV1alpha1) return 1;
  const cpu = parseQuantity(amountOf(sectionOf(source, 'taskManager'), 'cpu') ?? 0);
  return Math.max(1, Math.floor(Math.ceil(cpu ? quantityToNumber(cpu) : 0) / 2));
}

/** Of the job; left out, all slots that there are. */
export function parallelismOf(source: Source): number | undefined {
  const { job, taskManager } = source.spec;
  if (job?.parallelism !== undefined) return job.parallelism;
  const slots = slotsOf(source);
  return slots === undefined ? undefined : slots * (taskManager?.replicas ?? 0);
}

/** The job takes all TaskManagers that there are, however many. */
export const isReactive = ({ properties }: Source): boolean =>
  properties['scheduler-mode']?.trim().toLowerCase() === 'reactive';
