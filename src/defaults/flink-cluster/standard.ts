/** The values that a FlinkCluster means where it says nothing. */
export const standardPorts = {
  jobManager: { rpc: 6123, blob: 6124, query: 6125, ui: 8081 },
  taskManager: { data: 6121, rpc: 6122, query: 6125 },
} as const;

export type Component = keyof typeof standardPorts;

export const standardReplicas = { jobManager: 1, taskManager: 3 } as const;

/** Only where nothing at all is said about the resources of a container. New each time: printed YAML then needs no anchors. */
export const standardResources = () => ({
  requests: { cpu: '200m', memory: '512Mi' },
  limits: { cpu: '2', memory: standardMemoryLimit },
});

export const standardMemoryLimit = '2Gi';

export const standardMemory = { memoryOffHeapRatio: 25, memoryOffHeapMin: '600M', memoryProcessRatio: 80 } as const;

export const standardDeploymentType = 'StatefulSet';
export const standardMode = 'Detached';
export const standardRestartPolicy = 'Never';
export const standardAccessScope = 'Cluster';
export const standardPullPolicy = 'Always';
export const standardHadoopMountPath = '/etc/hadoop/conf';

export const standardCleanupPolicy = {
  afterJobSucceeds: 'DeleteCluster',
  afterJobFails: 'KeepCluster',
  afterJobCancelled: 'DeleteCluster',
} as const;

export const standardProbes = {
  livenessProbe: { timeoutSeconds: 10, initialDelaySeconds: 5, periodSeconds: 60, failureThreshold: 5 },
  readinessProbe: { timeoutSeconds: 10, initialDelaySeconds: 5, periodSeconds: 5, failureThreshold: 60 },
} as const;
