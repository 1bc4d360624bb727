import {
  booleanOption,
  type ConfigurationOption,
  doubleOption,
  durationOption,
  enumOption,
  intOption,
  listOption,
  memoryOption,
  stringOption,
} from './configuration-option.ts';

/** The options of the autoscaler. Each may also be written with `kubernetes.operator.` in front. */

const second = 1_000_000_000n;
const minute = 60n * second;
const hour = 60n * minute;

const prefix = 'job.autoscaler.';
const longPrefix = `kubernetes.operator.${prefix}`;

type Make<T> = (key: string, extras: { fallbackKeys: string[]; default?: T }) => ConfigurationOption<T>;

function autoscaler<T>(name: string, make: Make<T>, preset?: T): ConfigurationOption<T> {
  const fallbackKeys = [`${longPrefix}${name}`];
  return make(`${prefix}${name}`, preset === undefined ? { fallbackKeys } : { fallbackKeys, default: preset });
}

export const autoscalerEnabled = autoscaler('enabled', booleanOption, false);
export const scaleDownMaxFactor = autoscaler('scale-down.max-factor', doubleOption, 0.6);
export const scaleUpMaxFactor = autoscaler('scale-up.max-factor', doubleOption, 100_000);
export const utilizationTarget = doubleOption(`${prefix}utilization.target`, {
  fallbackKeys: [`${longPrefix}utilization.target`, `${longPrefix}target.utilization`, `${prefix}target.utilization`],
  default: 0.7,
});
export const utilizationBoundary = autoscaler('target.utilization.boundary', doubleOption, 0.3);
export const utilizationMax = autoscaler('utilization.max', doubleOption);
export const utilizationMin = autoscaler('utilization.min', doubleOption);
export const gcPressureThreshold = autoscaler('memory.gc-pressure.threshold', doubleOption, 1);
export const heapUsageThreshold = autoscaler('memory.heap-usage.threshold', doubleOption, 1);
export const observedScalabilityEnabled = autoscaler('observed-scalability.enabled', booleanOption, false);
export const observedScalabilityCoefficientMin = autoscaler('observed-scalability.coefficient-min', doubleOption, 0.5);
export const scalingEffectivenessDetectionEnabled = autoscaler(
  'scaling.effectiveness.detection.enabled',
  booleanOption,
  false,
);
export const scalingEffectivenessThreshold = autoscaler('scaling.effectiveness.threshold', doubleOption, 0.1);
export const memoryTuningEnabled = autoscaler('memory.tuning.enabled', booleanOption, false);
export const memoryTuningOverhead = autoscaler('memory.tuning.overhead', doubleOption, 0.2);
/** Each item as `parseExcludedPeriod` reads it. */
export const excludedPeriods = autoscaler<readonly string[]>('excluded.periods', listOption, []);
export const metricsWindow = autoscaler('metrics.window', durationOption, 15n * minute);

const scaleDownInterval = durationOption(`${prefix}scale-down.interval`, {
  fallbackKeys: [
    `${longPrefix}scale-down.interval`,
    `${longPrefix}scale-up.grace-period`,
    `${prefix}scale-up.grace-period`,
  ],
  default: hour,
});

const enumeration =
  <T extends string>(names: readonly T[]): Make<T> =>
  (key, extras) =>
    enumOption(key, names, extras);

export const autoscalerOptions: readonly ConfigurationOption<unknown>[] = [
  autoscalerEnabled,
  scaleDownMaxFactor,
  scaleUpMaxFactor,
  utilizationTarget,
  utilizationBoundary,
  utilizationMax,
  utilizationMin,
  gcPressureThreshold,
  heapUsageThreshold,
  observedScalabilityEnabled,
  observedScalabilityCoefficientMin,
  scalingEffectivenessDetectionEnabled,
  scalingEffectivenessThreshold,
  memoryTuningEnabled,
  memoryTuningOverhead,
  excludedPeriods,
  metricsWindow,
  scaleDownInterval,
  autoscaler('scaling.enabled', booleanOption, true),
  autoscaler('stabilization.interval', durationOption, 5n * minute),
  autoscaler('vertex.min-parallelism', intOption, 1),
  autoscaler('vertex.max-parallelism', intOption, 200),
  autoscaler('vertex.exclude.ids', listOption, []),
  autoscaler('catch-up.duration', durationOption, 30n * minute),
  autoscaler('restart.time', durationOption, 5n * minute),
  autoscaler('restart.time-tracking.enabled', booleanOption, false),
  autoscaler('restart.time-tracking.limit', durationOption, 15n * minute),
  autoscaler('backlog-processing.lag-threshold', durationOption, 5n * minute),
  autoscaler('observed-true-processing-rate.lag-threshold', durationOption, 30n * second),
  autoscaler('observed-true-processing-rate.switch-threshold', doubleOption, 0.15),
  autoscaler('observed-true-processing-rate.min-observations', intOption, 2),
  autoscaler('observed-scalability.min-observations', intOption, 3),
  autoscaler('memory.tuning.scale-down-compensation.enabled', booleanOption, true),
  autoscaler('memory.tuning.maximize-managed-memory', booleanOption, false),
  autoscaler('history.max.count', intOption, 3),
  autoscaler('history.max.age', durationOption, 24n * hour),
  autoscaler('metrics.busy-time.aggregator', enumeration(['MAX', 'MIN', 'AVG']), 'MAX'),
  autoscaler('scaling.event.interval', durationOption, 30n * minute),
  autoscaler('flink.rest-client.timeout', durationOption, 10n * second),
  autoscaler('quota.memory', memoryOption),
  autoscaler('quota.cpu', doubleOption),
  autoscaler('scaling.parallelism-alignment.mode', stringOption, 'BALANCED'),
  autoscaler('scaling.key-group.partitions.adjust.mode', stringOption, 'EVENLY_SPREAD'),
  autoscaler('metrics.custom-evaluators', listOption, []),
  autoscaler('scaling.custom-executors', listOption, []),
];
