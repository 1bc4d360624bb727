import { versionOf } from '../../engine/child-version.ts';
import type { StoredObject } from '../../kube/kube-client.ts';

/** An object that belongs to a cluster, as far as it is kept. */
export interface OwnedObject extends StoredObject {
  readonly metadata: StoredObject['metadata'] & {
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  /** Pod templates are the largest part of what has one, and nobody asks for them. */
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

type Keep = (object: OwnedObject) => Pick<OwnedObject, 'spec' | 'status'>;

const everything: Keep = ({ spec, status }) => ({ ...(spec && { spec }), ...(status && { status }) });
const statusOnly: Keep = ({ status }) => ({ ...(status && { status }) });
/** And how many pods there should be. */
const workload: Keep = ({ spec, status }) => ({ spec: { replicas: spec?.['replicas'] }, ...(status && { status }) });
const specOnly: Keep = ({ spec }) => ({ ...(spec && { spec }) });
const nothing: Keep = () => ({});

/** What is kept of objects of a kind, beside their metadata. */
const kept: Readonly<Record<string, Keep>> = {
  ConfigMap: nothing,
  Deployment: workload,
  HorizontalPodAutoscaler: specOnly,
  Ingress: everything,
  Job: statusOnly,
  PodDisruptionBudget: nothing,
  Service: everything,
  StatefulSet: workload,
};

/** What is kept of it. */
export function slimmed(object: OwnedObject): OwnedObject {
  const { apiVersion, kind, metadata } = object;
  const { managedFields: _, ...rest } = metadata as OwnedObject['metadata'] & { managedFields?: unknown };
  return { apiVersion, kind, metadata: rest, ...(kept[kind] ?? nothing)(object) };
}

/** Whether its owner is to look at it. */
export function matters(before: OwnedObject | undefined, after: OwnedObject | undefined): boolean {
  return JSON.stringify(weight(before)) !== JSON.stringify(weight(after));
}

const counted = [
  ...['replicas', 'readyReplicas', 'availableReplicas'],
  ...['active', 'succeeded', 'failed', 'ready'],
  'loadBalancer',
];

/** What of a child makes a difference to its owner. */
function weight(child: OwnedObject | undefined): unknown {
  if (!child) return undefined;
  const { uid, deletionTimestamp, labels, annotations } = child.metadata;
  const version = versionOf(child);
  const counts = counted.map((name) => child.status?.[name] ?? 0);
  const conditions = reasons(child.status?.['conditions']);
  return { uid, deletionTimestamp, labels, annotations, version, spec: child.spec, counts, conditions };
}

/** Without times and messages, which change all the time. */
function reasons(conditions: unknown): unknown {
  if (!Array.isArray(conditions)) return undefined;
  return conditions.map(({ type, status, reason }: Record<string, unknown>) => [type, status, reason]);
}
