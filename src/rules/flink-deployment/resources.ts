import { entry, type FieldPath } from '../../api/field-path.ts';
import { invalid, type Problem } from '../rule.ts';
import { type Amount, amountsOf, isAbove, signOf } from './amounts.ts';
import {
  type Component,
  type ComponentSpec,
  componentNames,
  type DeploymentRule,
  inComponent,
  pathOf,
} from './component.ts';

const requests = (component: Component, yaml: string) => inComponent(component, `{ resources: { requests: ${yaml} } }`);

export function amountPath(path: FieldPath<ComponentSpec>, { part, name }: Amount): FieldPath<unknown> {
  return entry(path.resources[part], name);
}

/** What differs between the rules about a single amount. */
interface AmountRule {
  readonly suffix: string;
  readonly summary: string;
  readonly explanation: string;
  readonly good: string;
  readonly bad: string;
  readonly concerns: (name: string) => boolean;
  readonly isFault: (value: Amount['value']) => boolean;
  readonly message: (amount: Amount) => string;
  readonly fix: string;
}

const isMemory = (name: string) => name === 'memory';
const isCpu = (name: string) => name === 'cpu';
const isOther = (name: string) => name !== 'memory' && name !== 'cpu';
const unreadable = (value: Amount['value']) => value === undefined;
const notPositive = (value: Amount['value']) => value !== undefined && signOf(value) <= 0;
const negative = (value: Amount['value']) => value !== undefined && signOf(value) < 0;

const amountRules: readonly AmountRule[] = [
  {
    suffix: 'memory-invalid',
    summary: 'can be read as an amount of memory',
    explanation:
      'Requests and limits of memory are handed to Flink as its process size, so they are read as Flink reads a size (2g, 2048m) or as a ' +
      'Kubernetes quantity (2Gi). The amount must be a whole number of bytes below 2^63.',
    good: '{ memory: 2Gi }',
    bad: '{ memory: 2Gib2 }',
    concerns: isMemory,
    isFault: unreadable,
    message: ({ text }) =>
      `'${shown(text)}' is no amount of memory; allowed are whole bytes written like 2Gi, 2048Mi or 2g`,
    fix: 'write the amount like 2Gi',
  },
  {
    suffix: 'memory-not-positive',
    summary: 'is more than nothing',
    explanation:
      'A Flink process without memory cannot start. To leave the amount to the configuration, leave the field out.',
    good: '{ memory: 2Gi }',
    bad: '{ memory: "0" }',
    concerns: isMemory,
    isFault: notPositive,
    message: () => 'must be more than 0',
    fix: 'ask for the memory that the process needs, such as 2Gi',
  },
  {
    suffix: 'cpu-invalid',
    summary: 'can be read as an amount of CPU',
    explanation:
      'CPU is a Kubernetes quantity: cores as a decimal number (0.5, 2) or thousandths of them (500m). Case matters, and no blank may stand in ' +
      'it.',
    good: '{ memory: 2Gi, cpu: 500m }',
    bad: '{ memory: 2Gi, cpu: 1core }',
    concerns: isCpu,
    isFault: unreadable,
    message: ({ text }) =>
      `'${shown(text)}' is no quantity of CPU; allowed are cores like 0.5 or 2, or thousandths like 500m`,
    fix: 'write cores like 0.5 or 500m',
  },
  {
    suffix: 'cpu-not-positive',
    summary: 'is more than nothing',
    explanation:
      'A Flink process without CPU never runs. To leave the amount to the configuration, leave the field out.',
    good: '{ memory: 2Gi, cpu: 100m }',
    bad: '{ memory: 2Gi, cpu: "0" }',
    concerns: isCpu,
    isFault: notPositive,
    message: () => 'must be more than 0',
    fix: 'ask for the CPU that the process needs, such as 500m',
  },
  {
    suffix: 'other-invalid',
    summary: 'is a Kubernetes quantity',
    explanation:
      'Ephemeral storage and extended resources are handed to Kubernetes as they are. What is no quantity makes it refuse the pods, long after ' +
      'the deployment was accepted.',
    good: '{ memory: 2Gi, ephemeral-storage: 4Gi }',
    bad: '{ memory: 2Gi, ephemeral-storage: 4gb }',
    concerns: isOther,
    isFault: unreadable,
    message: ({ text }) => `'${shown(text)}' is no Kubernetes quantity; allowed are amounts like 4Gi, 500M or 2`,
    fix: 'write the amount like 4Gi',
  },
  {
    suffix: 'other-negative',
    summary: 'is not below zero',
    explanation: 'Kubernetes refuses pods that ask for less than nothing. Zero is allowed and asks for nothing.',
    good: '{ memory: 2Gi, example.com/gpu: "1" }',
    bad: '{ memory: 2Gi, example.com/gpu: "-1" }',
    concerns: isOther,
    isFault: negative,
    message: () => 'must not be below 0',
    fix: 'ask for 0 or more, or leave the resource out',
  },
];

