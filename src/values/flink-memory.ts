import { taskSlots } from './configuration-options.ts';
import type { EffectiveConfiguration } from './effective-configuration.ts';
import { type JvmMemory, MemoryDerivation, type MemoryFailure } from './memory-derivation.ts';
import { externalResources, jobManagerMemory as jm, taskManagerMemory as tm } from './memory-options.ts';
import { formatMemorySize } from './memory-size.ts';
import { parseJavaLong } from './scalar.ts';
import { poolsFromFlink, poolsFromParts, type TaskManagerPools } from './task-manager-pools.ts';

/** All sizes in bytes. */
export interface JobManagerMemory extends JvmMemory {
  readonly state: 'derived';
  readonly total: bigint;
  readonly flink: bigint;
  readonly heap: bigint;
  readonly offHeap: bigint;
}

/** All sizes in bytes. */
export interface TaskManagerMemory extends JvmMemory, TaskManagerPools {
  readonly state: 'derived';
  readonly total: bigint;
  readonly flink: bigint;
  readonly cpu: number;
}

/**
 * The memory of a JobManager as Flink derives it where the section of the resource defines none: from the size of the
 * heap, else of Flink's memory, else of the process.
 */
export function deriveJobManagerMemory(configuration: EffectiveConfiguration): JobManagerMemory | MemoryFailure {
  const derivation = new MemoryDerivation(configuration);
  const heap = explicitHeap(derivation);
  const process = jm.processSize.key;
  if (heap !== undefined) {
    const offHeap = offHeapBeside(derivation, heap);
    return finishJobManager(derivation, heap, offHeap);
  }
  if (derivation.has(jm.flinkSize)) return finishFromFlink(derivation, derivation.size(jm.flinkSize));
  if (!derivation.has(jm.processSize)) {
    return { state: 'failed', key: process, reason: notSet(jm.heap.key, jm.flinkSize.key, process) };
  }
  const total = derivation.size(jm.processSize);
  const jvm = derivation.jvmInside(total, jm);
  return finishFromFlink(derivation, total - jvm.metaspace - jvm.overhead, jvm);
}

function notSet(...keys: readonly string[]): string {
  return `is not set, and neither is ${keys.slice(0, -1).join(' nor ')}`;
}

function explicitHeap(derivation: MemoryDerivation): bigint | undefined {
  if (derivation.has(jm.heap)) return derivation.size(jm.heap);
  if (derivation.has(jm.legacyHeap)) return derivation.size(jm.legacyHeap);
  if (!derivation.has(jm.legacyHeapMegabytes)) return undefined;
  const megabytes = derivation.read(jm.legacyHeapMegabytes, 0);
  if (megabytes < 0) derivation.fail(jm.legacyHeapMegabytes.key, 'is negative');
  return BigInt(megabytes) << 20n;
}

function offHeapBeside(derivation: MemoryDerivation, heap: bigint): bigint {
  const offHeap = derivation.size(jm.offHeap);
  if (!derivation.has(jm.flinkSize)) return offHeap;
  const flink = derivation.size(jm.flinkSize);
  const key = jm.flinkSize.key;
  if (!derivation.has(jm.offHeap)) {
    return heap <= flink ? flink - heap : derivation.fail(key, `is less than the heap, ${formatMemorySize(heap)}`);
  }
  if (heap + offHeap !== flink) {
    derivation.fail(key, `differs from the heap and the off-heap memory, ${formatMemorySize(heap + offHeap)}`);
  }
  return offHeap;
}

function finishFromFlink(derivation: MemoryDerivation, flink: bigint, jvm?: JvmMemory) {
  const offHeap = derivation.size(jm.offHeap);
  if (flink <= offHeap) {
    const key = jvm ? jm.processSize.key : jm.flinkSize.key;
    derivation.fail(key, `leaves ${formatMemorySize(flink)}, not more than the off-heap memory alone`);
  }
  return finishJobManager(derivation, flink - offHeap, offHeap, jvm);
}

function finishJobManager(
  derivation: MemoryDerivation,
  heap: bigint,
  offHeap: bigint,
  given?: JvmMemory,
): JobManagerMemory | MemoryFailure {
  const flink = derivation.sum(jm.offHeap.key, heap, offHeap);
  const jvm = given ?? derivation.jvmOnTop(flink, jm);
  const total = flink + jvm.metaspace + jvm.overhead;
  return derivation.failure ?? { state: 'derived', total, flink, heap, offHeap, ...jvm };
}

/**
 * The memory of a TaskManager as Flink derives it where the section of the resource defines none: from task heap and
 * managed memory, else from the size of Flink's memory, else of the process.
 */
export function deriveTaskManagerMemory(configuration: EffectiveConfiguration): TaskManagerMemory | MemoryFailure {
  const derivation = new MemoryDerivation(configuration);
  if (derivation.has(tm.taskHeap) && derivation.has(tm.managedSize)) {
    return finishTaskManager(derivation, configuration, poolsFromParts(derivation));
  }
  if (derivation.has(tm.flinkSize)) {
    const pools = poolsFromFlink(derivation, derivation.size(tm.flinkSize), tm.flinkSize.key);
    return finishTaskManager(derivation, configuration, pools);
  }
  const process = tm.processSize.key;
  if (!derivation.has(tm.processSize)) {
    return { state: 'failed', key: process, reason: notSet(tm.flinkSize.key, process) };
  }
  const total = derivation.size(tm.processSize);
  const jvm = derivation.jvmInside(total, tm);
  const pools = poolsFromFlink(derivation, total - jvm.metaspace - jvm.overhead, process);
  return finishTaskManager(derivation, configuration, pools, jvm);
}

function finishTaskManager(
  derivation: MemoryDerivation,
  configuration: EffectiveConfiguration,
  pools: TaskManagerPools,
  given?: JvmMemory,
): TaskManagerMemory | MemoryFailure {
  const flink = derivation.sum(tm.taskHeap.key, ...Object.values(pools));
  const jvm = given ?? derivation.jvmOnTop(flink, tm);
  const total = flink + jvm.metaspace + jvm.overhead;
  const cpu = cpuCores(derivation);
  checkExternalResources(derivation, configuration);
  return derivation.failure ?? { state: 'derived', total, flink, cpu, ...pools, ...jvm };
}

function cpuCores(derivation: MemoryDerivation): number {
  const slots = derivation.read(taskSlots, 0);
  const cpu = derivation.has(tm.cpuCores) ? derivation.read(tm.cpuCores, 0) : slots;
  if (!(cpu > 0 && Number.isFinite(cpu))) {
    derivation.fail(derivation.has(tm.cpuCores) ? tm.cpuCores.key : taskSlots.key, `is ${cpu}; it must be above 0`);
  }
  return cpu;
}

/** They play no part in the sizes, but Flink reads their amounts in the same go and fails with them. */
function checkExternalResources(derivation: MemoryDerivation, configuration: EffectiveConfiguration): void {
  if (configuration.get(externalResources.key) === 'none') return;
  for (const name of derivation.read(externalResources, [])) {
    const key = `external-resource.${name}.amount`;
    const amount = configuration.get(key);
    if (amount !== undefined && parseJavaLong(amount) === undefined) {
      derivation.fail(key, 'has a value that is no whole number');
    }
  }
}
