/** One step of a path: a field or map key, or an index of a list. */
export type PathSegment = string | number;

const segmentsOf = Symbol('segments');

interface PathNode {
  readonly [segmentsOf]: readonly PathSegment[];
}

/**
 * A place in an object of type `T`, written as one would read it: `at.spec.job.parallelism`, `at.spec.args[0]`.
 * A misspelt field does not compile. Entries of maps are named with `entry`.
 */
export type FieldPath<T> = PathNode &
  (T extends readonly (infer Item)[]
    ? { readonly [index: number]: FieldPath<NonNullable<Item>> }
    : T extends object
      ? { readonly [Field in keyof T]-?: FieldPath<NonNullable<T[Field]>> }
      : unknown);

const index = /^(?:0|[1-9]\d*)$/;

function node(segments: readonly PathSegment[]): PathNode {
  return new Proxy({} as PathNode, {
    get: (_, field) => {
      if (typeof field === 'symbol') return segments;
      return node([...segments, index.test(field) ? Number(field) : field]);
    },
  });
}

/** The path of the whole object. `root` names another object of the review, such as `$related`. */
export function fieldPath<T>(root?: '$request' | '$related'): FieldPath<T> {
  return node(root ? [root] : []) as FieldPath<T>;
}

/** The path of one entry of a map or one item of a list. */
export function entry<T>(map: FieldPath<Record<string, T>> | FieldPath<T[]>, key: PathSegment): FieldPath<T> {
  return node([...segments(map), key]) as FieldPath<T>;
}

/** A path that is only known at run time, such as one inside a nested configuration. */
export function pathTo(segments: readonly PathSegment[]): FieldPath<unknown> {
  return node(segments) as FieldPath<unknown>;
}

/** The steps of a path, from the object down. */
export function segments(path: PathNode): readonly PathSegment[] {
  return path[segmentsOf];
}

const plainName = /^[A-Za-z_$][\w$]*$/;

/** `spec.containers[0].env`, `metadata.labels['a/b']`: a JSON path without the leading `$.`; the whole object is `$`. */
export function formatPath(segments: readonly PathSegment[]): string {
  let text = '';
  for (const segment of segments) {
    if (typeof segment === 'number') text += `[${segment}]`;
    // A lone `$` is the whole object.
    else if (segment !== '$' && plainName.test(segment)) text += text === '' ? segment : `.${segment}`;
    else text += `['${segment.replace(/[\\']/g, '\\$&')}']`;
  }
  return text === '' ? '$' : text;
}

const segmentPattern = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\['((?:[^\\']|\\.)*)'\]|\["((?:[^\\"]|\\.)*)"\]/y;

/** The reverse of `formatPath`; also reads `$.` in front and double quotes. `undefined` for what is no such path. */
export function parsePath(text: string): PathSegment[] | undefined {
  const segments: PathSegment[] = [];
  let position = text === '$' ? 1 : text.startsWith('$.') ? 2 : text.startsWith('$[') ? 1 : 0;
  while (position < text.length) {
    segmentPattern.lastIndex = position;
    const match = segmentPattern.exec(text);
    if (!match) return undefined;
    const [whole, name, item, single, double] = match;
    if (name !== undefined) segments.push(name);
    else if (item !== undefined) segments.push(Number(item));
    else segments.push((single ?? double ?? '').replace(/\\(.)/g, '$1'));
    position += whole.length;
  }
  return segments;
}
