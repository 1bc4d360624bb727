import {
  autoscalerEnabled,
  excludedPeriods,
  gcPressureThreshold,
  heapUsageThreshold,
  memoryTuningEnabled,
  memoryTuningOverhead,
  metricsWindow,
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
import { reconcileInterval } from '../../values/configuration-options.ts';
import { formatDuration } from '../../values/duration.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { parseExcludedPeriod } from '../../values/excluded-period.ts';
import type { ConfigurationFacts } from '../facts.ts';
import { invalid, type Rule } from '../rule.ts';
import { type Configured, keyPath } from './configuration.ts';
import { shown } from './resources.ts';

type AutoscalerRule = Rule<Configured, ConfigurationFacts>;

const withAutoscaler = (more: string) => `spec: { flinkConfiguration: { job.autoscaler.enabled: true, ${more} } }`;

export function isAutoscalerOn(configuration: EffectiveConfiguration): boolean {
  return configuration.value(autoscalerEnabled) === true;
}

type Bound = number | 'target';

/** One number that the autoscaler reads, and the range that it must lie in, bounds included. */
interface Row {
  readonly option: ConfigurationOption<number>;
  readonly min: Bound;
  readonly max: Bound;
  /** The number is only read where this feature is on. */
  readonly feature?: ConfigurationOption<boolean>;
}

const unlimited = Number.POSITIVE_INFINITY;

const rows: readonly Row[] = [
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

/** The options whose unreadable numbers have a rule of their own. */
export const autoscalerNumbers: readonly ConfigurationOption<unknown>[] = rows.map(({ option }) => option);

function* numbersRead(configuration: EffectiveConfiguration): Generator<Row> {
  if (!isAutoscalerOn(configuration)) return;
  for (const row of rows) {
    if ((!row.feature || configuration.value(row.feature) === true) && configuration.contains(row.option)) yield row;
  }
}

export const autoscalerNumberUnparsable: AutoscalerRule = {
  id: 'autoscaler-number-unparsable',
  summary: 'The numbers of the autoscaler are numbers.',
  explanation:
    'Factors, thresholds and utilizations are decimal numbers such as 0.7 or 1e-1. A comma, a per cent sign, an empty text or NaN cannot be ' +
    'compared with anything, and the autoscaler would fail or never scale.',
  examples: {
    good: withAutoscaler('job.autoscaler.utilization.target: 0.7'),
    bad: withAutoscaler('job.autoscaler.utilization.target: 70%'),
  },
  *check(_, at, { configuration }) {
    for (const { option } of numbersRead(configuration)) {
      const value = configuration.value(option);
      if (value !== undefined && !Number.isNaN(value)) continue;
      const text = configuration.lookup(option)?.text ?? '';
      yield invalid(keyPath(at, option.key), `'${shown(text)}' is no number; allowed are decimal numbers like 0.7`, {
        fix: 'write a decimal number with a point',
      });
    }
  },
};

export const autoscalerNumberOutOfRange: AutoscalerRule = {
  id: 'autoscaler-number-out-of-range',
  summary: 'The numbers of the autoscaler lie in their ranges.',
  explanation:
    'Utilizations and thresholds are shares between 0 and 1, utilization.min must not exceed the target and utilization.max not fall below it, ' +
    'and factors must not be negative. Outside its range a number makes the autoscaler scale without end or not at all.',
  examples: {
    good: withAutoscaler('job.autoscaler.utilization.max: 0.9'),
    bad: withAutoscaler('job.autoscaler.utilization.max: 0.5'),
  },
  *check(_, at, { configuration }) {
    for (const { option, min, max } of numbersRead(configuration)) {
      const value = configuration.value(option);
      if (value === undefined) continue;
      const low = bound(min, configuration);
      const high = bound(max, configuration);
      if (!(value < low || value > high)) continue;
      yield invalid(keyPath(at, option.key), `${value} ${range(min, low, max, high)}`, {
        fix: 'choose a number in this range, or leave the key out',
      });
    }
  },
};

/** An unreadable target bounds nothing. */
function bound(given: Bound, configuration: EffectiveConfiguration): number {
  return given === 'target' ? (configuration.value(utilizationTarget) ?? Number.NaN) : given;
}

function range(min: Bound, low: number, max: Bound, high: number): string {
  const ofTarget = min === 'target' || max === 'target' ? ` (${utilizationTarget.key} is one bound)` : '';
  return high === unlimited ? `must be at least ${low}` : `must lie between ${low} and ${high}${ofTarget}`;
}

export const autoscalerExcludedPeriodsInvalid: AutoscalerRule = {
  id: 'autoscaler-excluded-periods-invalid',
  summary: 'The periods without scaling are daily ranges, Quartz cron expressions or one of each.',
  explanation:
    'Each entry is a range of the day such as 9:30-10:50, a Quartz expression of 6 or 7 fields such as * * 9-11 ? * MON-FRI, or both joined by ' +
    '&&. Entries are separated by semicolons. The autoscaler fails on an entry that it cannot read.',
  examples: {
    good: withAutoscaler("job.autoscaler.excluded.periods: '9:30-10:50 && * * * ? * MON-FRI'"),
    bad: withAutoscaler("job.autoscaler.excluded.periods: '9-10'"),
  },
  *check(_, at, { configuration }) {
    if (!isAutoscalerOn(configuration)) return;
    const periods = configuration.read(excludedPeriods);
    if (periods.state === 'absent') return;
    const path = keyPath(at, excludedPeriods.key);
    if (periods.state === 'invalid') {
      yield invalid(path, 'has quotes that are not closed', { fix: 'close the quotes, or leave them out' });
      return;
    }
    for (const entry of periods.value) {
      const fault = parseExcludedPeriod(entry);
      if (fault !== undefined) {
        yield invalid(path, fault.startsWith('"') ? fault : `'${shown(entry)}' ${fault}`, {
          fix: 'write a range like 9:30-10:50 or a Quartz expression',
        });
      }
    }
  },
};

export const autoscalerMetricsWindowTooSmall: AutoscalerRule = {
  id: 'autoscaler-metrics-window-too-small',
  summary: 'The autoscaler averages over at least one reconcile interval.',
  explanation:
    'Metrics are collected once in a reconcile interval. In a window that is shorter there is nothing to average over, and the ' +
    'autoscaler would never come to a decision.',
  examples: {
    good: withAutoscaler('job.autoscaler.metrics.window: 5 min'),
    bad: withAutoscaler('job.autoscaler.metrics.window: 1 s'),
  },
  *check(_, at, { configuration }) {
    if (!isAutoscalerOn(configuration)) return;
    const window = configuration.value(metricsWindow);
    const interval = configuration.value(reconcileInterval);
    if (window === undefined || interval === undefined || window >= interval) return;
    const message = `is ${formatDuration(window)}; at least the reconcile interval of ${formatDuration(interval)} is needed`;
    yield invalid(keyPath(at, metricsWindow.key), message, { fix: `set it to ${formatDuration(interval)} or more` });
  },
};
