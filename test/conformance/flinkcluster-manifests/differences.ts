import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../src/values/json.ts';

/** Objects by kind and name. */
export type Objects = Readonly<Record<string, unknown>>;

/** Every place in which what we make is not what was recorded, one a line. Empty maps, empty lists and nulls say nothing. */
export function differences(recorded: Objects, own: Objects): string[] {
  const lines: string[] = [];
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(own)])) {
    if (!Object.hasOwn(own, key)) lines.push(`- ${key}`);
    else if (!Object.hasOwn(recorded, key)) lines.push(`+ ${key}`);
    else compare(solid(recorded[key]), solid(own[key]), key, lines);
  }
  return lines.toSorted();
}

function compare(recorded: unknown, own: unknown, at: string, lines: string[]): void {
  if (isDeepStrictEqual(recorded, own)) return;
  if (isObject(recorded) && isObject(own)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(own)])) {
      compare(recorded[key], own[key], `${at}.${key}`, lines);
    }
  } else if (Array.isArray(recorded) && Array.isArray(own) && recorded.length === own.length) {
    for (const [index, item] of recorded.entries()) compare(item, own[index], `${at}[${index}]`, lines);
  } else lines.push(`${at}: ${shown(recorded)} -> ${shown(own)}`);
}

const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));

/** Without what is empty; `undefined` for what is nothing but empty. */
export function solid(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => solid(item) ?? {});
  if (!isObject(value)) return value ?? undefined;
  const fields = Object.entries(value).flatMap(([key, field]) => {
    const kept = solid(field);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}
