import { memoryModel } from '../../../defaults/flink-cluster/memory-model.ts';
import type { JobManager, TaskManager } from '../defaulted.ts';
import { containerAmount, wholeAmount } from './container-amount.ts';

const mebibyte = 1_048_576n;

/** How much memory Flink may use of its container, by the option that its version has for it. */
export function memoryOption(
  process: 'jobmanager' | 'taskmanager',
  section: JobManager | TaskManager,
  flinkVersion: string | undefined,
): Readonly<Record<string, string>> {
  switch (memoryModel(flinkVersion)) {
    case 'process':
      return sized(`${process}.memory.process.size`, processSize(section));
    case 'offHeap':
      return sized(`${process}.heap.size`, heapSize(section));
    // A rule refuses such a version.
    case 'unknown':
      return {};
  }
}

function sized(option: string, bytes: bigint): Readonly<Record<string, string>> {
  return bytes > 0n ? { [option]: `${dividedUp(bytes, mebibyte)}m` } : {};
}

function processSize(section: JobManager | TaskManager): bigint {
  return share(containerAmount(section, 'memory'), section.memoryProcessRatio);
}

function heapSize(section: JobManager | TaskManager): bigint {
  const memory = containerAmount(section, 'memory');
  const offHeap = share(memory, section.memoryOffHeapRatio);
  const least = wholeAmount(section.memoryOffHeapMin) ?? 0n;
  return memory - (offHeap > least ? offHeap : least);
}

function share(memory: bigint, percent = 0): bigint {
  return dividedUp(memory * BigInt(percent), 100n);
}

/** Of numbers that are not negative. */
function dividedUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
