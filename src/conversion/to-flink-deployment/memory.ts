import { type Component, standardMemory, standardMemoryLimit } from '../../defaults/flink-cluster/standard.ts';
import { amountOf } from '../../rules/flink-cluster/resources.ts';
import { jobManagerMemory, taskManagerMemory } from '../../values/memory-options.ts';
import { formatQuantity, parseQuantity } from '../../values/quantity.ts';
import { propertyOf, type Source, sectionOf } from './source.ts';

const mebibyte = 1n << 20n;

/** How much memory a container has, and how much of it Flink is told to use. In bytes. */
export interface ContainerMemory {
  readonly container: bigint;
  readonly request: bigint;
  readonly hasLimit: boolean;
  /** Nobody said how much; v1beta1 has a standard for that. */
  readonly isStandard: boolean;
  /** `undefined` where Flink is told nothing by a FlinkCluster. */
  readonly process: bigint | undefined;
}

/** As a FlinkCluster reckons it: `spec/flinkcluster.md` 6.2. */
export function memoryOf(source: Source, component: Component): ContainerMemory {
  const section = sectionOf(source, component);
  const amount = amountOf(section, 'memory');
  const container = bytesOf(amount ?? standardMemoryLimit);
  const { limits, requests } = section.resources ?? {};
  const limit = bytesOf(limits?.['memory'] ?? 0);
  const request = bytesOf(requests?.['memory'] ?? 0) || container;
  const { processSize } = component === 'jobManager' ? jobManagerMemory : taskManagerMemory;
  const property = propertyOf(source, processSize);
  const written = property === undefined ? undefined : processSize.read(property);
  return {
    container,
    request,
    hasLimit: limit > 0n,
    isStandard: amount === undefined,
    process: written ?? shareOf(container, ratioOf(source, component)),
  };
}

/** The ratio of before Flink 1.10 is another one, and the versions that it was for do not run any more. */
export function ratioOf(source: Source, component: Component): number {
  const { memoryProcessRatio } = sectionOf(source, component);
  return source.memoryModel === 'process'
    ? (memoryProcessRatio ?? standardMemory.memoryProcessRatio)
    : standardMemory.memoryProcessRatio;
}

function shareOf(bytes: bigint, percent: number): bigint | undefined {
  const share = roundedUp(bytes * BigInt(percent), 100n);
  return share <= 0n ? undefined : roundedUp(share, mebibyte) * mebibyte;
}

const roundedUp = (amount: bigint, unit: bigint): bigint => (amount + unit - 1n) / unit;

/** Whole bytes, rounded up; nothing for what cannot be read. */
function bytesOf(amount: string | number): bigint {
  const { unscaled, exponent } = parseQuantity(amount) ?? { unscaled: 0n, exponent: 0 };
  // No memory is as large as the exponents that a quantity may have.
  return exponent >= 0
    ? unscaled * 10n ** BigInt(Math.min(exponent, 30))
    : roundedUp(unscaled, 10n ** BigInt(-exponent));
}

/** The same to Kubernetes and to a FlinkDeployment, which takes `2G` for 2 GiB. */
export const memoryText = (bytes: bigint): string =>
  formatQuantity({ unscaled: bytes, exponent: 0, format: 'BinarySI' });
