import type { FieldPath } from '../../api/field-path.ts';
import type { FlinkBlueGreenDeployment } from '../../api/flink-blue-green-deployment/types.ts';
import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import { stateLoss, upgradeEffect } from '../edit-effect.ts';
import type { DeploymentFacts } from '../facts.ts';
import { flinkDeploymentRules } from '../flink-deployment/index.ts';
import {
  ingressTemplateInvalid,
  ingressTemplateRequired,
  ingressTemplateSuspicious,
} from '../flink-deployment/ingress.ts';
import { deploymentNameFormat } from '../flink-deployment/metadata.ts';
import { nothing, type Rule } from '../rule.ts';
import {
  blueGreenConfigKeyUnknown,
  blueGreenConfigValueInvalid,
  blueGreenJobRequired,
  blueGreenNameFormat,
  blueGreenTemplateRequired,
} from './own.ts';

type BlueGreenRule = Rule<FlinkBlueGreenDeployment, DeploymentFacts>;
type DeploymentRule = Rule<FlinkDeployment, DeploymentFacts>;

/** The name has a rule of its own. */
const otherwise: ReadonlySet<unknown> = new Set([deploymentNameFormat, stateLoss, upgradeEffect]);

/** Every change makes a new deployment, so nothing that runs is changed. */
const concernsTemplate = (rule: DeploymentRule) => rule.category !== 'change' && !otherwise.has(rule);

/** The deployments that the template was made into; rules ask several times for the same one. */
const made = new WeakMap<FlinkBlueGreenDeployment, FlinkDeployment>();

/** The FlinkDeployment that the template describes, under the name that it shares with the other colour. */
function deploymentOf(object: FlinkBlueGreenDeployment): FlinkDeployment | undefined {
  const spec = object.spec.template?.spec;
  if (!spec) return undefined;
  const known = made.get(object);
  if (known) return known;
  const { apiVersion, metadata } = object;
  const deployment: FlinkDeployment = { apiVersion, kind: 'FlinkDeployment', metadata, spec };
  made.set(object, deployment);
  return deployment;
}

/** What blue/green deployments have as well as their template: an ingress that leads to whatever colour is in charge. */
const concernsBoth = new Set<DeploymentRule>([
  ingressTemplateRequired,
  ingressTemplateInvalid,
  ingressTemplateSuspicious,
]);

/** The spec of the deployments, for an API server. */
const template = 'spec.template.spec';

/** Judges the template as the deployments that it will be made into; findings name the place inside the template. */
function ofTemplate(rule: DeploymentRule): BlueGreenRule {
  const { when, net, ...rest } = rule;
  return {
    ...rest,
    ...(when && !concernsBoth.has(rule) && { when: ofDeployment(when) }),
    ...(net && { net: { ...net, at: concernsBoth.has(rule) ? ['spec', template] : [template] } }),
    examples: { ...rule.examples, good: inTemplate(rule.examples.good), bad: inTemplate(rule.examples.bad) },
    check(object, at, facts) {
      const above = concernsBoth.has(rule) ? rule.check(object as never, at as never, facts) : nothing;
      const deployment = deploymentOf(object);
      const path = at.spec.template as unknown as FieldPath<FlinkDeployment>;
      const inside = deployment ? rule.check(deployment, path, facts) : nothing;
      return above === nothing ? inside : [...above, ...inside];
    },
  };
}

type When = NonNullable<DeploymentRule['when']>;
const conditions = new Map<When, NonNullable<BlueGreenRule['when']>>();

/** Rules that share a condition go on sharing it. */
function ofDeployment(when: When): NonNullable<BlueGreenRule['when']> {
  const known = conditions.get(when);
  if (known) return known;
  const made: NonNullable<BlueGreenRule['when']> = (object, facts) => {
    const deployment = deploymentOf(object);
    return deployment !== undefined && when(deployment, facts);
  };
  conditions.set(when, made);
  return made;
}

const inTemplate = (piece: string) => `spec: { template: { ${piece} } }`;

/** In the order of their findings. */
export const flinkBlueGreenDeploymentRules: readonly BlueGreenRule[] = [
  blueGreenNameFormat,
  blueGreenTemplateRequired,
  blueGreenConfigValueInvalid,
  ...flinkDeploymentRules.filter(concernsTemplate).map(ofTemplate),
  blueGreenJobRequired,
  blueGreenConfigKeyUnknown,
];
