import type { MemoryDerivation } from './memory-derivation.ts';
import { taskManagerMemory as tm } from './memory-options.ts';
import { formatMemorySize } from './memory-size.ts';

/** The parts of Flink's memory in a TaskManager, in bytes. */
export interface TaskManagerPools {
  readonly frameworkHeap: bigint;
  readonly frameworkOffHeap: bigint;
  readonly taskHeap: bigint;
  readonly taskOffHeap: bigint;
  readonly network: bigint;
  readonly managed: bigint;
}

const networkRange = { min: tm.networkMin, max: tm.networkMax, fraction: tm.networkFraction };

/** From task heap and managed memory, both given; the network gets its share of what they make. */
export function poolsFromParts(derivation: MemoryDerivation): TaskManagerPools {
  const parts = {
    taskHeap: derivation.size(tm.taskHeap),
    managed: derivation.size(tm.managedSize),
    ...fixedPools(derivation),
  };
  const sum = derivation.sum(tm.taskHeap.key, ...Object.values(parts));
  if (derivation.has(tm.flinkSize)) {
    return { ...parts, network: networkRest(derivation, derivation.size(tm.flinkSize), sum, tm.flinkSize.key) };
  }
  return { ...parts, network: bufferMemory(derivation) ?? derivation.partBeside(sum, networkRange) };
}

/** From the size of Flink's memory; `key` is what that size comes from. */
export function poolsFromFlink(derivation: MemoryDerivation, flink: bigint, key: string): TaskManagerPools {
  const fixed = fixedPools(derivation);
  const managed = derivation.has(tm.managedSize)
    ? derivation.size(tm.managedSize)
    : derivation.fractionOf(flink, tm.managedFraction);
  const others = [...Object.values(fixed), managed];
  if (derivation.has(tm.taskHeap)) {
    const taskHeap = derivation.size(tm.taskHeap);
    const network = networkRest(derivation, flink, derivation.sum(key, ...others, taskHeap), key);
    return { ...fixed, taskHeap, managed, network };
  }
  const network = bufferMemory(derivation) ?? derivation.part(flink, networkRange);
  const sum = derivation.sum(key, ...others, network);
  checkFits(derivation, flink, sum, key);
  return { ...fixed, taskHeap: flink - sum, managed, network };
}

function fixedPools(derivation: MemoryDerivation) {
  return {
    frameworkHeap: derivation.size(tm.frameworkHeap),
    frameworkOffHeap: derivation.size(tm.frameworkOffHeap),
    taskOffHeap: derivation.size(tm.taskOffHeap),
  };
}

function checkFits(derivation: MemoryDerivation, flink: bigint, sum: bigint, key: string): void {
  if (sum <= flink) return;
  derivation.fail(key, `leaves ${formatMemorySize(flink)} to Flink, whose parts need ${formatMemorySize(sum)}`);
}

/** With Flink's memory and the task heap given, the network gets what is left. */
function networkRest(derivation: MemoryDerivation, flink: bigint, sum: bigint, key: string): bigint {
  checkFits(derivation, flink, sum, key);
  const rest = flink - sum;
  const buffers = bufferMemory(derivation);
  if (buffers === undefined) {
    derivation.checkRest(rest, networkRange, key, 'the network');
  } else if (buffers !== rest) {
    const wanted = `${tm.legacyNetworkBuffers.key} asks for ${formatMemorySize(buffers)}`;
    derivation.fail(key, `leaves ${formatMemorySize(rest)} for the network, but ${wanted}`);
  }
  return rest;
}

const smallestSegment = 4096n;

/** What the old count of buffers takes; `undefined` where it does not count, because a newer option is set or it is not. */
function bufferMemory(derivation: MemoryDerivation): bigint | undefined {
  const newer = derivation.has(tm.networkMin) || derivation.has(tm.networkMax) || derivation.has(tm.networkFraction);
  if (newer || !derivation.has(tm.legacyNetworkBuffers)) return undefined;
  const buffers = BigInt(derivation.read(tm.legacyNetworkBuffers, 0));
  const segment = derivation.size(tm.segmentSize);
  if (segment < smallestSegment || segment >= 2n ** 31n || (segment & (segment - 1n)) !== 0n) {
    return derivation.fail(tm.segmentSize.key, 'must be a power of 2 from 4 kb to 1 gb');
  }
  if (buffers < 0n) return derivation.fail(tm.legacyNetworkBuffers.key, 'is negative');
  return buffers * segment;
}
