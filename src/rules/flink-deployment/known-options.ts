import { autoscalerOptions, excludedPeriods } from '../../values/autoscaler-options.ts';
import { booleanOption, type ConfigurationOption, intOption, stringOption } from '../../values/configuration-option.ts';
import {
  checkpointDirectory,
  defaultParallelism,
  highAvailabilityClusterId,
  highAvailabilityType,
  kubernetesClusterId,
  kubernetesNamespace,
  periodicCheckpointInterval,
  periodicSavepointInterval,
  savepointDirectory,
  taskSlots,
} from '../../values/configuration-options.ts';
import { checkQuartzCron } from '../../values/cron.ts';
import { parseDuration } from '../../values/duration.ts';
import { isBlank } from '../../values/java-text.ts';
import { memoryOptions } from '../../values/memory-options.ts';
import { autoscalerNumbers } from './autoscaler-numbers.ts';
import { openFamilies, resourceOptions, systemOptions } from './operator-options.ts';

/** Keys of Flink itself that are misspelt often, next to those that rules read. */
const flinkOptions: readonly ConfigurationOption<unknown>[] = [
  checkpointDirectory,
  savepointDirectory,
  highAvailabilityType,
  highAvailabilityClusterId,
  kubernetesNamespace,
  kubernetesClusterId,
  defaultParallelism,
  taskSlots,
  stringOption('high-availability.storageDir', {
    fallbackKeys: ['high-availability.zookeeper.storageDir', 'recovery.zookeeper.storageDir'],
  }),
  stringOption('high-availability.zookeeper.quorum', { fallbackKeys: ['recovery.zookeeper.quorum'] }),
  stringOption('state.backend.type', { fallbackKeys: ['state.backend'] }),
  booleanOption('execution.checkpointing.incremental', { fallbackKeys: ['state.backend.incremental'] }),
  intOption('execution.checkpointing.max-concurrent-checkpoints'),
  intOption('execution.checkpointing.tolerable-failed-checkpoints'),
  stringOption('execution.checkpointing.interval'),
  stringOption('execution.checkpointing.timeout'),
  stringOption('execution.checkpointing.min-pause'),
  stringOption('execution.checkpointing.mode'),
  stringOption('restart-strategy.type', { fallbackKeys: ['restart-strategy'] }),
  intOption('pipeline.max-parallelism'),
];

const clusterOptions = new Set([...flinkOptions, ...memoryOptions]);
const ofMemory = new Set(memoryOptions);

/** Whether the memory of a process is divided by this option. */
export function isMemoryOption(option: ConfigurationOption<unknown>): boolean {
  return ofMemory.has(option);
}

/** Whether only the processes of a cluster read this option, not the operator for a job. */
export function isClusterOption(option: ConfigurationOption<unknown>): boolean {
  return clusterOptions.has(option);
}

/** Each option by its own key and by its older names. */
export const knownOptions: ReadonlyMap<string, ConfigurationOption<unknown>> = new Map(
  [...flinkOptions, ...memoryOptions, ...resourceOptions, ...systemOptions, ...autoscalerOptions].flatMap((option) =>
    [option.key, ...option.fallbackKeys].map((key) => [key, option] as const),
  ),
);

export const isAutoscalerOption: (option: ConfigurationOption<unknown>) => boolean = (option) =>
  option.key.startsWith('job.autoscaler.');

const system = new Set(systemOptions);

/** Whether a resource sets this option in vain. */
export function isSystemOption(option: ConfigurationOption<unknown>): boolean {
  return system.has(option);
}

const openAutoscalerFamilies = ['scaling.parallelism-alignment.mode.', 'metrics.custom-', 'scaling.custom-'];
const closedPrefixes = ['kubernetes.operator.job.autoscaler.', 'kubernetes.operator.', 'job.autoscaler.'];

/** Whether every key of this sort that is read is known, so that an unknown one has no effect. */
export function isClosedKey(key: string): boolean {
  const prefix = closedPrefixes.find((start) => key.startsWith(start));
  if (prefix === undefined || openFamilies.some((family) => key.startsWith(family))) return false;
  const rest = key.slice(prefix.length);
  return !openAutoscalerFamilies.some((family) => rest.startsWith(family));
}

/** What only the operator may set: it follows from name and namespace of the object. */
export const forbiddenKeys: readonly string[] = [
  kubernetesNamespace.key,
  kubernetesClusterId.key,
  highAvailabilityClusterId.key,
];

/** The numbers and periods of the autoscaler have rules of their own. */
export const judgedElsewhere: ReadonlySet<ConfigurationOption<unknown>> = new Set<ConfigurationOption<unknown>>([
  ...autoscalerNumbers.map(({ option }) => option),
  excludedPeriods,
]);

const periodic = new Set<ConfigurationOption<unknown>>([periodicSavepointInterval, periodicCheckpointInterval]);

/** Whether Flink or the operator can read this text for the option. */
export function isReadable(option: ConfigurationOption<unknown>, text: string): boolean {
  if (option.type !== 'string') return option.read(text) !== undefined;
  // An empty interval switches the periodic snapshots off.
  if (!periodic.has(option) || isBlank(text)) return true;
  return parseDuration(text) !== undefined || checkQuartzCron(text) === undefined;
}
