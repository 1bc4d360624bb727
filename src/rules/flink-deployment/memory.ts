import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { deriveJobManagerMemory, deriveTaskManagerMemory } from '../../values/flink-memory.ts';
import { isBlank } from '../../values/java-text.ts';
import type { MemoryFailure } from '../../values/memory-derivation.ts';
import { parseResourceMemory } from '../../values/memory-size.ts';
import { invalid, nothing, required } from '../rule.ts';
import {
  type Component,
  type ComponentSpec,
  componentNames,
  type DeploymentRule,
  inComponent,
  pathOf,
} from './component.ts';
import { shown } from './shown.ts';

/** Whether the section says how much memory the process gets, however badly it says it. */
function isDefined(section: ComponentSpec | undefined): boolean {
  const memory = section?.resource?.memory;
  if (memory !== undefined && !isBlank(memory)) return true;
  const { requests, limits } = section?.resources ?? {};
  return (requests?.['memory'] ?? limits?.['memory'] ?? undefined) !== undefined;
}

/** Why Flink could not divide the memory of the process among its parts. */
export function derivationFailure(
  component: Component,
  configuration: EffectiveConfiguration,
): MemoryFailure | undefined {
  const derived =
    component === 'jobManager' ? deriveJobManagerMemory(configuration) : deriveTaskManagerMemory(configuration);
  return derived.state === 'failed' ? derived : undefined;
}

function memoryUndefined(component: Component): DeploymentRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-memory-undefined`,
    summary: `It is said how much memory the ${title} gets.`,
    explanation:
      `The memory of the ${title} is given in its section, by resources.requests.memory, or follows from the ${id}.memory.* ` +
      'keys of the configuration. Flink has no default for it. Where the configuration is to decide, its sizes must fit together.',
    examples: {
      good: inComponent(component, '{ resources: { requests: { memory: 2Gi } } }'),
      bad: inComponent(component, '{ resources: null }'),
    },
    check({ spec }, at, { configuration }) {
      if (isDefined(spec[component])) return nothing;
      const failure = derivationFailure(component, configuration);
      if (!failure) return nothing;
      const path = pathOf(at, component).resource.memory;
      return [
        required(path, `is not given, and ${failure.key} ${failure.reason}`, {
          fix: `set ${component}.resources.requests.memory, such as 2Gi, or ${id}.memory.process.size`,
        }),
      ];
    },
  };
}

function memoryInvalid(component: Component): DeploymentRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-memory-invalid`,
    summary: `resource.memory of the ${title} can be read as an amount of memory.`,
    explanation:
      'It is read as Flink reads a size (2048m, 2g) or as a Kubernetes quantity (2Gi), and must be a whole number of ' +
      'bytes below 2^63. An empty text is no amount; to leave it to the configuration, leave the field out.',
    examples: {
      good: inComponent(component, '{ resources: null, resource: { memory: 2048m } }'),
      bad: inComponent(component, '{ resources: null, resource: { memory: 2 gigs } }'),
    },
    check({ spec }, at) {
      const memory = spec[component]?.resource?.memory;
      if (memory === undefined || parseResourceMemory(memory) !== undefined) return nothing;
      const message = `'${shown(memory)}' is no amount of memory; allowed are whole bytes written like 2048m, 2g or 2Gi`;
      return [invalid(pathOf(at, component).resource.memory, message, { fix: 'write the amount like 2048m or 2Gi' })];
    },
  };
}

function memoryNotPositive(component: Component): DeploymentRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-memory-not-positive`,
    summary: `resource.memory of the ${title} is more than nothing.`,
    explanation:
      'A Flink process without memory cannot start. To leave the amount to the configuration, leave the field out.',
    examples: {
      good: inComponent(component, '{ resources: null, resource: { memory: 2048m } }'),
      bad: inComponent(component, '{ resources: null, resource: { memory: "0" } }'),
    },
    check({ spec }, at) {
      const memory = spec[component]?.resource?.memory;
      if (memory === undefined || parseResourceMemory(memory) !== 0n) return nothing;
      return [
        invalid(pathOf(at, component).resource.memory, 'must be more than 0', {
          fix: 'give the memory that the process needs, such as 2048m',
        }),
      ];
    },
  };
}

function cpuNotPositive(component: Component): DeploymentRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-cpu-not-positive`,
    summary: `resource.cpu of the ${title} is more than nothing.`,
    explanation:
      'CPU is a number of cores, such as 0.5 or 2. Kubernetes refuses pods with less than nothing, and with nothing ' +
      'Flink never gets to run.',
    examples: {
      good: inComponent(component, '{ resource: { cpu: 0.5 } }'),
      bad: inComponent(component, '{ resource: { cpu: 0 } }'),
    },
    check({ spec }, at) {
      const cpu = spec[component]?.resource?.cpu;
      if (cpu === undefined || (cpu > 0 && cpu < Number.POSITIVE_INFINITY)) return nothing;
      return [
        invalid(pathOf(at, component).resource.cpu, `is ${cpu}; it must be a finite number above 0`, {
          fix: 'give the cores that the process needs, such as 0.5 or 1',
        }),
      ];
    },
  };
}

export function memoryRules(component: Component): readonly DeploymentRule[] {
  return [
    memoryUndefined(component),
    memoryInvalid(component),
    memoryNotPositive(component),
    cpuNotPositive(component),
  ];
}
