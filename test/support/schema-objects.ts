import type { CrdSchema } from './crd-differences.ts';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const scalars = [
  '',
  'text',
  '1',
  'a/b~c',
  '500m',
  '2Gi',
  '1e3',
  'Always',
  0,
  1,
  -1,
  7,
  0.5,
  -2.5,
  65536,
  2 ** 31,
  -(2 ** 31) - 1,
];
const others = [true, false, 2 ** 63, 2 ** 64, -(2 ** 64), 1e300, null, [], {}, [null], { '': 1 }, ['x', 2]];
const anything: readonly unknown[] = [...scalars, ...others];
const fieldNames = ['unknownField', 'name', 'spec', '', 'a/b', '~', '0', 'constructor', '__proto__', 'toString'];

/**
 * An object that is much like the schema: most values fit, some do not, some fields are unknown and some missing. `slips`
 * is the share of places where it leaves the schema.
 */
export function objectLike(schema: CrdSchema, random: () => number, slips: number): unknown {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

  const value = (place: CrdSchema, depth: number): unknown => {
    if (random() < slips) return pick(anything);
    if (place.enum) return pick(place.enum);
    if (place.anyOf) return pick([1, 8080, '25%', '500m', '2Gi', '']);
    switch (place.type) {
      case 'object':
        return object(place, depth);
      case 'array':
        return Array.from({ length: Math.floor(random() * 3) }, () => value(place.items ?? {}, depth + 1));
      case 'integer':
        return pick([0, 1, 2, 80, 65535, 65536, 2 ** 31 - 1]);
      case 'number':
        return pick([0, 0.5, 2]);
      case 'boolean':
        return random() < 0.5;
      case 'string':
        return pick(['', 'text', 'x'.repeat(30)]);
      default:
        return pick(anything);
    }
  };

  const object = ({ properties, additionalProperties, required = [] }: CrdSchema, depth: number): unknown => {
    const made: [string, unknown][] = [];
    const share = depth === 0 ? 0.9 : depth < 3 ? 0.4 : 0.15;
    for (const [name, field] of Object.entries(properties ?? {})) {
      const wanted = required.includes(name) ? 1 - slips : share;
      if (random() < wanted) made.push([name, value(field, depth + 1)]);
    }
    if (additionalProperties) made.push(['key', value(additionalProperties, depth + 1)]);
    if (random() < slips) made.push([pick(fieldNames), pick(anything)]);
    return Object.fromEntries(made);
  };

  return value(schema, 0);
}
