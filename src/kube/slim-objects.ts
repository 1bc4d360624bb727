import type { StoredObject } from './kube-client.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** An object without what API servers and kubectl keep for themselves, which is often larger than the rest. */
export function withoutBookkeeping<T extends StoredObject>(object: T): T {
  const {
    managedFields: _,
    annotations,
    ...metadata
  } = object.metadata as T['metadata'] & {
    readonly managedFields?: unknown;
  };
  if (annotations?.[lastApplied] === undefined) {
    return { ...object, metadata: { ...metadata, ...(annotations && { annotations }) } };
  }
  const { [lastApplied]: __, ...kept } = annotations;
  return { ...object, metadata: { ...metadata, annotations: kept } };
}
