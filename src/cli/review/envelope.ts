import { isObject, type JsonObject } from '../../values/json.ts';
import { configurationOf } from '../flink-conf.ts';
import type { Addresses, World } from '../world.ts';
import { textOf } from './questions.ts';

/** What a line asks: a review as it stands, or in an envelope with a world of its own (design, section 4). */
export interface Question {
  /** The bytes of the review, untouched. */
  readonly body: Uint8Array | string;
  /** What the envelope says about the world; it wins over the flags. */
  readonly world?: World;
}

/** Recognizes an envelope by its field `review`, which no AdmissionReview has. All else is left to the gate. */
export function readQuestion(bytes: Uint8Array): Question {
  const text = textOf(bytes);
  if (text === undefined || !text.includes('"review"')) return { body: bytes };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { body: bytes };
  }
  if (!isObject(value) || !Object.hasOwn(value, 'review') || Object.hasOwn(value, 'request')) return { body: bytes };
  return { body: memberText(text, 'review') ?? '', world: worldOf(value) };
}

function worldOf({ flinkConf, context, resolve }: JsonObject): World {
  return {
    ...(isObject(flinkConf) && { configuration: configurationOf(flinkConf) }),
    ...(context !== undefined && context !== null && { context: [context].flat() }),
    ...(isObject(resolve) && { addresses: addressesOf(resolve) }),
  };
}

function addressesOf(resolve: JsonObject): Addresses {
  const known = Object.entries(resolve).map(([host, found]) => {
    return [host, found === null ? null : [found].flat().map(String)] as const;
  });
  return Object.fromEntries(known);
}

/**
 * The text of one member of the outermost object of valid JSON; of several with the same name the last, as JSON.parse
 * takes it. Cutting it out keeps the review's own bytes, which parsing and writing again would not.
 */
export function memberText(text: string, name: string): string | undefined {
  const opening = text.indexOf('{');
  let found: string | undefined;
  let at = opening + 1;
  while (at < text.length) {
    const keyStart = text.indexOf('"', at);
    if (keyStart === -1) break;
    const keyEnd = endOfString(text, keyStart);
    const valueStart = text.indexOf(':', keyEnd) + 1;
    const valueEnd = endOfValue(text, valueStart);
    if (JSON.parse(text.slice(keyStart, keyEnd)) === name) found = text.slice(valueStart, valueEnd).trim();
    if (text[valueEnd] !== ',') break;
    at = valueEnd + 1;
  }
  return found;
}

/** The place after the quote that ends the string which starts here. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** The place of the comma or brace behind the value which starts here. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === '{' || character === '[') depth++;
    else if (depth === 0 && (character === ',' || character === '}')) break;
    else if (character === '}' || character === ']') depth--;
  }
  return at;
}
