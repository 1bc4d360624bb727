import {
  type ConfigurationOption,
  doubleOption,
  floatOption,
  intOption,
  listOption,
  memoryOption,
} from './configuration-option.ts';
import { maxMemory } from './memory-size.ts';

/** The options that Flink derives the memory of its processes from. */

const kib = 1n << 10n;
const mib = 1n << 20n;
const gib = 1n << 30n;

/** Metaspace and overhead come on top of Flink's own memory, with the same defaults for both processes. */
function jvmOptions(prefix: 'jobmanager' | 'taskmanager') {
  return {
    flinkSize: memoryOption(`${prefix}.memory.flink.size`),
    processSize: memoryOption(`${prefix}.memory.process.size`),
    metaspace: memoryOption(`${prefix}.memory.jvm-metaspace.size`, { default: 256n * mib }),
    overheadMin: memoryOption(`${prefix}.memory.jvm-overhead.min`, { default: 192n * mib }),
    overheadMax: memoryOption(`${prefix}.memory.jvm-overhead.max`, { default: gib }),
    overheadFraction: floatOption(`${prefix}.memory.jvm-overhead.fraction`, { default: Math.fround(0.1) }),
  };
}

export type JvmOptions = ReturnType<typeof jvmOptions>;

export const jobManagerMemory = {
  ...jvmOptions('jobmanager'),
  heap: memoryOption('jobmanager.memory.heap.size'),
  offHeap: memoryOption('jobmanager.memory.off-heap.size', { default: 128n * mib }),
  /** Stand in for `heap` where that is not set. */
  legacyHeap: memoryOption('jobmanager.heap.size'),
  legacyHeapMegabytes: intOption('jobmanager.heap.mb'),
} as const;

const network = 'taskmanager.memory.network';
const legacyNetwork = 'taskmanager.network.memory';

export const taskManagerMemory = {
  ...jvmOptions('taskmanager'),
  frameworkHeap: memoryOption('taskmanager.memory.framework.heap.size', { default: 128n * mib }),
  frameworkOffHeap: memoryOption('taskmanager.memory.framework.off-heap.size', { default: 128n * mib }),
  taskHeap: memoryOption('taskmanager.memory.task.heap.size'),
  taskOffHeap: memoryOption('taskmanager.memory.task.off-heap.size', { default: 0n }),
  managedSize: memoryOption('taskmanager.memory.managed.size', { fallbackKeys: ['taskmanager.memory.size'] }),
  managedFraction: floatOption('taskmanager.memory.managed.fraction', { default: Math.fround(0.4) }),
  networkMin: memoryOption(`${network}.min`, { fallbackKeys: [`${legacyNetwork}.min`], default: 64n * mib }),
  networkMax: memoryOption(`${network}.max`, { fallbackKeys: [`${legacyNetwork}.max`], default: maxMemory }),
  networkFraction: floatOption(`${network}.fraction`, {
    fallbackKeys: [`${legacyNetwork}.fraction`],
    default: Math.fround(0.1),
  }),
  /** Gives the network memory in buffers where none of the three above is set. */
  legacyNetworkBuffers: intOption('taskmanager.network.numberOfBuffers', { default: 2048 }),
  segmentSize: memoryOption('taskmanager.memory.segment-size', { default: 32n * kib }),
  cpuCores: doubleOption('taskmanager.cpu.cores'),
} as const;

/** Names that each have an amount of their own under `external-resource.<name>.amount`. */
export const externalResources = listOption('external-resources', { default: [] });

export const memoryOptions: readonly ConfigurationOption<unknown>[] = [
  ...Object.values(jobManagerMemory),
  ...Object.values(taskManagerMemory),
  externalResources,
];
