import type { PathSegment } from '../../api/field-path.ts';
import { isObject } from '../../values/json.ts';
import type { ManifestDocument, Span, Spot } from './manifest.ts';

/** `key` marks the name of a field, `value` what stands there. */
export type Aim = 'key' | 'value';

/**
 * Where a path is written. What is missing is shown at its nearest parent that is there (C-06); a map or list is shown
 * by its key, because nobody wants to see a whole spec underlined.
 */
export function locate(document: ManifestDocument, path: readonly PathSegment[], aim: Aim): Span {
  let value = document.value;
  let spot: Spot | undefined;
  let found = 0;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) break;
    const next = document.spots.get(value)?.get(segment);
    if (!next) break;
    spot = next;
    value = (value as Record<PathSegment, unknown>)[segment];
    found++;
  }
  if (!spot) return firstKey(document);
  const isThere = found === path.length;
  if (spot.key && (spot.isCollection || !isThere || aim === 'key')) return spot.key;
  if (spot.isCollection) return firstKeyOf(document, value) ?? { start: spot.value.start, end: spot.value.start + 1 };
  return spot.value;
}

/** An object as a whole is shown by its kind. */
function firstKey(document: ManifestDocument): Span {
  const { value, spots, root } = document;
  if (isObject(value)) {
    const kind = spots.get(value)?.get('kind');
    if (kind) return { start: kind.key?.start ?? kind.value.start, end: kind.value.end };
  }
  return firstKeyOf(document, value) ?? { start: root.start, end: Math.min(root.end, root.start + 1) };
}

/** The item of a list has no name of its own: its first field stands for it. */
function firstKeyOf({ spots }: ManifestDocument, value: unknown): Span | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return spots.get(value)?.values().next().value?.key;
}
