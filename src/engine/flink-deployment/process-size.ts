import { taskSlots } from '../../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { deriveJobManagerMemory, deriveTaskManagerMemory } from '../../values/flink-memory.ts';
import { taskManagerMemory } from '../../values/memory-options.ts';
import { ReconcileError } from '../reconcile-error.ts';
import * as options from './configuration/options.ts';

export type Process = 'jobmanager' | 'taskmanager';

/** What one pod asks for, and what it may use at most. */
export interface ProcessSize {
  /** Cores. */
  readonly cpu: number;
  readonly mebibytes: number;
  /** Cores. */
  readonly mostCpu: number;
  readonly mostMebibytes: number;
}

const mebibyte = 1024n * 1024n;
export const processOptions = { jobmanager: options.jobManagerOptions, taskmanager: options.taskManagerOptions };

/** Source: `spec/flink-resources.md` 2.2. Throws ReconcileError where the memory of a process cannot be worked out. */
export function processSize(process: Process, configuration: EffectiveConfiguration): ProcessSize {
  const memory =
    process === 'jobmanager' ? deriveJobManagerMemory(configuration) : deriveTaskManagerMemory(configuration);
  if (memory.state === 'failed') throw new ReconcileError('MemoryInvalid', `${memory.key} ${memory.reason}`);
  const cpu =
    process === 'jobmanager' ? (configuration.value(options.jobManagerCpu) ?? 1) : taskManagerCpu(configuration);
  const mebibytes = Number(memory.total / mebibyte);
  const { cpuLimitFactor, memoryLimitFactor } = processOptions[process];
  return {
    cpu,
    mebibytes,
    mostCpu: cpu * (configuration.value(cpuLimitFactor) ?? 1),
    mostMebibytes: Math.trunc(mebibytes * (configuration.value(memoryLimitFactor) ?? 1)),
  };
}

/** One core for each slot where nothing is said. */
function taskManagerCpu(configuration: EffectiveConfiguration): number {
  const cores = configuration.value(taskManagerMemory.cpuCores);
  const amount = configuration.value(options.taskManagerCpu) ?? 0;
  return cores ?? (amount > 0 ? amount : (configuration.value(taskSlots) ?? 1));
}

/** The facts of `status.clusterInfo` about a cluster with so many TaskManagers: cores, and bytes of memory. */
export function clusterSize(configuration: EffectiveConfiguration, taskManagers: number): Record<string, string> {
  const replicas = configuration.value(options.jobManagerReplicas) ?? 1;
  const jobManager = processSize('jobmanager', configuration);
  const taskManager = processSize('taskmanager', configuration);
  const cpu = jobManager.mostCpu * replicas + taskManager.mostCpu * taskManagers;
  const memory = (jobManager.mostMebibytes * replicas + taskManager.mostMebibytes * taskManagers) * Number(mebibyte);
  return { 'total-cpu': Number.isInteger(cpu) ? cpu.toFixed(1) : String(cpu), 'total-memory': String(memory) };
}
