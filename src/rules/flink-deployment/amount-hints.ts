import type { FieldPath } from '../../api/field-path.ts';
import { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { flattenConfiguration } from '../../values/flink-configuration.ts';
import { memoryUnitSurprise, parseMemorySize, parseResourceMemory } from '../../values/memory-size.ts';
import { quantityToNumber } from '../../values/quantity.ts';
import { invalid, nothing } from '../rule.ts';
import { type Amount, amountsOf } from './amounts.ts';
import {
  type Component,
  type ComponentSpec,
  componentNames,
  type DeploymentRule,
  inComponent,
  pathOf,
} from './component.ts';
import { scanOf } from './configuration-scan.ts';
import { isMemoryOption } from './known-options.ts';
import { derivationFailure } from './memory.ts';
import { remembering } from './remembering.ts';
import { amountPath } from './resources.ts';
import { shown } from './shown.ts';

/** Advice about amounts that are accepted, but hardly meant so. */

const components = ['jobManager', 'taskManager'] as const satisfies Component[];

export const memoryUnitSurprising: DeploymentRule = {
  id: 'memory-unit-surprising',
  summary: 'Memory is written in a unit that everybody reads alike.',
  explanation:
    'Flink and Kubernetes read m, k, M, G and T differently: 500m is 500 MiB to Flink and half a byte to Kubernetes, ' +
    "1G is 2^30 bytes to one and 10^9 to the other. In both fields Flink's reading counts. Units with i, such as " +
    '500Mi, mean the same to both.',
  severity: 'warning',
  examples: {
    good: inComponent('taskManager', '{ resources: { requests: { memory: 2048Mi } } }'),
    bad: inComponent('taskManager', '{ resources: { requests: { memory: 2048m } } }'),
  },
  check({ spec }, at) {
    // One finding tells the lesson; what else is written so would only repeat it.
    for (const component of components) {
      const section = spec[component];
      for (const amount of amountsOf(section?.resources).all) {
        if (amount.surprise === undefined) continue;
        return [invalid(amountPath(pathOf(at, component), amount), `${shown(amount.text)} ${amount.surprise}`)];
      }
      const memory = section?.resource?.memory;
      const surprise = memory === undefined ? undefined : overflowOf(memory);
      if (surprise === undefined) continue;
      return [invalid(pathOf(at, component).resource.memory, `${shown(memory ?? '')} ${surprise}`)];
    }
    return nothing;
  },
};

/** `resource.memory` is in Flink's own notation, where only sizes beyond Flink's reach change their meaning. */
const overflowOf = remembering((memory) =>
  parseMemorySize(memory) === undefined ? memoryUnitSurprise(memory) : undefined,
);

const mostCores = 128;

export const cpuAmountSurprising: DeploymentRule = {
  id: 'cpu-amount-surprising',
  summary: `No pod asks for more than ${mostCores} cores.`,
  explanation:
    'CPU without a unit counts cores: 500 is five hundred of them, and half a core is 500m or 0.5. A pod that asks ' +
    'for more than any machine has is never started.',
  severity: 'warning',
  examples: {
    good: inComponent('taskManager', '{ resources: { requests: { cpu: 500m } } }'),
    bad: inComponent('taskManager', '{ resources: { requests: { cpu: 500 } } }'),
  },
  check({ spec }, at) {
    for (const component of components) {
      const section = spec[component];
      for (const amount of amountsOf(section?.resources).all) {
        const cores = coresOf(amount);
        if (cores > mostCores) return [manyCores(amountPath(pathOf(at, component), amount), cores)];
      }
      const cpu = section?.resource?.cpu ?? 0;
      if (cpu > mostCores) return [manyCores(pathOf(at, component).resource.cpu, cpu)];
    }
    return nothing;
  },
};

function coresOf({ name, value }: Amount): number {
  return name === 'cpu' && typeof value === 'object' ? quantityToNumber(value) : 0;
}

const manyCores = (path: FieldPath<unknown>, cores: number) =>
  invalid(path, `means ${cores} cores, more than most machines have`, { fix: 'write half a core as 500m or 0.5' });

/** With this much both processes start, unless their parts are configured to be larger. */
const surelyEnough = 1n << 30n;

/** Where the section says how much memory the process gets, as the operator reads it. */
interface Given {
  readonly bytes: bigint;
  readonly path: (at: FieldPath<ComponentSpec>) => FieldPath<unknown>;
}

function givenMemory(section: ComponentSpec | undefined): Given | undefined {
  const { all } = amountsOf(section?.resources);
  // With any amount in resources, resource is not read.
  if (all.length > 0) {
    const amount = all.find(({ name }) => name === 'memory');
    if (typeof amount?.value !== 'bigint') return undefined;
    return { bytes: amount.value, path: (at) => amountPath(at, amount) };
  }
  const memory = section?.resource?.memory;
  const bytes = memory === undefined ? undefined : parseResourceMemory(memory);
  return bytes === undefined ? undefined : { bytes, path: (at) => at.resource.memory };
}

export function memoryTooSmall(component: Component): DeploymentRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-memory-too-small`,
    summary: `The memory of the ${title} is enough for its parts.`,
    explanation:
      'Flink divides the memory of a process among the JVM, the framework, the network and the job. With the ' +
      'defaults a JobManager needs 577 MiB and a TaskManager 982 MiB; the keys below memory in the configuration ' +
      'change that. With less the process fails at the start.',
    severity: 'warning',
    examples: {
      good: inComponent(component, '{ resources: { requests: { memory: 1Gi } } }'),
      bad: inComponent(component, '{ resources: { requests: { memory: 512Mi } } }'),
    },
    check({ spec }, at, { configuration }) {
      const given = givenMemory(spec[component]);
      if (!given || given.bytes <= 0n) return nothing;
      if (given.bytes >= surelyEnough && !scanOf(configuration).memoryConfigured) return nothing;
      const key = `${id}.memory.process.size`;
      const failure = derivationFailure(component, withKey(configuration, key, `${given.bytes}`));
      // Keys that cannot be read, and slots, have rules of their own.
      if (!failure?.key.startsWith(`${id}.memory.`) || hasUnreadableMemory(configuration)) return nothing;
      const message =
        failure.key === key
          ? `${failure.reason}, so the ${title} will not start`
          : `does not fit, so the ${title} will not start: ${failure.key} ${failure.reason}`;
      const fix = 'give more memory, or configure smaller parts';
      return [invalid(given.path(pathOf(at, component)), message, { fix })];
    },
  };
}

function hasUnreadableMemory(configuration: EffectiveConfiguration): boolean {
  return scanOf(configuration).unreadable.some(({ option }) => isMemoryOption(option));
}

/** The operator hands the memory of the section to Flink as the size of the process, above all other layers. */
function withKey(configuration: EffectiveConfiguration, key: string, text: string): EffectiveConfiguration {
  return new EffectiveConfiguration(configuration.operator, [
    ...configuration.layers,
    flattenConfiguration({ [key]: text }),
  ]);
}
