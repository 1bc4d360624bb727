import { endOfDigits, endOfZeros } from './java-text.ts';

/** `true` or `false` in any letter case and nothing else: no blanks, no `yes`, no `1`. */
export function parseBoolean(text: string): boolean | undefined {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text.length !== 4 && text.length !== 5) return undefined;
  const upper = text.toUpperCase();
  return upper === 'TRUE' ? true : upper === 'FALSE' ? false : undefined;
}

const int = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const long = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** A whole number of 32 bits as `Integer.parseInt` reads it: a sign and digits, no blanks. */
export function parseJavaInt(text: string): number | undefined {
  const value = parseWhole(text, int.min, int.max);
  return value === undefined ? undefined : Number(value);
}

/** A whole number of 64 bits as `Long.parseLong` reads it. */
export function parseJavaLong(text: string): bigint | undefined {
  return parseWhole(text, long.min, long.max);
}

/** Digits that no signed number of 64 bits needs; what has more is out of range without any arithmetic. */
const mostDigits = 19;

function parseWhole(text: string, min: bigint, max: bigint): bigint | undefined {
  const first = text.charCodeAt(0);
  const start = first === 0x2b || first === 0x2d ? 1 : 0;
  const end = endOfDigits(text, start);
  if (end === start || end !== text.length) return undefined;
  const significant = endOfZeros(text, start, end - 1);
  if (end - significant > mostDigits) return undefined;
  const magnitude = BigInt(text.slice(significant));
  const value = first === 0x2d ? -magnitude : magnitude;
  return value < min || value > max ? undefined : value;
}
