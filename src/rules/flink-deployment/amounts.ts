import type { ResourceRequirements } from '../../api/pod-template/types.ts';
import { parseResourceMemory } from '../../values/memory-size.ts';
import { compareQuantities, parseQuantity, type Quantity } from '../../values/quantity.ts';

type Part = 'requests' | 'limits';

/** One amount of `resources`, read. */
export interface Amount {
  readonly part: Part;
  readonly name: string;
  readonly text: string;
  /** Memory in bytes, any other resource as a quantity; `undefined` for what cannot be read. */
  readonly value: bigint | Quantity | undefined;
}

const none: readonly Amount[] = [];
/** Eight rules look at the same amounts, which are read once. Keyed by the object itself, so nothing is kept alive. */
const known = new WeakMap<ResourceRequirements, readonly Amount[]>();

/** The amounts of `resources`: requests in the order of the document, then limits. */
export function amountsOf(resources: ResourceRequirements | undefined): readonly Amount[] {
  if (!resources) return none;
  const remembered = known.get(resources);
  if (remembered) return remembered;
  const amounts: Amount[] = [];
  read(resources, 'requests', amounts);
  read(resources, 'limits', amounts);
  known.set(resources, amounts);
  return amounts;
}

function read(resources: ResourceRequirements, part: Part, into: Amount[]): void {
  const quantities = resources[part];
  for (const name in quantities) {
    const given = quantities[name];
    if (given === undefined || given === null) continue;
    const text = String(given);
    into.push({ part, name, text, value: name === 'memory' ? parseResourceMemory(text) : parseQuantity(text) });
  }
}

/** Whether a request exceeds its limit. Both are amounts of the same resource. */
export function isAbove(request: bigint | Quantity, limit: bigint | Quantity): boolean {
  if (typeof request === 'bigint') return typeof limit === 'bigint' && request > limit;
  return typeof limit !== 'bigint' && compareQuantities(request, limit) > 0;
}

/** Negative, zero or positive. */
export function signOf(value: bigint | Quantity): number {
  const amount = typeof value === 'bigint' ? value : value.unscaled;
  return amount < 0n ? -1 : amount > 0n ? 1 : 0;
}
