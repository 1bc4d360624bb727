import { type KindId, kindNames, kindOfPlural } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import { isObject, type JsonObject } from '../values/json.ts';
import { type Judgement, judge } from './judge.ts';
import { admittedKinds } from './kinds.ts';
import type { GatePorts } from './ports.ts';
import type { AdmissionRequest } from './request.ts';

/**
 * `kubectl scale` and HorizontalPodAutoscalers send a Scale, which API servers write to `spec.taskManager.replicas`
 * of the object that bears it.
 */
export interface Scaling {
  readonly id: KindId;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly replicas: number;
  readonly unchanged: boolean;
}

const replicasPath = 'spec.taskManager.replicas';

/** The scaling that a request asks for, where it is one of an object of ours. */
export function scalingOf(request: AdmissionRequest, plural: string | undefined): Scaling | undefined {
  const { resource, subResource, operation, object, oldObject, namespace, name } = request;
  if (subResource !== 'scale' || !resource || operation !== 'UPDATE') return undefined;
  if (plural !== undefined && resource.resource !== plural) return undefined;
  const id = kindOfPlural(resource.group, resource.version, resource.resource);
  const replicas = replicasOf(object);
  if (!id || replicas === undefined) return undefined;
  return { id, namespace, name, replicas, unchanged: replicasOf(oldObject) === replicas };
}

/** A count of zero is left out of a Scale. */
function replicasOf(scale: unknown): number | undefined {
  if (!isObject(scale) || !isObject(scale['spec'])) return undefined;
  const replicas = scale['spec']['replicas'] ?? 0;
  return typeof replicas === 'number' ? replicas : undefined;
}

/**
 * What is wrong with the object once it is scaled. Of the object as it is stored only what the scaling adds is told.
 * Where nobody knows that object, the number alone is judged.
 */
export async function judgeScaling(scaling: Scaling, ports: GatePorts): Promise<Judgement> {
  const { id, namespace, name, unchanged } = scaling;
  if (unchanged) return { findings: [], brokenRules: [] };
  const kind = admittedKinds[id];
  const stored = namespace && name ? ports.lookup.find(id, namespace, name) : 'unknown';
  const known = stored !== undefined && stored !== 'unknown';
  const object = scaled(known ? stored : skeleton(scaling), scaling.replicas);
  const previous = known ? stored : undefined;
  const judgement = await judge({ kind, object, previous, operation: 'UPDATE', namespace }, ports);
  if (!previous) return { ...judgement, findings: judgement.findings.filter(({ path }) => path === replicasPath) };
  const before = await judge({ kind, object: previous, operation: 'CREATE', namespace }, ports);
  const told = new Set(before.findings.map(({ rule, path }) => `${rule} ${path}`));
  return { ...judgement, findings: judgement.findings.filter(({ rule, path }) => !told.has(`${rule} ${path}`)) };
}

function scaled(object: KubeObject, replicas: number): KubeObject {
  const spec = (object.spec ?? {}) as JsonObject;
  const taskManager = isObject(spec['taskManager']) ? spec['taskManager'] : {};
  return { ...object, spec: { ...spec, taskManager: { ...taskManager, replicas } } };
}

function skeleton({ id, namespace, name }: Scaling): KubeObject {
  const { group, version, kind } = kindNames[id];
  return { apiVersion: `${group}/${version}`, kind, metadata: { name, namespace }, spec: {} } as KubeObject;
}
