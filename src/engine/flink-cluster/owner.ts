/** The reference by which Kubernetes deletes what belongs to a FlinkCluster. */
export function clusterOwner(
  { name, uid }: { readonly name: string; readonly uid: string },
  blockOwnerDeletion = false,
) {
  return {
    apiVersion: 'flinkoperator.k8s.io/v1beta1',
    kind: 'FlinkCluster',
    name,
    uid,
    controller: true,
    blockOwnerDeletion,
  };
}
