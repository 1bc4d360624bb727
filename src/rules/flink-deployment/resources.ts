import { entry, type FieldPath } from '../../api/field-path.ts';
import { invalid } from '../rule.ts';
import { type Amount, type AmountFault, amountsOf } from './amounts.ts';
import {
  type Component,
  type ComponentSpec,
  componentNames,
  type DeploymentRule,
  inComponent,
  pathOf,
} from './component.ts';
import { shown } from './shown.ts';

export function amountPath(path: FieldPath<ComponentSpec>, { part, name }: Amount): FieldPath<unknown> {
  return entry(path.resources[part], name);
}

/** What differs between the rules about `resources`. Examples are the content of `resources`. */
interface AmountRule {
  readonly fault: AmountFault;
  readonly summary: (title: string) => string;
  readonly explanation: string;
  readonly good: string;
  readonly bad: string;
  readonly message: (amount: Amount, limit: Amount | undefined) => string;
  readonly fix: string;
}

const readable = (subject: string) => (title: string) =>
  `Each amount of ${subject} in the resources of the ${title} can be read.`;
const positive = (subject: string) => (title: string) =>
  `Each amount of ${subject} in the resources of the ${title} is more than nothing.`;
const withinLimit = (subject: string) => (title: string) =>
  `The ${title} requests no more ${subject} than its limit allows.`;
const moreThanNothing = () => 'must be more than 0';
const aboveLimit = ({ text }: Amount, limit: Amount | undefined) =>
  `is ${shown(text)}, more than the limit of ${shown(limit?.text ?? '')}`;
const lowerOrRaise = 'lower the request or raise the limit';
const limitExplanation =
  'A pod that requests more than its limit is refused by Kubernetes, and Flink refuses a limit factor below 1. The two are ' +
  'compared by amount, so 2048m of memory and 2Gi are the same.';

const amountRules: readonly AmountRule[] = [
  {
    fault: 'memory-invalid',
    summary: readable('memory'),
    explanation:
      'Requests and limits of memory are handed to Flink as its process size, so they are read as Flink reads a size ' +
      '(2g, 2048m) or as a Kubernetes quantity (2Gi). The amount must be a whole number of bytes below 2^63.',
    good: 'requests: { memory: 2Gi }',
    bad: 'requests: { memory: two gigs }',
    message: ({ text }) =>
      `'${shown(text)}' is no amount of memory; allowed are whole bytes written like 2Gi, 2048Mi or 2g`,
    fix: 'write the amount like 2Gi',
  },
  {
    fault: 'memory-not-positive',
    summary: positive('memory'),
    explanation:
      'A Flink process without memory cannot start. To leave the amount to the configuration, leave the field out.',
    good: 'requests: { memory: 2Gi }',
    bad: 'requests: { memory: "0" }',
    message: moreThanNothing,
    fix: 'ask for the memory that the process needs, such as 2Gi',
  },
  {
    fault: 'cpu-invalid',
    summary: readable('CPU'),
    explanation:
      'CPU is a Kubernetes quantity: cores as a decimal number (0.5, 2) or thousandths of them (500m). Case matters, ' +
      'and no blank may stand in it.',
    good: 'requests: { memory: 2Gi, cpu: 500m }',
    bad: 'requests: { memory: 2Gi, cpu: 1core }',
    message: ({ text }) =>
      `'${shown(text)}' is no quantity of CPU; allowed are cores like 0.5 or 2, or thousandths like 500m`,
    fix: 'write cores like 0.5 or 500m',
  },
  {
    fault: 'cpu-not-positive',
    summary: positive('CPU'),
    explanation:
      'A Flink process without CPU never runs. To leave the amount to the configuration, leave the field out.',
    good: 'requests: { memory: 2Gi, cpu: 100m }',
    bad: 'requests: { memory: 2Gi, cpu: "0" }',
    message: moreThanNothing,
    fix: 'ask for the CPU that the process needs, such as 500m',
  },
  {
    fault: 'other-invalid',
    summary: readable('any other resource'),
    explanation:
      'Ephemeral storage and extended resources are handed to Kubernetes as they are. What is no quantity makes it ' +
      'refuse the pods, long after the deployment was accepted.',
    good: 'requests: { memory: 2Gi, ephemeral-storage: 4Gi }',
    bad: 'requests: { memory: 2Gi, ephemeral-storage: 4gb }',
    message: ({ text }) => `'${shown(text)}' is no Kubernetes quantity; allowed are amounts like 4Gi, 500M or 2`,
    fix: 'write the amount like 4Gi',
  },
  {
    fault: 'other-negative',
    summary: (title) => `No amount of any other resource in the resources of the ${title} is below zero.`,
    explanation: 'Kubernetes refuses pods that ask for less than nothing. Zero is allowed and asks for nothing.',
    good: 'requests: { memory: 2Gi, example.com/gpu: "1" }',
    bad: 'requests: { memory: 2Gi, example.com/gpu: "-1" }',
    message: () => 'must not be below 0',
    fix: 'ask for 0 or more, or leave the resource out',
  },
  {
    fault: 'cpu-request-above-limit',
    summary: withinLimit('CPU'),
    explanation: limitExplanation,
    good: 'requests: { memory: 2Gi, cpu: 500m }, limits: { cpu: "1" }',
    bad: 'requests: { memory: 2Gi, cpu: "2" }, limits: { cpu: "1" }',
    message: aboveLimit,
    fix: lowerOrRaise,
  },
  {
    fault: 'memory-request-above-limit',
    summary: withinLimit('memory'),
    explanation: limitExplanation,
    good: 'requests: { memory: 2Gi }, limits: { memory: 3Gi }',
    bad: 'requests: { memory: 3Gi }, limits: { memory: 2Gi }',
    message: aboveLimit,
    fix: lowerOrRaise,
  },
  {
    fault: 'request-above-limit',
    summary: withinLimit('of any other resource'),
    explanation: limitExplanation,
    good: 'requests: { memory: 2Gi, ephemeral-storage: 2Gi }, limits: { ephemeral-storage: 4Gi }',
    bad: 'requests: { memory: 2Gi, ephemeral-storage: 4Gi }, limits: { ephemeral-storage: 2Gi }',
    message: aboveLimit,
    fix: lowerOrRaise,
  },
];

function amountRule(component: Component, rule: AmountRule, when: NonNullable<DeploymentRule['when']>): DeploymentRule {
  const { id, title } = componentNames[component];
  const { fault, message, fix } = rule;
  return {
    id: `${id}-resources-${fault}`,
    summary: rule.summary(title),
    explanation: rule.explanation,
    examples: {
      good: inComponent(component, `{ resources: { ${rule.good} } }`),
      bad: inComponent(component, `{ resources: { ${rule.bad} } }`),
    },
    when,
    check({ spec }, at) {
      return amountsOf(spec[component]?.resources)
        .faults.filter((found) => found.fault === fault)
        .map(({ amount, limit }) =>
          invalid(amountPath(pathOf(at, component), amount), message(amount, limit), { fix }),
        );
    },
  };
}

export function resourcesRules(component: Component): readonly DeploymentRule[] {
  const hasFaults: DeploymentRule['when'] = ({ spec }) => amountsOf(spec[component]?.resources).faults.length > 0;
  return amountRules.map((rule) => amountRule(component, rule, hasFaults));
}
