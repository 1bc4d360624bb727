import type { Container, PersistentVolumeClaim, ResourceRequirements } from '../../../api/pod-template/types.ts';
import { formatQuantity, parseQuantity, type Quantity, quantityInNanos } from '../../../values/quantity.ts';
import type { Workload } from './workload.ts';

type Amount = readonly [resource: string, amount: string | number | undefined];

/** What all pods of these workloads need together, each resource under the three names that a queue may count by. */
export function leastResources(workloads: readonly Workload[]): Readonly<Record<string, string>> {
  const sums = new Map<string, Quantity>();
  for (const { spec } of workloads) {
    for (const [resource, amount] of amountsOf(spec)) {
      const quantity = amount === undefined ? undefined : parseQuantity(amount);
      if (quantity) sums.set(resource, plus(sums.get(resource), quantity, spec.replicas ?? 1));
    }
  }
  const names = (resource: string) => [resource, `requests.${resource}`, `limits.${resource}`];
  return Object.fromEntries(
    [...sums].flatMap(([resource, sum]) => names(resource).map((name) => [name, formatQuantity(sum)])),
  );
}

/** Of one pod. */
function amountsOf({ template, volumeClaimTemplates = [] }: Workload['spec']): Amount[] {
  const { containers = [], initContainers = [], volumes = [] } = template.spec;
  const ephemeral = volumes.flatMap((volume) => volume.ephemeral?.volumeClaimTemplate ?? []);
  return [
    ...[...containers, ...initContainers].flatMap(containerAmounts),
    ...[...volumeClaimTemplates, ...ephemeral].map(storageOf),
  ];
}

function containerAmounts({ resources }: Container): Amount[] {
  return (['cpu', 'memory'] as const).map((resource) => [resource, limitOf(resources, resource)]);
}

function limitOf(resources: ResourceRequirements | undefined, resource: string) {
  return resources?.limits?.[resource] ?? resources?.requests?.[resource];
}

function storageOf({ spec }: Pick<PersistentVolumeClaim, 'spec'>): Amount {
  return ['storage', spec?.resources?.requests?.['storage']];
}

/** In the notation of the first. What is beyond all measure counts for nothing. */
function plus(sum: Quantity | undefined, amount: Quantity, times: number): Quantity {
  const before = (sum && quantityInNanos(sum)) ?? 0n;
  const more = (quantityInNanos(amount) ?? 0n) * BigInt(times);
  return { unscaled: before + more, exponent: -9, format: before === 0n ? amount.format : (sum ?? amount).format };
}
