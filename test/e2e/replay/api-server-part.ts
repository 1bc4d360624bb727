import type { Manifest } from './cases.ts';

/** Without the metadata that an API server writes itself. */
export function withoutServersPart(manifest: Manifest): Manifest {
  const { uid, resourceVersion, generation, creationTimestamp, deletionTimestamp, managedFields, ...metadata } =
    manifest.metadata;
  return { ...manifest, metadata };
}
