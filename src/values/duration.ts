import { endOfDigits, javaTrim } from './java-text.ts';
import { parseJavaLong } from './scalar.ts';

const nanosecond = 1n;
const microsecond = 1000n * nanosecond;
const millisecond = 1000n * microsecond;
const second = 1000n * millisecond;
const minute = 60n * second;
const hour = 60n * minute;
const day = 24n * hour;

const labels: [bigint, string[]][] = [
  [day, ['d', 'day', 'days']],
  [hour, ['h', 'hour', 'hours']],
  [minute, ['min', 'm', 'minute', 'minutes']],
  [second, ['s', 'sec', 'secs', 'second', 'seconds']],
  [millisecond, ['', 'ms', 'milli', 'millis', 'millisecond', 'milliseconds']],
  [microsecond, ['µs', 'micro', 'micros', 'microsecond', 'microseconds']],
  [nanosecond, ['ns', 'nano', 'nanos', 'nanosecond', 'nanoseconds']],
];
const units = new Map(labels.flatMap(([size, names]) => names.map((name) => [name, size] as const)));

const maxLong = 2n ** 63n - 1n;

/**
 * A Flink duration in nanoseconds: digits and perhaps a unit, milliseconds without one. No sign, fraction or ISO form. Both
 * the count and the seconds that it makes must fit 64 bits.
 */
export function parseDuration(text: string): bigint | undefined {
  const trimmed = javaTrim(text);
  const end = endOfDigits(trimmed, 0);
  if (end === 0) return undefined;
  const unit = units.get(javaTrim(trimmed.slice(end)).toLowerCase());
  if (unit === undefined) return undefined;
  const count = parseJavaLong(trimmed.slice(0, end));
  if (count === undefined) return undefined;
  const nanoseconds = count * unit;
  return nanoseconds / second > maxLong ? undefined : nanoseconds;
}

const printed: [bigint, string][] = [
  [day, 'd'],
  [hour, 'h'],
  [minute, 'min'],
  [second, 's'],
  [millisecond, 'ms'],
  [microsecond, 'µs'],
  [nanosecond, 'ns'],
];

/** As Flink prints a duration: in the largest unit that divides it. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0 ms';
  const [size, label] = printed.find(([unit]) => nanoseconds % unit === 0n) ?? [nanosecond, 'ns'];
  return `${nanoseconds / size} ${label}`;
}
