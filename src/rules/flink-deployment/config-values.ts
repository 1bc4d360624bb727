import { autoscalerEnabled, excludedPeriods } from '../../values/autoscaler-options.ts';
import type { ConfigurationOption } from '../../values/configuration-option.ts';
import {
  periodicCheckpointInterval,
  periodicSavepointInterval,
  reconcileInterval,
} from '../../values/configuration-options.ts';
import { checkQuartzCron } from '../../values/cron.ts';
import { parseDuration } from '../../values/duration.ts';
import type { ConfigurationValue, EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { isBlank } from '../../values/java-text.ts';
import { maskSecret } from '../../values/mask-secret.ts';
import type { ConfigurationFacts } from '../facts.ts';
import { invalid, type Rule } from '../rule.ts';
import { autoscalerNumbers, isAutoscalerOn } from './autoscaler.ts';
import { type Configured, keyPath } from './configuration.ts';
import { isAutoscalerOption, isClusterOption, isSystemOption, knownOptions } from './known-options.ts';
import { shown } from './resources.ts';

type Option = ConfigurationOption<unknown>;

/** The numbers and periods of the autoscaler have rules of their own. */
const judgedElsewhere = new Set<Option>([...autoscalerNumbers, excludedPeriods]);
const periodic = new Set<Option>([periodicSavepointInterval, periodicCheckpointInterval]);

function isReadable(option: Option, text: string): boolean {
  if (!periodic.has(option)) return option.read(text) !== undefined;
  return isBlank(text) || parseDuration(text) !== undefined || checkQuartzCron(text) === undefined;
}

/** Whether anybody reads this option of a resource; what is switched off is not read. */
function isRead(option: Option, configuration: EffectiveConfiguration): boolean {
  if (option === autoscalerEnabled) return true;
  if (option === reconcileInterval || isAutoscalerOption(option)) return isAutoscalerOn(configuration);
  return !isSystemOption(option);
}

/** The value under this key, if it counts and cannot be read. */
function unreadable(key: string, configuration: EffectiveConfiguration): [Option, ConfigurationValue] | undefined {
  const option = knownOptions.get(key);
  if (!option || judgedElsewhere.has(option)) return undefined;
  const text = configuration.get(key);
  if (text === undefined || isReadable(option, text) || !isRead(option, configuration)) return undefined;
  const found = configuration.lookup(option);
  // Another name of the option may win over this one.
  return found?.key === key ? [option, found] : undefined;
}

/** The keys of the operator's configuration that some object may stumble over. Read once for each configuration. */
const suspicious = new WeakMap<ReadonlyMap<string, string>, readonly string[]>();

function suspiciousKeys(operator: ReadonlyMap<string, string>): readonly string[] {
  const remembered = suspicious.get(operator);
  if (remembered) return remembered;
  const keys: string[] = [];
  for (const [key, text] of operator) {
    const option = knownOptions.get(key);
    if (option && !isReadable(option, text)) keys.push(key);
  }
  suspicious.set(operator, keys);
  return keys;
}

function* unreadableValues(configuration: EffectiveConfiguration): Generator<[Option, ConfigurationValue]> {
  for (const layer of configuration.layers) {
    for (const key of layer.keys()) {
      const found = unreadable(key, configuration);
      // A key of several layers is told where it counts.
      if (found && configuration.layers[found[1].layer - 1] === layer) yield found;
    }
  }
  for (const key of suspiciousKeys(configuration.operator)) {
    const found = unreadable(key, configuration);
    if (found?.[1].origin === 'operator') yield found;
  }
}

const allowed: { readonly [type in Option['type']]: string } = {
  boolean: 'is neither true nor false',
  int: 'is no whole number of 32 bits',
  double: 'is no number; allowed are decimal numbers like 0.5',
  float: 'is no number; allowed are decimal numbers like 0.5',
  duration: 'is no duration; allowed are a whole number and a unit, like 30 s or 5 min',
  memory: 'is no memory size; allowed are a whole number and a unit, like 512m or 2g',
  list: 'has quotes that are not closed',
  map: 'is no map; allowed are pairs like key:value,key:value',
  string: 'is neither a duration like 6h nor a Quartz expression like 0 0 * * * ?',
  enum: 'is unknown',
};

function fault(option: Option, { key, text, origin }: ConfigurationValue): string {
  const names = 'names' in option ? `; allowed are ${(option.names as readonly string[]).join(', ')}` : '';
  const place =
    origin === 'operator' ? " (set in the operator's configuration)" : key === option.key ? '' : ` (given as ${key})`;
  return `'${shown(maskSecret(key, text))}' ${allowed[option.type]}${names}${place}`;
}

type ValueRule = Rule<Configured, ConfigurationFacts>;

function valueRule(judges: (option: Option) => boolean): ValueRule {
  return {
    id: 'config-value-invalid',
    summary: 'Every value of the configuration can be read as its key wants it.',
    explanation:
      'Flags are true or false, durations a whole number and a unit (30 s, 5 min), sizes a whole number and a unit of Flink (512m, 2g; not Mi or ' +
      'Gi). A value that cannot be read is noticed only when Flink or the operator reads it: the cluster does not start, or an upgrade ' +
      'gets stuck.',
    examples: {
      good: 'spec: { flinkConfiguration: { kubernetes.operator.job.restart.failed: "true" } }',
      bad: 'spec: { flinkConfiguration: { kubernetes.operator.job.restart.failed: "yes" } }',
    },
    *check(_, at, { configuration }) {
      for (const [option, found] of unreadableValues(configuration)) {
        if (judges(option))
          yield invalid(keyPath(at, option.key), fault(option, found), {
            fix: 'write a value that can be read, or leave the key out',
          });
      }
    },
  };
}

export const configValueInvalid: ValueRule = valueRule(() => true);

/** The cluster of a session job runs already, so what only its processes read is not the job's business. */
export const jobConfigValueInvalid: ValueRule = valueRule((option) => !isClusterOption(option));
