import type { StoredObject } from '../../kube/kube-client.ts';

/** A Deployment or an Ingress of a cluster, as far as it is kept. */
export interface OwnedObject extends StoredObject {
  readonly metadata: StoredObject['metadata'] & {
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  /** Kept of an Ingress only: the pod template is the largest part of a Deployment, and nobody asks for it. */
  readonly spec?: unknown;
  readonly status?: { readonly availableReplicas?: number; readonly replicas?: number; readonly conditions?: unknown };
}

/** Whether its owner is to look at it. */
export function matters(before: OwnedObject | undefined, after: OwnedObject | undefined): boolean {
  return JSON.stringify(weight(before)) !== JSON.stringify(weight(after));
}

/** What is kept of it. */
export function slimmed({ apiVersion, kind, metadata, spec, status }: OwnedObject): OwnedObject {
  const { managedFields: _, ...rest } = metadata as OwnedObject['metadata'] & { managedFields?: unknown };
  return { apiVersion, kind, metadata: rest, ...(status && { status }), ...(kind === 'Ingress' && { spec }) };
}

/** What of a child makes a difference to its owner. */
function weight(child: OwnedObject | undefined): unknown {
  if (!child) return undefined;
  const { deletionTimestamp, labels, annotations, generation } = child.metadata;
  const { availableReplicas = 0, replicas = 0, conditions } = child.status ?? {};
  const states = { availableReplicas, replicas, conditions: reasons(conditions) };
  return { deletionTimestamp, labels, annotations, generation, spec: child.spec, ...states };
}

/** Without times and messages, which change all the time. */
function reasons(conditions: unknown): unknown {
  if (!Array.isArray(conditions)) return undefined;
  return conditions.map(({ type, status, reason }: Record<string, unknown>) => [type, status, reason]);
}
