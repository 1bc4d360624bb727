import { type KindId, kindNames, kindOf } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import { isObject, withoutNulls } from '../values/json.ts';
import { type AdmissionRequest, depthLimit } from './request.ts';

/** A request about an object of ours; both objects without nulls. */
export interface Reviewed {
  readonly id: KindId;
  readonly object: KubeObject;
  /** The stored object of an UPDATE, when the request carries it in the same version. */
  readonly previous: KubeObject | undefined;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** A request that no API server sends: the part of it that makes no sense. */
export interface Senseless {
  readonly senseless: 'operation' | 'object' | 'kind' | 'apiVersion';
}

const operations = new Set(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']);

/**
 * What there is to judge. Everything that is not ours is ignored, and so is every operation but CREATE and UPDATE (S-11).
 * Throws `TooDeep`.
 */
export function route(request: AdmissionRequest, plural: string | undefined): Reviewed | Senseless | 'ignored' {
  const { operation, object } = request;
  if (isForeign(request)) return 'ignored';
  if (!operations.has(operation)) return { senseless: 'operation' };
  if (operation === 'DELETE' || operation === 'CONNECT') return 'ignored';
  if (!isObject(object)) return { senseless: 'object' };
  if (!text(object['kind'])) return { senseless: 'kind' };
  if (!text(object['apiVersion'])) return { senseless: 'apiVersion' };
  const id = kindOf(object['apiVersion'], object['kind']);
  if (!id || (plural !== undefined && kindNames[id].plural !== plural)) return 'ignored';
  return reviewed(id, object, request);
}

/** The request itself says that it is about a kind of somebody else. */
function isForeign({ kind }: AdmissionRequest): boolean {
  return kind !== undefined && kind.kind !== '' && requestedKind(kind) === undefined;
}

export function requestedKind(kind: AdmissionRequest['kind']): KindId | undefined {
  return kind && kindOf(`${kind.group}/${kind.version}`, kind.kind);
}

function reviewed(id: KindId, object: object, { operation, oldObject, ...request }: AdmissionRequest): Reviewed {
  const stripped = withoutNulls(object, depthLimit) as KubeObject;
  const metadata: unknown = stripped.metadata;
  return {
    id,
    object: stripped,
    previous: operation === 'UPDATE' ? previousObject(oldObject, id) : undefined,
    operation: operation === 'UPDATE' ? 'UPDATE' : 'CREATE',
    namespace: (isObject(metadata) ? text(metadata['namespace']) : undefined) ?? request.namespace,
    name: (isObject(metadata) ? text(metadata['name']) : undefined) ?? request.name,
  };
}

/** One of another version cannot be compared field by field. */
function previousObject(oldObject: unknown, id: KindId): KubeObject | undefined {
  if (!isObject(oldObject) || kindOf(oldObject['apiVersion'], oldObject['kind']) !== id) return undefined;
  return withoutNulls<object>(oldObject, depthLimit) as KubeObject;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
