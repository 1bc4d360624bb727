type Labels = Readonly<Record<string, string>>;

/** The cluster that a pod belongs to: FlinkClusters have a label of their own for it. */
export const clusterOf = (labels: Labels): string | undefined => labels['cluster'] ?? labels['app'];

/** Where the pods of a cluster have their configuration from. */
export const configMapOf = ({ cluster, app }: Labels): string =>
  cluster === undefined ? `flink-config-${app}` : `${cluster}-configmap`;

/** Labels by which the TaskManagers of a cluster are found. */
export function taskManagerSelector({ cluster, app }: Labels): string {
  return `${cluster === undefined ? `app=${app}` : `cluster=${cluster}`},component=taskmanager`;
}
