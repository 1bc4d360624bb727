import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../src/values/json.ts';
import { comparable } from '../flink-reconcile/comparable.ts';
import { comparableBody, comparableStatus, stateLines, withoutIds } from './meaning.ts';
import type { Creation, Outcome, Write } from './outcome.ts';

/** In what two outcomes differ, one line for each difference: `-` there and not here, `+` here and not there. */
export function differences(recorded: Outcome, own: Outcome): string[] {
  const [there, here] = [withoutIds(recorded), withoutIds(own)];
  return [
    ...listed('write', there.writes.map(lineOf), here.writes.map(lineOf)),
    ...creationDifferences(there.creations, here.creations),
    ...listed('call', there.calls.map(lineOf), here.calls.map(lineOf)),
    ...bodyDifferences(there.calls, here.calls),
    ...orderDifferences(there, here),
    ...stateDifferences(there, here),
    ...listed('event', [...new Set(there.events)].toSorted(), [...new Set(here.events)].toSorted()),
  ];
}

const lineOf = ({ line }: Write) => line;

/** Whether calls and writes came in another order; each list for itself is compared before. */
function orderDifferences(there: Outcome, here: Outcome): string[] {
  const [writes, calls] = [pairs(there.writes, here.writes), pairs(there.calls, here.calls)];
  return calls.flatMap(([recordedCall, call]) =>
    writes.flatMap(([recordedWrite, write]) => {
      const order = Math.sign(recordedCall.at - recordedWrite.at);
      if (order === 0 || order === Math.sign(call.at - write.at)) return [];
      return [`order: ${order > 0 ? `${call.line} before ${write.line}` : `${write.line} before ${call.line}`}`];
    }),
  );
}

/** The same line, for the same time, in both. */
function pairs<T extends Write>(there: readonly T[], here: readonly T[]): (readonly [T, T])[] {
  return there.flatMap((recorded, index) => {
    const times = there.slice(0, index).filter(({ line }) => line === recorded.line).length;
    const own = here.filter(({ line }) => line === recorded.line)[times];
    return own ? [[recorded, own] as const] : [];
  });
}

function stateDifferences(there: Outcome, here: Outcome): string[] {
  const names = [...new Set([...there.states, ...here.states].map(({ object }) => object))];
  return names.flatMap((name) => {
    const [before = [], after = []] = [there, here].map(({ states }) => states.filter(({ object }) => object === name));
    return [...listed(`state ${name}`, stateLines(before), stateLines(after)), ...lastDifferences(name, before, after)];
  });
}

/** The last status of what is gone is nowhere any more. */
function lastDifferences(name: string, there: Outcome['states'], here: Outcome['states']): string[] {
  const [recorded, own] = [there.at(-1), here.at(-1)];
  if (!recorded || !own || recorded.isGone || own.isGone) return [];
  return fields(`status ${name}`, comparableStatus(recorded.status), comparableStatus(own.status));
}

function creationDifferences(there: readonly Creation[], here: readonly Creation[]): string[] {
  const [recorded, own] = [named(there), named(here)];
  return [...recorded].flatMap(([name, { object, options }]) => {
    const made = own.get(name);
    if (!made) return [];
    return fields(`object ${name}`, plainObject(comparable(object, options)), plainObject(comparable(made.object)));
  });
}

/** By kind, name, and how often such a one was made before. */
function named(creations: readonly Creation[]): Map<string, Creation> {
  const counts = new Map<string, number>();
  const found = new Map<string, Creation>();
  for (const creation of creations) {
    const { kind, metadata } = creation.object;
    const name = `${kind}/${metadata.name}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    found.set(count === 1 ? name : `${name} (${count})`, creation);
  }
  return found;
}

function plainObject(object: unknown): unknown {
  const { metadata, status, ...rest } = object as Record<string, Record<string, unknown>>;
  const { labels, annotations, ownerReferences, name } = metadata ?? {};
  return { ...rest, metadata: { name, labels, annotations, ownerReferences } };
}

function bodyDifferences(there: Outcome['calls'], here: Outcome['calls']): string[] {
  return pairs(there, here).flatMap(([recorded, own]) =>
    fields(`body ${own.line}`, comparableBody(recorded.body, own.body), comparableBody(own.body, own.body)),
  );
}

/** Where two values differ, by path. What is empty is as if it were not there. */
function fields(where: string, there: unknown, here: unknown): string[] {
  if (isDeepStrictEqual(there, here) || (isEmpty(there) && isEmpty(here))) return [];
  if (isObject(there) && isObject(here)) {
    const keys = [...new Set([...Object.keys(there), ...Object.keys(here)])].toSorted();
    return keys.flatMap((key) => fields(`${where}.${key}`, there[key], here[key]));
  }
  if (Array.isArray(there) && Array.isArray(here) && there.length === here.length) {
    return there.flatMap((item, index) => fields(`${where}[${index}]`, item, here[index]));
  }
  return [`${where}: ${shown(there)} -> ${shown(here)}`];
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isEmpty);
}

const shown = (value: unknown) => (isEmpty(value) ? 'nothing' : JSON.stringify(value));

/** The lines that two lists do not have in common, by their longest common part. */
function listed(what: string, there: readonly string[], here: readonly string[]): string[] {
  const lengths = commonLengths(there, here);
  const found: string[] = [];
  let [a, b] = [0, 0];
  while (a < there.length || b < here.length) {
    if (a < there.length && b < here.length && there[a] === here[b]) [a, b] = [a + 1, b + 1];
    else if (b >= here.length || (a < there.length && (lengths[a + 1]?.[b] ?? 0) >= (lengths[a]?.[b + 1] ?? 0))) {
      found.push(`- ${what}: ${there[a++]}`);
    } else found.push(`+ ${what}: ${here[b++]}`);
  }
  return found;
}

/** How much of the lists is common from here on. */
function commonLengths(there: readonly string[], here: readonly string[]): number[][] {
  const lengths = Array.from({ length: there.length + 1 }, () => new Array<number>(here.length + 1).fill(0));
  for (let a = there.length - 1; a >= 0; a--) {
    for (let b = here.length - 1; b >= 0; b--) {
      const row = lengths[a] as number[];
      const below = lengths[a + 1] as number[];
      row[b] = there[a] === here[b] ? (below[b + 1] as number) + 1 : Math.max(below[b] as number, row[b + 1] as number);
    }
  }
  return lengths;
}
