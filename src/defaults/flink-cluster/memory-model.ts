import { compareLooseVersions, type LooseVersion, parseLooseVersion } from '../../values/semantic-version.ts';

/** Flink 1.10 brought the memory model that all later versions have. */
const firstWithProcessMemory: LooseVersion = { numbers: [1, 10], preRelease: '' };

/** `offHeap` below Flink 1.10 and where no version is said, `process` from then on, `unknown` for what is no version. */
export type MemoryModel = 'offHeap' | 'process' | 'unknown';

/** Versions are few and asked for by every memory rule. */
const known = new Map<string, MemoryModel>();
const maxKnown = 200;

export function memoryModel(flinkVersion: unknown): MemoryModel {
  if (flinkVersion === undefined || flinkVersion === null || flinkVersion === '') return 'offHeap';
  if (typeof flinkVersion !== 'string') return 'unknown';
  let model = known.get(flinkVersion);
  if (model === undefined) {
    model = modelOf(flinkVersion);
    if (known.size < maxKnown) known.set(flinkVersion, model);
  }
  return model;
}

function modelOf(flinkVersion: string): MemoryModel {
  const version = parseLooseVersion(flinkVersion);
  if (!version) return 'unknown';
  return compareLooseVersions(version, firstWithProcessMemory) < 0 ? 'offHeap' : 'process';
}
