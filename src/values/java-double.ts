import { endOfDigits, endOfZeros, javaTrim } from './java-text.ts';

/**
 * A number as Java's `Double.parseDouble` reads it: blanks around, `NaN`, `Infinity`, a decimal or a hexadecimal number
 * (`0x1.8p3`) with `d` or `f` behind it or not. `undefined` for what Java cannot read.
 */
export function parseJavaDouble(text: string): number | undefined {
  const trimmed = javaTrim(text);
  const first = trimmed.charCodeAt(0);
  const start = first === 0x2b || first === 0x2d ? 1 : 0;
  const magnitude = parseUnsigned(trimmed, start);
  return first === 0x2d && magnitude !== undefined ? -magnitude : magnitude;
}

function parseUnsigned(text: string, start: number): number | undefined {
  if (text.startsWith('NaN', start)) return text.length === start + 3 ? Number.NaN : undefined;
  if (text.startsWith('Infinity', start)) return text.length === start + 8 ? Number.POSITIVE_INFINITY : undefined;
  const last = text.charCodeAt(text.length - 1) | 0x20;
  const hexadecimal = text.charCodeAt(start) === 0x30 && (text.charCodeAt(start + 1) | 0x20) === 0x78;
  const end = last === 0x64 || last === 0x66 ? text.length - 1 : text.length;
  return hexadecimal ? parseHexadecimal(text, start + 2, end) : parseDecimal(text, start, end);
}

function parseDecimal(text: string, start: number, end: number): number | undefined {
  const wholeEnd = endOfDigits(text, start);
  const fractionStart = text.charCodeAt(wholeEnd) === 0x2e ? wholeEnd + 1 : wholeEnd;
  const fractionEnd = endOfDigits(text, fractionStart);
  if (wholeEnd === start && fractionEnd === fractionStart) return undefined;
  if (fractionEnd !== end && endOfExponent(text, fractionEnd, 0x65) !== end) return undefined;
  return Number(text.slice(start, end));
}

/** The end of `e+12`, or −1 where no exponent stands. */
function endOfExponent(text: string, start: number, letter: number): number {
  if ((text.charCodeAt(start) | 0x20) !== letter) return -1;
  const sign = text.charCodeAt(start + 1);
  const digits = sign === 0x2b || sign === 0x2d ? start + 2 : start + 1;
  const end = endOfDigits(text, digits);
  return end === digits ? -1 : end;
}

/** A double has 53 bits; what stands behind 16 hexadecimal digits only tells whether the rest is zero. */
const keptDigits = 16;
/** Any exponent beyond gives zero or infinity, however many digits stand in front. */
const widestExponent = 1e8;

function parseHexadecimal(text: string, start: number, end: number): number | undefined {
  const wholeEnd = endOfHexDigits(text, start);
  const fractionStart = text.charCodeAt(wholeEnd) === 0x2e ? wholeEnd + 1 : wholeEnd;
  const fractionEnd = fractionStart > wholeEnd ? endOfHexDigits(text, fractionStart) : wholeEnd;
  const digits = text.slice(start, wholeEnd) + text.slice(fractionStart, fractionEnd);
  if (digits === '' || endOfExponent(text, fractionEnd, 0x70) !== end) return undefined;
  const zeros = endOfZeros(digits, 0, digits.length);
  if (zeros === digits.length) return 0;
  const kept = digits.slice(zeros, zeros + keptDigits);
  const rest = endOfZeros(digits, zeros + kept.length, digits.length) < digits.length ? 1n : 0n;
  const given = Number(text.slice(fractionEnd + 1, end));
  const exponent = Math.max(-widestExponent, Math.min(widestExponent, given));
  const places = wholeEnd - start - zeros - kept.length;
  return toDouble((BigInt(`0x${kept}`) << 1n) | rest, exponent + 4 * places - 1);
}

function endOfHexDigits(text: string, start: number): number {
  let end = start;
  while (end < text.length && Number.isInteger(Number.parseInt(text.charAt(end), 16))) end++;
  return end;
}

const smallestExponent = -1074;

/** The double nearest to `mantissa` × 2^`exponent`, ties to even. */
function toDouble(mantissa: bigint, exponent: number): number {
  const bits = mantissa.toString(2).length;
  if (bits + exponent > 1024) return Number.POSITIVE_INFINITY;
  const surplus = Math.max(bits - 53, smallestExponent - exponent, 0);
  if (surplus > bits + 1) return 0;
  const shift = BigInt(surplus);
  const kept = mantissa >> shift;
  const lost = mantissa - (kept << shift);
  const half = surplus === 0 ? 1n : 1n << (shift - 1n);
  const up = lost > half || (lost === half && surplus > 0 && (kept & 1n) === 1n);
  return scale(Number(up ? kept + 1n : kept), exponent + surplus);
}

/** In two steps, since 2^exponent alone may be out of reach. Both are exact: the value is a double already. */
function scale(value: number, exponent: number): number {
  const step = Math.trunc(exponent / 2);
  return value * 2 ** step * 2 ** (exponent - step);
}
