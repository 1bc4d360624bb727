/** The names of a kind, as an API server and kubectl use them. */
export interface KindName {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

const flink = { group: 'flink.apache.org', version: 'v1beta1' } as const;
const cluster = { group: 'flinkoperator.k8s.io', kind: 'FlinkCluster', plural: 'flinkclusters' } as const;

/** Every kind and version that Sluice judges. A newcomer to the table is found by its id. */
export const kindNames = {
  flinkDeployment: { ...flink, kind: 'FlinkDeployment', plural: 'flinkdeployments' },
  flinkSessionJob: { ...flink, kind: 'FlinkSessionJob', plural: 'flinksessionjobs' },
  flinkStateSnapshot: { ...flink, kind: 'FlinkStateSnapshot', plural: 'flinkstatesnapshots' },
  flinkBlueGreenDeployment: { ...flink, kind: 'FlinkBlueGreenDeployment', plural: 'flinkbluegreendeployments' },
  flinkClusterV1beta1: { ...cluster, version: 'v1beta1' },
  flinkClusterV1alpha1: { ...cluster, version: 'v1alpha1' },
} as const satisfies Record<string, KindName>;

export type KindId = keyof typeof kindNames;

const known = (Object.entries(kindNames) as [KindId, KindName][]).map(([id, { group, version, kind }]) => ({
  id,
  kind,
  apiVersion: `${group}/${version}`,
}));

/** The kind of ours that an object says it is; `undefined` for all others. */
export function kindOf(apiVersion: unknown, kind: unknown): KindId | undefined {
  for (const name of known) if (name.kind === kind && name.apiVersion === apiVersion) return name.id;
  return undefined;
}

/** The kind of ours that is kept under a plural, as `flinkdeployments` in group and version. */
export function kindOfPlural(group: string, version: string, plural: string): KindId | undefined {
  const found = Object.entries(kindNames).find(
    ([, name]) => name.plural === plural && name.group === group && name.version === version,
  );
  return found?.[0] as KindId | undefined;
}
