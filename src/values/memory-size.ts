import { endOfDigits, javaTrim } from './java-text.ts';
import { parseExactQuantity, quantityToBigInt } from './quantity.ts';
import { parseJavaLong } from './scalar.ts';

const kib = 1n << 10n;
const units = new Map<string, bigint>([
  ['', 1n],
  ['b', 1n],
  ['bytes', 1n],
  ['k', kib],
  ['kb', kib],
  ['kibibytes', kib],
  ['m', kib ** 2n],
  ['mb', kib ** 2n],
  ['mebibytes', kib ** 2n],
  ['g', kib ** 3n],
  ['gb', kib ** 3n],
  ['gibibytes', kib ** 3n],
  ['t', kib ** 4n],
  ['tb', kib ** 4n],
  ['tebibytes', kib ** 4n],
]);

const printed = [
  { size: kib ** 3n, label: 'gb' },
  { size: kib ** 2n, label: 'mb' },
  { size: kib, label: 'kb' },
];

export const maxMemory: bigint = (1n << 63n) - 1n;

/**
 * Flink's `MemorySize`, in bytes: digits and perhaps a unit, all units powers of 1024. No sign, fraction, `Mi` or `Gi`.
 * `undefined` for what Flink cannot read, sizes beyond 2^63 − 1 bytes included.
 */
export function parseMemorySize(text: string): bigint | undefined {
  const trimmed = javaTrim(text);
  const end = endOfDigits(trimmed, 0);
  if (end === 0) return undefined;
  const unit = units.get(javaTrim(trimmed.slice(end)).toLowerCase());
  if (unit === undefined) return undefined;
  const count = parseJavaLong(trimmed.slice(0, end));
  if (count === undefined) return undefined;
  const bytes = count * unit;
  return bytes > maxMemory ? undefined : bytes;
}

/** As Flink prints a size: in the largest unit that divides it. Multiples of 1 TiB are printed in bytes, as Flink does. */
export function formatMemorySize(bytes: bigint): string {
  if (bytes % kib ** 4n === 0n) return `${bytes} bytes`;
  for (const { size, label } of printed) {
    if (bytes % size === 0n) return `${bytes / size} ${label}`;
  }
  return `${bytes} bytes`;
}

/**
 * The memory of `resource.memory` and `resources`, in bytes. A Flink size if it is one, otherwise a Kubernetes quantity
 * written in any case and with any blanks: `1Gi`, `1 gib`, `1P`, `1e3`. Fractions count where they make whole bytes and
 * leave no doubt: `1.5Gi` is one, `1.5G` is not, since `1G` is 2^30 here. `undefined` for anything else and below zero.
 */
export function parseResourceMemory(text: string | number): bigint | undefined {
  const input = typeof text === 'number' ? String(text) : text;
  const size = parseMemorySize(input);
  if (size !== undefined) return size;
  const quantity = normalise(input);
  const last = quantity.charAt(quantity.length - 1);
  // `1E` may be an exponent whose number is missing; the reference operator refuses it, too.
  if (last === 'E' || (quantity.includes('.') && flinkUnits.has(last))) return undefined;
  const amount = parseExactQuantity(quantity);
  const bytes = amount && quantityToBigInt(amount);
  return bytes === undefined || bytes < 0n || bytes > maxMemory ? undefined : bytes;
}

/** Units that Flink reads as powers of 1024 and Kubernetes as powers of 1000. */
const flinkUnits = new Set(['M', 'G', 'T']);
const longestQuantity = 1000;

function normalise(text: string): string {
  if (text.length > longestQuantity) return '';
  let compact = text.replace(/[ \t\n\v\f\r]/g, '').toUpperCase();
  if (compact.endsWith('B')) compact = compact.slice(0, -1);
  return compact.endsWith('I') ? `${compact.slice(0, -1)}i` : compact;
}

const kubernetesUnits = new Map([
  ['m', 'Mi'],
  ['k', 'Ki'],
  ['M', 'Mi'],
  ['G', 'Gi'],
  ['T', 'Ti'],
]);

/**
 * Says how a memory text is read where a person who thinks in Kubernetes quantities, or in Flink sizes, would expect
 * another amount; `undefined` where nobody is surprised. The sentence continues a path.
 */
export function memoryUnitSurprise(text: string): string | undefined {
  const compact = javaTrim(text);
  const end = endOfDigits(compact, 0);
  if (end === 0 || end > longestQuantity) return undefined;
  const count = compact.slice(0, end);
  const unit = javaTrim(compact.slice(end));
  if (parseMemorySize(compact) === undefined) return overflowSurprise(count, unit, compact);
  const binary = unit.length === compact.length - end ? kubernetesUnits.get(unit) : undefined;
  if (binary === undefined || /^0+$/.test(count)) return undefined;
  const expected = unit === 'm' ? 'thousandths of a byte' : `${count}${unit} in powers of 1000`;
  return `is read as ${count}${binary}, not as ${expected}; write ${count}${binary}`;
}

function overflowSurprise(count: string, unit: string, text: string): string | undefined {
  const known = units.get(unit.toLowerCase());
  if (known === undefined || parseResourceMemory(text) === undefined) return undefined;
  const letter = unit.charAt(0).toUpperCase();
  return `is too large as ${count}${letter}i and is therefore read as ${count}${letter} in powers of 1000`;
}
