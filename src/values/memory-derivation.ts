import type { ConfigurationOption } from './configuration-option.ts';
import type { EffectiveConfiguration } from './effective-configuration.ts';
import type { JvmOptions } from './memory-options.ts';
import { formatMemorySize, maxMemory } from './memory-size.ts';

/** Why no memory can be derived: the first reason that Flink would give. */
export interface MemoryFailure {
  readonly state: 'failed';
  /** The key at fault, or the one that is best set where nothing is. */
  readonly key: string;
  /** What is wrong, as a sentence without subject and full stop. */
  readonly reason: string;
}

interface Range {
  readonly min: bigint;
  readonly max: bigint;
  readonly fraction: number;
}

export interface RangeOptions {
  readonly min: ConfigurationOption<bigint>;
  readonly max: ConfigurationOption<bigint>;
  readonly fraction: ConfigurationOption<number>;
}

/** What the JVM takes besides Flink's own memory. */
export interface JvmMemory {
  readonly metaspace: bigint;
  readonly overhead: bigint;
}

/**
 * The arithmetic of one derivation, as in Flink's `ProcessMemoryUtils`. It goes on after a failure with zeros, so that no
 * step need ask; the first failure is kept, and is what the derivation ends with.
 */
export class MemoryDerivation {
  failure: MemoryFailure | undefined;
  readonly #configuration: EffectiveConfiguration;

  constructor(configuration: EffectiveConfiguration) {
    this.#configuration = configuration;
  }

  fail(key: string, reason: string): 0n {
    this.failure ??= { state: 'failed', key, reason };
    return 0n;
  }

  has(option: ConfigurationOption<unknown>): boolean {
    return this.#configuration.contains(option);
  }

  /** The value or the default; a failure where it is unreadable. */
  read<T>(option: ConfigurationOption<T>, otherwise: T): T {
    const reading = this.#configuration.read(option);
    if (reading.state === 'valid') return reading.value;
    if (reading.state === 'absent') return option.default ?? otherwise;
    this.fail(reading.at.key, `has a value that is no ${describe[option.type] ?? option.type}`);
    return otherwise;
  }

  size(option: ConfigurationOption<bigint>): bigint {
    return this.read(option, 0n);
  }

  sum(key: string, ...sizes: readonly bigint[]): bigint {
    const total = sizes.reduce((a, b) => a + b, 0n);
    return total > maxMemory ? this.fail(key, 'makes a sum beyond 2^63 − 1 bytes') : total;
  }

  #range({ min, max, fraction }: RangeOptions): Range {
    const range = { min: this.size(min), max: this.size(max), fraction: this.#fraction(fraction) };
    if (range.min > range.max) {
      this.fail(min.key, `is ${formatMemorySize(range.min)}, more than ${max.key} (${formatMemorySize(range.max)})`);
    }
    return range;
  }

  #fraction(option: ConfigurationOption<number>): number {
    const fraction = this.read(option, 0);
    if (fraction >= 0 && fraction < 1) return fraction;
    this.fail(option.key, `is ${fraction}; it must be at least 0 and below 1`);
    return 0;
  }

  /** A fraction of the base. */
  fractionOf(base: bigint, option: ConfigurationOption<number>): bigint {
    return this.#product(base, this.#fraction(option), option.key);
  }

  /** A fraction of the base, held within a range. */
  part(base: bigint, options: RangeOptions): bigint {
    const range = this.#range(options);
    return held(this.#product(base, range.fraction, options.fraction.key), range);
  }

  /** The same where the base is what remains beside the part. */
  partBeside(base: bigint, options: RangeOptions): bigint {
    const range = this.#range(options);
    return held(this.#product(base, range.fraction / (1 - range.fraction), options.fraction.key), range);
  }

  /** What is left for a part must lie within its range. */
  checkRest(rest: bigint, options: RangeOptions, key: string, part: string): void {
    const { min, max } = this.#range(options);
    if (rest >= min && rest <= max) return;
    const allowed = `between ${formatMemorySize(min)} and ${formatMemorySize(max)}`;
    this.fail(key, `leaves ${formatMemorySize(rest)} for ${part}, which must be ${allowed}`);
  }

  #product(size: bigint, factor: number, key: string): bigint {
    return multiply(size, factor) ?? this.fail(key, 'makes a size beyond 2^63 − 1 bytes');
  }

  /** Metaspace and overhead inside a given size of the process. */
  jvmInside(process: bigint, options: JvmOptions): JvmMemory {
    const metaspace = this.size(options.metaspace);
    const overhead = this.part(process, overheadOptions(options));
    if (this.sum(options.metaspace.key, metaspace, overhead) > process) {
      const parts = `metaspace (${formatMemorySize(metaspace)}) and overhead (${formatMemorySize(overhead)})`;
      this.fail(options.processSize.key, `is ${formatMemorySize(process)}, less than its ${parts}`);
    }
    return { metaspace, overhead };
  }

  /** Metaspace and overhead on top of a given size of Flink's memory. */
  jvmOnTop(flink: bigint, options: JvmOptions): JvmMemory {
    const metaspace = this.size(options.metaspace);
    const both = this.sum(options.metaspace.key, flink, metaspace);
    if (!this.has(options.processSize)) {
      const overhead = this.partBeside(both, overheadOptions(options));
      this.sum(options.flinkSize.key, both, overhead);
      return { metaspace, overhead };
    }
    const process = this.size(options.processSize);
    const overhead = process - both;
    const key = options.processSize.key;
    if (overhead < 0n) {
      this.fail(
        key,
        `is ${formatMemorySize(process)}, less than Flink's memory and metaspace, ${formatMemorySize(both)}`,
      );
    }
    this.checkRest(overhead, overheadOptions(options), key, "the JVM's overhead");
    return { metaspace, overhead };
  }
}

const describe: Partial<Record<ConfigurationOption<unknown>['type'], string>> = {
  memory: 'memory size',
  int: 'whole number',
  double: 'number',
  float: 'number',
  list: 'list with proper quotes',
};

function overheadOptions({ overheadMin, overheadMax, overheadFraction }: JvmOptions): RangeOptions {
  return { min: overheadMin, max: overheadMax, fraction: overheadFraction };
}

function held(size: bigint, { min, max }: Range): bigint {
  return size > max ? max : size < min ? min : size;
}

/** Exact on the shortest decimal notation of the factor, then truncated, as Java's BigDecimal does it. */
function multiply(size: bigint, factor: number): bigint | undefined {
  const [mantissa = '', exponent = '0'] = String(factor).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const unscaled = size * BigInt(whole + fraction);
  const places = fraction.length - Number(exponent);
  const product = places < 0 ? unscaled * 10n ** BigInt(-places) : unscaled;
  const divisor = places > 0 ? 10n ** BigInt(places) : 1n;
  return product > maxMemory * divisor ? undefined : product / divisor;
}
