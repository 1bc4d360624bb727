import { lookupIn, resolverOf } from '../../src/admission/given-facts.ts';
import type { FlinkBlueGreenDeployment } from '../../src/api/flink-blue-green-deployment/types.ts';
import type { FlinkDeployment } from '../../src/api/flink-deployment/types.ts';
import type { FlinkSessionJob } from '../../src/api/flink-session-job/types.ts';
import type { FlinkStateSnapshot } from '../../src/api/flink-state-snapshot/types.ts';
import { foresight } from '../../src/engine/preview/foresight.ts';
import type { DeploymentFacts, Found, SessionJobFacts, SnapshotFacts } from '../../src/rules/facts.ts';
import { flinkBlueGreenDeploymentRules } from '../../src/rules/flink-blue-green-deployment/index.ts';
import { flinkDeploymentRules } from '../../src/rules/flink-deployment/index.ts';
import { flinkSessionJobRules } from '../../src/rules/flink-session-job/index.ts';
import { jarHostToResolve } from '../../src/rules/flink-session-job/jar-uri.ts';
import { flinkStateSnapshotRules } from '../../src/rules/flink-state-snapshot/index.ts';
import { readLastSpec } from '../../src/rules/last-spec.ts';
import { checkRules, type Finding } from '../../src/rules/rule.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { flattenConfiguration } from '../../src/values/flink-configuration.ts';
import { flinkBlueGreenDeployment, flinkDeployment, flinkSessionJob, flinkStateSnapshot } from './flink-objects.ts';

/** What is around an object that rules judge. */
export interface World {
  readonly flinkConf?: Readonly<Record<string, string>>;
  /** Other objects in the cluster. Left out, nothing can say what is there. */
  readonly context?: readonly unknown[];
  /** Laid over the smallest valid object: the stored object of an UPDATE. */
  readonly previous?: object;
  /** Left out, nobody knows any address. */
  readonly resolve?: Readonly<Record<string, string | readonly string[] | null>>;
}

function find<T>(context: World['context'], kind: 'flinkDeployment' | 'flinkSessionJob', name?: string): Found<T> {
  if (!context) return 'unknown';
  if (name === undefined) return 'absent';
  return (lookupIn(context).find(kind, 'default', name) as T | undefined) ?? 'absent';
}

const operatorOf = ({ flinkConf = {} }: World) => OperatorConfiguration.from(flinkConf);

function deploymentFacts(
  object: FlinkDeployment,
  spec: FlinkDeployment['spec'] | undefined,
  world: World,
): DeploymentFacts {
  const layer = flattenConfiguration(spec?.flinkConfiguration);
  return {
    configuration: operatorOf(world).effective(object.metadata.namespace, spec?.flinkVersion, layer),
    lastSpec: readLastSpec('flinkDeployment', object.status),
    ...(world.previous && editOf(object, flinkDeployment(world.previous), world)),
  };
}

function editOf(object: FlinkDeployment, previous: FlinkDeployment, world: World) {
  const edit = { previous, object, operator: operatorOf(world), namespace: 'default', now: new Date(0) };
  return { previous, effect: () => foresight.deployment(edit) };
}

export function deploymentFindings(changes: object = {}, world: World = {}): Finding[] {
  const object = flinkDeployment(changes);
  return checkRules(flinkDeploymentRules, object, deploymentFacts(object, object.spec, world));
}

export function blueGreenFindings(changes: object = {}, world: World = {}): Finding[] {
  const object: FlinkBlueGreenDeployment = flinkBlueGreenDeployment(changes);
  const facts = deploymentFacts(object as never, object.spec.template?.spec, { ...world });
  return checkRules(flinkBlueGreenDeploymentRules, object, facts);
}

export async function sessionJobFindings(changes: object = {}, world: World = {}): Promise<Finding[]> {
  const object: FlinkSessionJob = flinkSessionJob(changes);
  const { deploymentName, flinkConfiguration } = object.spec;
  const operator = operatorOf(world);
  const cluster = find<FlinkDeployment>(world.context, 'flinkDeployment', deploymentName);
  const spec = typeof cluster === 'object' ? cluster.spec : undefined;
  const layers = [spec?.flinkConfiguration, flinkConfiguration].map((layer) => flattenConfiguration(layer));
  const host = jarHostToResolve(object, operator.own);
  const { resolve } = world;
  const addresses = host === undefined ? undefined : resolve ? await resolverOf(resolve).resolve(host) : 'unknown';
  const facts: SessionJobFacts = {
    configuration: operator.effective(object.metadata.namespace, spec?.flinkVersion, ...layers),
    operatorConfiguration: operator.own,
    lastSpec: readLastSpec('flinkSessionJob', object.status),
    cluster,
    ...(addresses && { jarHostAddresses: addresses }),
  };
  if (!world.previous) return checkRules(flinkSessionJobRules, object, facts);
  const previous = flinkSessionJob(world.previous);
  const edit = { ...facts, previous, object, operator, namespace: 'default', now: new Date(0) };
  const effect = () => foresight.sessionJob(edit);
  return checkRules(flinkSessionJobRules, object, { ...facts, previous, effect });
}

export function snapshotFindings(changes: object = {}, world: World = {}): Finding[] {
  const object: FlinkStateSnapshot = flinkStateSnapshot(changes);
  const { kind, name } = object.spec?.jobReference ?? {};
  const wanted = kind === 'FlinkSessionJob' ? 'flinkSessionJob' : 'flinkDeployment';
  const facts: SnapshotFacts = {
    target: find(world.context, wanted, name),
    ...(world.previous && { previous: flinkStateSnapshot(world.previous) }),
  };
  return checkRules(flinkStateSnapshotRules, object, facts);
}

/** `rule at path`, with `(warning)` behind those that do not refuse. */
export function told({ rule, path, severity }: Finding): string {
  return `${rule} at ${path}${severity === 'warning' ? ' (warning)' : ''}`;
}

/** What refuses the object. */
export const errors = (findings: readonly Finding[]): string[] =>
  findings.filter(({ severity }) => severity === 'error').map(told);

/** What only advises. */
export const warnings = (findings: readonly Finding[]): string[] =>
  findings.filter(({ severity }) => severity === 'warning').map(told);
