import type { ConfigurationOption } from '../../values/configuration-option.ts';
import type { ConfigurationValue } from '../../values/effective-configuration.ts';
import { maskSecret } from '../../values/mask-secret.ts';
import type { ConfigurationFacts } from '../facts.ts';
import { invalid, nothing, type Rule } from '../rule.ts';
import { type Configured, keyPath } from './configuration.ts';
import { scanOf } from './configuration-scan.ts';
import { isClusterOption } from './known-options.ts';
import { shown } from './shown.ts';

type Option = ConfigurationOption<unknown>;

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
      'Flags are true or false, durations a whole number and a unit (30 s, 5 min), sizes a whole number and a unit ' +
      'of Flink (512m, 2g; not Mi or Gi). A value that cannot be read is noticed only when Flink or the operator ' +
      'reads it: the cluster does not start, or an upgrade gets stuck.',
    examples: {
      good: 'spec: { flinkConfiguration: { kubernetes.operator.job.restart.failed: "true" } }',
      bad: 'spec: { flinkConfiguration: { kubernetes.operator.job.restart.failed: "yes" } }',
    },
    check(_, at, { configuration }) {
      const { unreadable } = scanOf(configuration);
      if (unreadable.length === 0) return nothing;
      return unreadable
        .filter(({ option }) => judges(option))
        .map(({ option, at: found }) =>
          invalid(keyPath(at, option.key), fault(option, found), {
            fix: 'write a value that can be read, or leave the key out',
          }),
        );
    },
  };
}

export const configValueInvalid: ValueRule = valueRule(() => true);

/** The cluster of a session job runs already, so what only its processes read is not the job's business. */
export const jobConfigValueInvalid: ValueRule = valueRule((option) => !isClusterOption(option));
