import type { KubeObject, ObjectMeta } from '../../api/meta.ts';
import { isObject } from '../../values/json.ts';
import { parseExactly } from '../exact-json.ts';
import type { Edits } from './edits.ts';
import { places } from './places.ts';

/** Where a converted object keeps what its version has no field for, and what converting has filled in. */
export const conversionAnnotation = 'sluice.dev/conversion';

function annotationsOf({ metadata }: KubeObject): Readonly<Record<string, unknown>> {
  const annotations: unknown = isObject(metadata) ? metadata.annotations : undefined;
  return isObject(annotations) ? annotations : {};
}

/** The text of the annotation as JSON, with markers for what would be rounded; `undefined` for what is none of ours. */
export function noteOf(object: KubeObject): unknown {
  const text = annotationsOf(object)[conversionAnnotation];
  if (typeof text !== 'string') return undefined;
  try {
    return parseExactly(text);
  } catch {
    // Somebody else wrote it; there is nothing to restore.
    return undefined;
  }
}

/** Only places that converting changes are restored, whoever wrote the annotation. */
export function editsOf(object: KubeObject): Edits {
  const note = noteOf(object);
  if (!isObject(note)) return {};
  const edits: Record<string, { from?: unknown; to?: unknown }> = {};
  for (const { name } of places) {
    const edit = Object.hasOwn(note, name) ? note[name] : undefined;
    if (isObject(edit)) edits[name] = { from: edit['from'], to: edit['to'] };
  }
  return edits;
}

/** The metadata with other edits, or without the annotation when there are none. */
export function withNote(object: KubeObject, edits: Edits): ObjectMeta {
  const { metadata } = object;
  const annotations = annotationsOf(object);
  const hasEdits = Object.keys(edits).length > 0;
  if (!hasEdits && !Object.hasOwn(annotations, conversionAnnotation)) return metadata;
  const { [conversionAnnotation]: _, ...others } = annotations as Record<string, string>;
  const kept = hasEdits ? { ...others, [conversionAnnotation]: JSON.stringify(edits) } : others;
  if (Object.keys(kept).length > 0) return { ...metadata, annotations: kept };
  const { annotations: __, ...bare } = metadata;
  return bare;
}
