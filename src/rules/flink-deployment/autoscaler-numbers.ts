import {
  gcPressureThreshold,
  heapUsageThreshold,
  memoryTuningEnabled,
  memoryTuningOverhead,
  observedScalabilityCoefficientMin,
  observedScalabilityEnabled,
  scaleDownMaxFactor,
  scaleUpMaxFactor,
  scalingEffectivenessDetectionEnabled,
  scalingEffectivenessThreshold,
  utilizationBoundary,
  utilizationMax,
  utilizationMin,
  utilizationTarget,
} from '../../values/autoscaler-options.ts';
import type { ConfigurationOption } from '../../values/configuration-option.ts';

/** `target` stands for the utilization that is aimed at. */
export type Bound = number | 'target';

/** One number that the autoscaler reads, and the range that it must lie in, bounds included. */
export interface AutoscalerNumber {
  readonly option: ConfigurationOption<number>;
  readonly min: Bound;
  readonly max: Bound;
  /** The number is only read where this feature is on. */
  readonly feature?: ConfigurationOption<boolean>;
}

const unlimited = Number.POSITIVE_INFINITY;

export const autoscalerNumbers: readonly AutoscalerNumber[] = [
  { option: scaleDownMaxFactor, min: 0, max: unlimited },
  { option: scaleUpMaxFactor, min: 0, max: unlimited },
  { option: utilizationTarget, min: 0, max: 1 },
  { option: utilizationBoundary, min: 0, max: unlimited },
  { option: utilizationMax, min: 'target', max: 1 },
  { option: utilizationMin, min: 0, max: 'target' },
  { option: gcPressureThreshold, min: 0, max: 1 },
  { option: heapUsageThreshold, min: 0, max: 1 },
  { option: observedScalabilityCoefficientMin, min: 0.01, max: 1, feature: observedScalabilityEnabled },
  { option: scalingEffectivenessThreshold, min: 0, max: 1, feature: scalingEffectivenessDetectionEnabled },
  { option: memoryTuningOverhead, min: 0, max: 1, feature: memoryTuningEnabled },
];