const subjects = { memory: 'memory', cpu: 'CPU', other: 'any other resource' } as const;
const subjectOf = (suffix: string) => subjects[suffix.slice(0, suffix.indexOf('-')) as keyof typeof subjects];

function amountRule(component: Component, rule: AmountRule): DeploymentRule {
  const { id, title } = componentNames[component];
  const { concerns, isFault, message, fix } = rule;
  return {
    id: `${id}-resources-${rule.suffix}`,
    summary: `Each amount of ${subjectOf(rule.suffix)} in the resources of the ${title} ${rule.summary}.`,
    explanation: rule.explanation,
    examples: { good: requests(component, rule.good), bad: requests(component, rule.bad) },
    *check({ spec }, path) {
      for (const amount of amountsOf(spec[component]?.resources)) {
        if (concerns(amount.name) && isFault(amount.value))
          yield invalid(amountPath(pathOf(path, component), amount), message(amount), { fix });
      }
    },
  };
}

interface LimitRule {
  readonly suffix: string;
  readonly concerns: (name: string) => boolean;
  readonly good: string;
  readonly bad: string;
}

const limitRules: readonly LimitRule[] = [
  {
    suffix: 'cpu-request-above-limit',
    concerns: isCpu,
    good: '{ requests: { memory: 2Gi, cpu: 500m }, limits: { cpu: "1" } }',
    bad: '{ requests: { memory: 2Gi, cpu: "2" }, limits: { cpu: "1" } }',
  },
  {
    suffix: 'memory-request-above-limit',
    concerns: isMemory,
    good: '{ requests: { memory: 2Gi }, limits: { memory: 3Gi } }',
    bad: '{ requests: { memory: 3Gi }, limits: { memory: 2Gi } }',
  },
  {
    suffix: 'request-above-limit',
    concerns: isOther,
    good: '{ requests: { memory: 2Gi, ephemeral-storage: 2Gi }, limits: { ephemeral-storage: 4Gi } }',
    bad: '{ requests: { memory: 2Gi, ephemeral-storage: 4Gi }, limits: { ephemeral-storage: 2Gi } }',
  },
];

function limitRule(component: Component, { suffix, concerns, good, bad }: LimitRule): DeploymentRule {
  const { id, title } = componentNames[component];
  const subject = suffix === 'request-above-limit' ? subjects.other : subjectOf(suffix);
  return {
    id: `${id}-resources-${suffix}`,
    summary: `The ${title} requests no more of ${subject} than its limit allows.`,
    explanation:
      'A pod that requests more than its limit is refused by Kubernetes, and Flink refuses a limit factor below 1. The two ' +
      'are compared by amount, so 2048m of memory and 2Gi are the same.',
    examples: {
      good: inComponent(component, `{ resources: ${good} }`),
      bad: inComponent(component, `{ resources: ${bad} }`),
    },
    *check({ spec }, path) {
      const resources = spec[component]?.resources;
      if (!resources?.requests || !resources.limits) return;
      yield* requestsAboveLimits(amountsOf(resources), concerns, pathOf(path, component));
    },
  };
}

function* requestsAboveLimits(
  amounts: readonly Amount[],
  concerns: (name: string) => boolean,
  path: FieldPath<ComponentSpec>,
): Generator<Problem> {
  for (const request of amounts) {
    if (request.part !== 'requests' || request.value === undefined || !concerns(request.name)) continue;
    const limit = amounts.find(({ part, name }) => part === 'limits' && name === request.name);
    if (limit?.value === undefined || !isAbove(request.value, limit.value)) continue;
    yield invalid(amountPath(path, request), `is ${shown(request.text)}, more than the limit of ${shown(limit.text)}`, {
      fix: 'lower the request or raise the limit',
    });
  }
}

/** Quoted in a message; a long text is cut. */
export function shown(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}

export function resourcesRules(component: Component): readonly DeploymentRule[] {
  return [
    ...amountRules.map((rule) => amountRule(component, rule)),
    ...limitRules.map((rule) => limitRule(component, rule)),
  ];
}
