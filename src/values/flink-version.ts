/** All versions that `spec.flinkVersion` knows, oldest first. */
export const flinkVersions = [
  'v1_13',
  'v1_14',
  'v1_15',
  'v1_16',
  'v1_17',
  'v1_18',
  'v1_19',
  'v1_20',
  'v2_0',
  'v2_1',
  'v2_2',
  'v2_3',
  'v2_4',
] as const;

export type FlinkVersion = (typeof flinkVersions)[number];

const ranks = new Map<string, number>(flinkVersions.map((version, i) => [version, i]));
const oldestSupported = rank('v1_15');
const oldestCurrent = rank('v1_19');

/** The place in the list, or −1 for an unknown version. */
function rank(version: string): number {
  return ranks.get(version) ?? -1;
}

export function isFlinkVersion(version: string): version is FlinkVersion {
  return ranks.has(version);
}

/** `v1_15` and newer can be run. */
export function isSupported(version: string): boolean {
  return rank(version) >= oldestSupported;
}

/** Still runs, but support will end: `v1_15` to `v1_18`. */
export function isDeprecated(version: string): boolean {
  return isSupported(version) && rank(version) < oldestCurrent;
}

/** Negative, zero or positive, oldest first. */
export function compareFlinkVersions(a: FlinkVersion, b: FlinkVersion): number {
  return rank(a) - rank(b);
}
