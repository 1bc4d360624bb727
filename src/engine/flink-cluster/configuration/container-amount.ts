import { amountOf } from '../../../rules/flink-cluster/resources.ts';
import { parseQuantity, quantityRoundedUp } from '../../../values/quantity.ts';
import type { JobManager, TaskManager } from '../defaulted.ts';

/** What a container is given of a resource, in whole bytes or cores; 0 where nothing says. */
export function containerAmount(section: JobManager | TaskManager, resource: 'cpu' | 'memory'): bigint {
  return wholeAmount(amountOf(section, resource)) ?? 0n;
}

export function wholeAmount(amount: string | number | undefined): bigint | undefined {
  const quantity = amount === undefined ? undefined : parseQuantity(amount);
  return quantity && quantityRoundedUp(quantity);
}
