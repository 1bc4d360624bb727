import { kindNames, kindOf } from '../../../src/api/kinds.ts';
import type { Manifest } from './cases.ts';

export function collectionOf({ apiVersion, kind, metadata }: Manifest): string {
  const id = kindOf(apiVersion, kind);
  if (!id) throw new Error(`no kind of ours: ${apiVersion} ${kind}`);
  return `/apis/${apiVersion}/namespaces/${metadata.namespace}/${kindNames[id].plural}`;
}

export function placeOf(manifest: Manifest): string {
  return `${collectionOf(manifest)}/${manifest.metadata.name}`;
}
