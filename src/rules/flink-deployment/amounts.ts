import type { ResourceRequirements } from '../../api/pod-template/types.ts';
import { memoryUnitSurprise, parseResourceMemory } from '../../values/memory-size.ts';
import { compareQuantities, parseQuantity, type Quantity } from '../../values/quantity.ts';
import { remembering } from './remembering.ts';

type Part = 'requests' | 'limits';
/** Memory is counted in bytes, any other resource is a quantity. */
type Value = bigint | Quantity;

/** One amount of `resources`, read. */
export interface Amount {
  readonly part: Part;
  readonly name: string;
  readonly text: string;
  /** `undefined` for what cannot be read. */
  readonly value: Value | undefined;
  /** Why the unit may be taken for another one. */
  readonly surprise: string | undefined;
}

/** What can be wrong with an amount; rule ids end in it. */
export type AmountFault =
  | 'memory-invalid'
  | 'memory-not-positive'
  | 'cpu-invalid'
  | 'cpu-not-positive'
  | 'other-invalid'
  | 'other-negative'
  | 'cpu-request-above-limit'
  | 'memory-request-above-limit'
  | 'request-above-limit';

/** All amounts of one `resources`, and what is wrong with them. */
export interface Amounts {
  readonly all: readonly Amount[];
  readonly faults: readonly { readonly fault: AmountFault; readonly amount: Amount; readonly limit?: Amount }[];
}

const none: Amounts = { all: [], faults: [] };
/**
 * Nine rules ask about the amounts of one component, and then nine about those of the other, so the last ones read are
 * the next ones asked for.
 */
const last: { resources: ResourceRequirements | undefined; amounts: Amounts } = { resources: undefined, amounts: none };

/** The amounts of `resources`: requests in the order of the document, then limits. */
export function amountsOf(resources: ResourceRequirements | undefined): Amounts {
  if (!resources) return none;
  if (resources === last.resources) return last.amounts;
  const all: Amount[] = [];
  read(resources, 'requests', all);
  read(resources, 'limits', all);
  last.amounts = { all, faults: faultsOf(all) };
  last.resources = resources;
  return last.amounts;
}

const readMemory = remembering(parseResourceMemory);
const readQuantity = remembering(parseQuantity);
const surpriseOf = remembering(memoryUnitSurprise);

function read(resources: ResourceRequirements, part: Part, into: Amount[]): void {
  const quantities = resources[part];
  for (const name in quantities) {
    const given = quantities[name];
    if (given === undefined || given === null) continue;
    const text = String(given);
    const memory = name === 'memory';
    const value = memory ? readMemory(text) : readQuantity(text);
    into.push({ part, name, text, value, surprise: memory ? surpriseOf(text) : undefined });
  }
}

function faultsOf(all: readonly Amount[]): Amounts['faults'] {
  const faults: Amounts['faults'][number][] = [];
  for (const amount of all) {
    const fault = faultOf(amount);
    if (fault !== undefined) faults.push({ fault, amount });
  }
  const firstLimit = all.findIndex(({ part }) => part === 'limits');
  if (firstLimit <= 0) return faults;
  const limits =
    all.length - firstLimit > few ? new Map(all.slice(firstLimit).map((limit) => [limit.name, limit])) : undefined;
  for (let i = 0; i < firstLimit; i++) {
    const amount = all[i] as Amount;
    const limit = limits
      ? limits.get(amount.name)
      : all.find(({ part, name }) => part === 'limits' && name === amount.name);
    if (limit && isAbove(amount.value, limit.value)) faults.push({ fault: aboveLimit(amount), amount, limit });
  }
  return faults;
}

/** Up to here looking through all is faster than a map. */
const few = 8;

function faultOf({ name, value }: Amount): AmountFault | undefined {
  const subject = name === 'memory' || name === 'cpu' ? name : 'other';
  if (value === undefined) return `${subject}-invalid`;
  const amount = typeof value === 'bigint' ? value : value.unscaled;
  if (amount > 0n) return undefined;
  if (subject !== 'other') return `${subject}-not-positive`;
  return amount < 0n ? 'other-negative' : undefined;
}

function aboveLimit({ name }: Amount): AmountFault {
  return name === 'memory' || name === 'cpu' ? `${name}-request-above-limit` : 'request-above-limit';
}

/** Whether a request exceeds its limit; what cannot be read exceeds nothing. */
function isAbove(request: Value | undefined, limit: Value | undefined): boolean {
  if (request === undefined || limit === undefined) return false;
  if (typeof request === 'bigint') return typeof limit === 'bigint' && request > limit;
  return typeof limit !== 'bigint' && compareQuantities(request, limit) > 0;
}
