/** Parts of the memory of a Flink process, as small as they may be. Source: `spec/test-bench.md` 3.4. */
export const justEnoughMemory = {
  'jobmanager.memory.jvm-metaspace.size': '128m',
  'jobmanager.memory.jvm-overhead.min': '64m',
  'jobmanager.memory.off-heap.size': '64m',
  'taskmanager.memory.jvm-metaspace.size': '128m',
  'taskmanager.memory.jvm-overhead.min': '64m',
  'taskmanager.memory.managed.size': '32m',
  'taskmanager.memory.network.min': '32m',
  'taskmanager.memory.network.max': '32m',
  'taskmanager.memory.framework.off-heap.size': '64m',
} as const;

/** Memory that is just enough, and answers that come soon. Source: `spec/test-bench.md` 3.4. */
export const smallConfiguration = {
  ...justEnoughMemory,
  'taskmanager.numberOfTaskSlots': '2',
  'web.refresh-interval': '200',
  'cluster.registration.error-delay': '500',
  'cluster.registration.initial-timeout': '200',
  'execution.checkpointing.interval': '2s',
  'heartbeat.interval': '2000',
  'heartbeat.timeout': '10000',
} as const;

/** What goes with it into the fields of a spec. */
export const smallMemory = { jobManager: '600m', taskManager: '640m' } as const;

/** The service account of JobManagers in a namespace, as the chart makes it. Source: `spec/flink-resources.md` 11. */
export function jobAccount(namespace: string): object {
  const metadata = { name: 'flink', namespace };
  const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  const rbac = 'rbac.authorization.k8s.io';
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'Role',
        metadata,
        rules: [
          { apiGroups: [''], resources: ['pods', 'configmaps'], verbs: [...verbs, 'deletecollection'] },
          { apiGroups: ['apps'], resources: ['deployments', 'deployments/finalizers'], verbs },
        ],
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: rbac, kind: 'Role', name: 'flink' },
        subjects: [{ kind: 'ServiceAccount', name: 'flink', namespace }],
      },
    ],
  };
}
