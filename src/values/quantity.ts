import { endOfDigits, endOfZeros } from './java-text.ts';

/** The notation that a quantity was written in; it decides how the canonical form is written. */
type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** An exact amount of a resource: `unscaled` × 10^`exponent`. The exponent is never below −9 (nano). */
export interface Quantity {
  readonly unscaled: bigint;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

const decimalExponents = new Map([
  ['', 0],
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const binaryFactors = new Map(
  ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, i) => [suffix, 1024n ** BigInt(i + 1)]),
);
const decimalSuffixes = new Map([...decimalExponents].map(([suffix, exponent]) => [exponent, suffix]));
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const nano = -9;
const nanosOfOne = 10n ** 9n;
/** Where Kubernetes caps amounts in binary notation. */
const maxBinary = 2n ** 63n - 1n;
const maxExponent = 2 ** 31 - 1;
/** Nothing measurable needs more; it bounds the arithmetic. */
const maxLength = 1000;
/** What a text of that length can hold, a binary factor included. */
const mostDigits = maxLength + 20;
const largestCounted = 40;

/**
 * A Kubernetes quantity, read as its API server does: exactly, amounts below nano rounded up, binary amounts capped at
 * 2^63 − 1. `undefined` for what is none.
 */
export function parseQuantity(text: string | number): Quantity | undefined {
  const exact = parseExactQuantity(typeof text === 'number' ? String(text) : text);
  if (exact === undefined) return undefined;
  const quantity = roundedUp(exact);
  return quantity.format === 'BinarySI' ? capped(quantity) : quantity;
}

/** The same grammar without rounding and cap; the exponent may be anything that fits 32 bits. */
export function parseExactQuantity(text: string): Quantity | undefined {
  if (text.length > maxLength) return undefined;
  const sign = text.charCodeAt(0);
  const start = sign === 0x2b || sign === 0x2d ? 1 : 0;
  const wholeEnd = endOfDigits(text, start);
  const fractionStart = text.charCodeAt(wholeEnd) === 0x2e ? wholeEnd + 1 : wholeEnd;
  const end = fractionStart > wholeEnd ? endOfDigits(text, fractionStart) : wholeEnd;
  const digits = text.slice(start, wholeEnd) + text.slice(fractionStart, end);
  if (digits === '') return undefined;
  const magnitude = toBigInt(digits);
  return withSuffix(sign === 0x2d ? -magnitude : magnitude, fractionStart - end, text.slice(end));
}

/** Up to 15 digits fit a double, whose way into a BigInt is the short one. */
function toBigInt(digits: string): bigint {
  return digits.length <= 15 ? BigInt(Number(digits)) : BigInt(digits);
}

function withSuffix(unscaled: bigint, exponent: number, suffix: string): Quantity | undefined {
  const decimal = decimalExponents.get(suffix);
  if (decimal !== undefined) return { unscaled, exponent: exponent + decimal, format: 'DecimalSI' };
  const factor = binaryFactors.get(suffix);
  if (factor !== undefined) return { unscaled: unscaled * factor, exponent, format: 'BinarySI' };
  const given = readExponent(suffix);
  return given === undefined ? undefined : { unscaled, exponent: exponent + given, format: 'DecimalExponent' };
}

/** If someone wants some of a resource, they should get some: what is less than one nano becomes one. */
function roundedUp({ unscaled, exponent, format }: Quantity): Quantity {
  if (unscaled === 0n) return { unscaled, exponent: 0, format };
  if (exponent >= nano) return { unscaled, exponent, format };
  const excess = nano - exponent;
  const one = unscaled < 0n ? -1n : 1n;
  if (excess > mostDigits) return { unscaled: one, exponent: nano, format };
  const divisor = 10n ** BigInt(excess);
  const whole = unscaled / divisor;
  return { unscaled: unscaled % divisor === 0n ? whole : whole + one, exponent: nano, format };
}

function capped(quantity: Quantity): Quantity {
  const limit = maxBinary * 10n ** BigInt(-quantity.exponent);
  if (quantity.unscaled > limit) return { ...quantity, unscaled: maxBinary, exponent: 0 };
  if (quantity.unscaled < -limit) return { ...quantity, unscaled: -maxBinary, exponent: 0 };
  return quantity;
}

function readExponent(suffix: string): number | undefined {
  const letter = suffix.charCodeAt(0);
  if (letter !== 0x65 && letter !== 0x45) return undefined;
  const sign = suffix.charCodeAt(1);
  const start = sign === 0x2b || sign === 0x2d ? 2 : 1;
  if (start === suffix.length || endOfDigits(suffix, start) !== suffix.length) return undefined;
  if (suffix.length - endOfZeros(suffix, start, suffix.length) > 10) return undefined;
  const exponent = Number(suffix.slice(start));
  if (exponent > maxExponent) return undefined;
  return sign === 0x2d ? -exponent : exponent;
}

export function quantitySign({ unscaled }: Quantity): -1 | 0 | 1 {
  return unscaled === 0n ? 0 : unscaled < 0n ? -1 : 1;
}

/** Negative, zero or positive, as sorting wants it. Exact, however far the exponents are apart. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const sign = quantitySign(a);
  const difference = sign - quantitySign(b);
  if (difference !== 0 || sign === 0) return difference;
  if (a.exponent === b.exponent) return order(a.unscaled, b.unscaled);
  const magnitude = digitCount(a.unscaled) + a.exponent - digitCount(b.unscaled) - b.exponent;
  if (magnitude !== 0) return magnitude < 0 ? -sign : sign;
  // Equal in magnitude, so the exponents differ by no more than the digits do.
  const low = Math.min(a.exponent, b.exponent);
  return order(a.unscaled * 10n ** BigInt(a.exponent - low), b.unscaled * 10n ** BigInt(b.exponent - low));
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function digitCount(value: bigint): number {
  return String(value).length - (value < 0n ? 1 : 0);
}

/** The nearest double; infinite where the amount is beyond all doubles. */
export function quantityToNumber({ unscaled, exponent }: Quantity): number {
  return exponent === 0 ? Number(unscaled) : Number(`${unscaled}e${exponent}`);
}

/** The exact whole number; `undefined` where there is a fraction, or far more than memory and storage are counted in. */
export function quantityToBigInt({ unscaled, exponent }: Quantity): bigint | undefined {
  if (exponent === 0 || unscaled === 0n) return unscaled;
  if (exponent > 0) return exponent > largestCounted ? undefined : unscaled * 10n ** BigInt(exponent);
  if (-exponent > mostDigits) return undefined;
  const divisor = 10n ** BigInt(-exponent);
  return unscaled % divisor === 0n ? unscaled / divisor : undefined;
}

/** The smallest whole number that is not below the amount; `undefined` for far more than memory and storage are counted in. */
export function quantityRoundedUp(quantity: Quantity): bigint | undefined {
  const nanos = quantityInNanos(quantity);
  if (nanos === undefined) return undefined;
  const whole = nanos / nanosOfOne;
  return nanos > whole * nanosOfOne ? whole + 1n : whole;
}

/** No quantity that `parseQuantity` reads is finer. `undefined` for far more than memory and storage are counted in. */
export function quantityInNanos({ unscaled, exponent }: Quantity): bigint | undefined {
  return exponent > largestCounted ? undefined : unscaled * 10n ** BigInt(exponent - nano);
}

/** Kubernetes' canonical form: `2048Mi` is `2Gi`, `0.5` is `500m`. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.unscaled === 0n) return '0';
  return quantity.format === 'BinarySI' ? formatBinary(quantity) : formatDecimal(quantity);
}

function formatBinary(quantity: Quantity): string {
  let whole = quantityToBigInt(quantity);
  if (whole === undefined || (whole > -1024n && whole < 1024n)) return formatDecimal(quantity);
  let power = 0;
  while (whole % 1024n === 0n && power < binarySuffixes.length - 1) {
    whole /= 1024n;
    power++;
  }
  return `${whole}${binarySuffixes[power]}`;
}

function formatDecimal({ unscaled, exponent, format }: Quantity): string {
  const digits = String(unscaled);
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 0x30) end--;
  const power = exponent + digits.length - end;
  const extra = ((power % 3) + 3) % 3;
  const number = digits.slice(0, end) + '0'.repeat(extra);
  const suffix = format === 'DecimalExponent' ? undefined : decimalSuffixes.get(power - extra);
  return number + (suffix ?? (power === extra ? '' : `e${power - extra}`));
}
