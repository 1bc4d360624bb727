import { equalJson, isObject } from '../../src/values/json.ts';
import type { KubeObject } from './kube-object.ts';

/** Objects of which the status is kept apart from the rest. */
export const withStatus: ReadonlySet<string> = new Set([
  'flinkdeployments',
  'flinksessionjobs',
  'flinkstatesnapshots',
  'flinkclusters',
  'deployments',
  'statefulsets',
  'jobs',
  'pods',
  'services',
  'ingresses',
]);

/** Objects whose changes nobody counts. */
export const withoutGeneration: ReadonlySet<string> = new Set([
  'services',
  'configmaps',
  'horizontalpodautoscalers',
  'controllerrevisions',
]);

/** What an API server fills in. */
export function filledIn(plural: string, object: KubeObject): KubeObject {
  if (plural !== 'services' || object.spec?.type === undefined || object.spec.clusterIP !== undefined) return object;
  return { ...object, spec: { ...object.spec, clusterIP: '10.0.0.1' } };
}

/** Fields of a spec that may change; the others are said once and for all. */
const changeable: Readonly<Record<string, readonly string[]>> = {
  statefulsets: ['replicas', 'template', 'updateStrategy', 'minReadySeconds'],
  jobs: ['suspend', 'parallelism', 'activeDeadlineSeconds'],
};
const fixed: Readonly<Record<string, readonly string[]>> = {
  deployments: ['selector'],
  services: ['clusterIP'],
};

/** The field that no API server would let go. */
export function fixedField(plural: string, before: KubeObject, after: KubeObject): string | undefined {
  const [old, now] = [before.spec, after.spec];
  if (!isObject(old) || !isObject(now) || old === now) return undefined;
  const may = changeable[plural];
  const names = may ? Object.keys({ ...old, ...now }).filter((name) => !may.includes(name)) : (fixed[plural] ?? []);
  return names.find((name) => !equalJson(old[name], now[name]));
}
