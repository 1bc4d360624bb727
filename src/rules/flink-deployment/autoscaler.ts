import { excludedPeriods, metricsWindow, utilizationTarget } from '../../values/autoscaler-options.ts';
import type { ConfigurationOption } from '../../values/configuration-option.ts';
import { reconcileInterval } from '../../values/configuration-options.ts';
import { formatDuration } from '../../values/duration.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { parseExcludedPeriod } from '../../values/excluded-period.ts';
import { maskSecret } from '../../values/mask-secret.ts';
import type { ConfigurationFacts } from '../facts.ts';
import { invalid, nothing, type Problem, type Rule } from '../rule.ts';
import { type AutoscalerNumber, autoscalerNumbers, type Bound } from './autoscaler-numbers.ts';
import { type Configured, keyPath } from './configuration.ts';
import { scanOf } from './configuration-scan.ts';
import { shown } from './shown.ts';

type AutoscalerRule = Rule<Configured, ConfigurationFacts>;

const isOn: AutoscalerRule['when'] = (_, { configuration }) => scanOf(configuration).autoscalerOn;

const withAutoscaler = (more: string) => `spec: { flinkConfiguration: { job.autoscaler.enabled: true, ${more} } }`;

/** The numbers that are set and read. */
function numbersRead(configuration: EffectiveConfiguration): readonly AutoscalerNumber[] {
  return autoscalerNumbers.filter(
    ({ option, feature }) => (!feature || configuration.value(feature) === true) && configuration.contains(option),
  );
}

export const autoscalerNumberUnparsable: AutoscalerRule = {
  id: 'autoscaler-number-unparsable',
  summary: 'The numbers of the autoscaler are numbers.',
  explanation:
    'Factors, thresholds and utilizations are decimal numbers such as 0.7 or 1e-1. A comma, a per cent sign, an ' +
    'empty text or NaN cannot be compared with anything, and the autoscaler would fail or never scale.',
  examples: {
    good: withAutoscaler('job.autoscaler.utilization.target: 0.7'),
    bad: withAutoscaler('job.autoscaler.utilization.target: 70%'),
  },
  when: isOn,
  check(_, at, { configuration }) {
    return numbersRead(configuration)
      .filter(({ option }) => Number.isNaN(configuration.value(option) ?? Number.NaN))
      .map(({ option }) => {
        const message = `'${shown(textOf(option, configuration))}' is no number; allowed are decimal numbers like 0.7`;
        return invalid(keyPath(at, option.key), message, { fix: 'write a decimal number with a point' });
      });
  },
};

export const autoscalerNumberOutOfRange: AutoscalerRule = {
  id: 'autoscaler-number-out-of-range',
  summary: 'The numbers of the autoscaler lie in their ranges.',
  explanation:
    'Utilizations and thresholds are shares between 0 and 1, utilization.min must not exceed the target and ' +
    'utilization.max not fall below it, and factors must not be negative. Outside its range a number makes the ' +
    'autoscaler scale without end or not at all.',
  examples: {
    good: withAutoscaler('job.autoscaler.utilization.max: 0.9'),
    bad: withAutoscaler('job.autoscaler.utilization.max: 0.5'),
  },
  when: isOn,
  check(_, at, { configuration }) {
    const problems: Problem[] = [];
    for (const { option, min, max } of numbersRead(configuration)) {
      const value = configuration.value(option) ?? Number.NaN;
      const low = bound(min, configuration);
      const high = bound(max, configuration);
      if (!(value < low || value > high)) continue;
      const message = `${value} ${range(min, low, max, high)}`;
      problems.push(
        invalid(keyPath(at, option.key), message, { fix: 'choose a number in this range, or leave the key out' }),
      );
    }
    return problems;
  },
};

function textOf(option: ConfigurationOption<unknown>, configuration: EffectiveConfiguration): string {
  const found = configuration.lookup(option);
  return found ? maskSecret(found.key, found.text) : '';
}

/** An unreadable target bounds nothing. */
function bound(given: Bound, configuration: EffectiveConfiguration): number {
  return given === 'target' ? (configuration.value(utilizationTarget) ?? Number.NaN) : given;
}

function range(min: Bound, low: number, max: Bound, high: number): string {
  const ofTarget = min === 'target' || max === 'target' ? ` (${utilizationTarget.key} is one bound)` : '';
  return high === Number.POSITIVE_INFINITY
    ? `must be at least ${low}`
    : `must lie between ${low} and ${high}${ofTarget}`;
}

export const autoscalerExcludedPeriodsInvalid: AutoscalerRule = {
  id: 'autoscaler-excluded-periods-invalid',
  summary: 'The periods without scaling are daily ranges, Quartz cron expressions or one of each.',
  explanation:
    'Each entry is a range of the day such as 9:30-10:50, a Quartz expression of 6 or 7 fields such as * * 9-11 ? * ' +
    'MON-FRI, or both joined by &&. Entries are separated by semicolons. The autoscaler fails on an entry that it ' +
    'cannot read.',
  examples: {
    good: withAutoscaler("job.autoscaler.excluded.periods: '9:30-10:50 && * * * ? * MON-FRI'"),
    bad: withAutoscaler("job.autoscaler.excluded.periods: '9-10'"),
  },
  when: isOn,
  check(_, at, { configuration }) {
    const periods = configuration.read(excludedPeriods);
    if (periods.state === 'absent') return nothing;
    const path = keyPath(at, excludedPeriods.key);
    if (periods.state === 'invalid') {
      return [invalid(path, 'has quotes that are not closed', { fix: 'close the quotes, or leave them out' })];
    }
    if (periods.value.length > mostPeriods) {
      const message = `has ${periods.value.length} entries; at most ${mostPeriods} are allowed`;
      return [invalid(path, message, { fix: 'join periods' })];
    }
    return periods.value.flatMap((period) => {
      const fault = parseExcludedPeriod(period);
      if (fault === undefined) return [];
      const message = fault.startsWith('"') ? fault : `'${shown(period)}' ${fault}`;
      return [invalid(path, message, { fix: 'write a range like 9:30-10:50 or a Quartz expression' })];
    });
  },
};

/** Each is compared with the clock all the time; it also bounds how long they take to read. */
const mostPeriods = 1000;

export const autoscalerMetricsWindowTooSmall: AutoscalerRule = {
  id: 'autoscaler-metrics-window-too-small',
  summary: 'The autoscaler averages over at least one reconcile interval.',
  explanation:
    'Metrics are collected once in a reconcile interval. In a window that is shorter there is nothing to average ' +
    'over, and the autoscaler would never come to a decision.',
  examples: {
    good: withAutoscaler('job.autoscaler.metrics.window: 5 min'),
    bad: withAutoscaler('job.autoscaler.metrics.window: 1 s'),
  },
  when: isOn,
  check(_, at, { configuration }) {
    const window = configuration.value(metricsWindow);
    const interval = configuration.value(reconcileInterval);
    if (window === undefined || interval === undefined || window >= interval) return nothing;
    const message = `is ${formatDuration(window)}; at least the reconcile interval of ${formatDuration(interval)} is needed`;
    return [invalid(keyPath(at, metricsWindow.key), message, { fix: `set it to ${formatDuration(interval)} or more` })];
  },
};
