import type { JobManagerSpec } from '../../../api/flink-deployment/types.ts';
import { formatMemorySize, parseMemorySize, parseResourceMemory } from '../../../values/memory-size.ts';
import { parseQuantity, quantityToNumber } from '../../../values/quantity.ts';

type Amounts = Readonly<Record<string, string | number>>;

/** CPU and memory of one pod, and what else it asks Kubernetes for. */
export interface ProcessResources {
  readonly cpu?: number;
  /** As it is written into Flink's configuration. */
  readonly memory?: string;
  /** Limit divided by request, where both are given. */
  readonly cpuLimitFactor?: number;
  readonly memoryLimitFactor?: number;
  /** For the main container as it stands: ephemeral storage, devices. */
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** `resources` counts as soon as it says anything; `resource` is then left aside as a whole. */
export function processResources(spec: Pick<JobManagerSpec, 'resource' | 'resources'> | undefined): ProcessResources {
  const { requests = {}, limits = {} } = (spec?.resources ?? {}) as { requests?: Amounts; limits?: Amounts };
  if (Object.keys(requests).length + Object.keys(limits).length > 0) return fromKubernetes(requests, limits);
  const { cpu, memory, ephemeralStorage } = spec?.resource ?? {};
  const storage: Amounts = ephemeralStorage === undefined ? {} : { 'ephemeral-storage': ephemeralStorage };
  return {
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory: flinkMemory(memory) }),
    requests: storage,
    limits: storage,
  };
}

function fromKubernetes(requests: Amounts, limits: Amounts): ProcessResources {
  const cpu = requests['cpu'] ?? limits['cpu'];
  const memory = requests['memory'] ?? limits['memory'];
  const cpuLimitFactor = factor(requests['cpu'], limits['cpu'], amountOf);
  const memoryLimitFactor = factor(requests['memory'], limits['memory'], bytesOf);
  return {
    ...(cpu !== undefined && { cpu: amountOf(cpu) }),
    ...(memory !== undefined && { memory: flinkMemory(String(memory)) }),
    ...(cpuLimitFactor !== undefined && { cpuLimitFactor }),
    ...(memoryLimitFactor !== undefined && { memoryLimitFactor }),
    requests: others(requests),
    limits: others(limits),
  };
}

function others(amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => name !== 'cpu' && name !== 'memory'));
}

type Read = (amount: string | number) => number;

function factor(request: string | number | undefined, limit: string | number | undefined, read: Read) {
  if (request === undefined || limit === undefined) return undefined;
  const [wanted, most] = [read(request), read(limit)];
  return wanted > 0 ? most / wanted : undefined;
}

function amountOf(amount: string | number): number {
  const quantity = parseQuantity(amount);
  return quantity ? quantityToNumber(quantity) : Number.NaN;
}

function bytesOf(amount: string | number): number {
  return Number(parseResourceMemory(amount) ?? Number.NaN);
}

/** A Flink size in Flink's words, anything else as a number of bytes; what cannot be read stays, for Flink to refuse. */
function flinkMemory(text: string): string {
  const size = parseMemorySize(text);
  if (size !== undefined) return formatMemorySize(size);
  const bytes = parseResourceMemory(text);
  return bytes === undefined ? text : String(bytes);
}
