/** A place where the two versions differ, or where converting fills something in. */
export interface Place {
  /** As it stands in the annotation. */
  readonly name: string;
  readonly path: readonly string[];
  /** Compared by what is inside, as long as both sides have it. */
  readonly isSection: boolean;
}

/** Fields of v1beta1 that v1alpha1 does not have. */
export const onlyV1beta1 = {
  spec: [
    'flinkVersion',
    'serviceAccountName',
    'batchSchedulerName',
    'batchScheduler',
    'podDisruptionBudget',
    'envFrom',
    'logConfig',
    'revisionHistoryLimit',
    'recreateOnUpdate',
  ],
  component: [
    'extraPorts',
    'memoryProcessRatio',
    'volumeClaimTemplates',
    'initContainers',
    'affinity',
    'tolerations',
    'podAnnotations',
    'podLabels',
    'securityContext',
    'hostAliases',
    'livenessProbe',
    'readinessProbe',
  ],
  jobManager: ['ServiceAnnotations', 'ServiceLabels', 'sidecars'],
  taskManager: ['deploymentType', 'horizontalPodAutoscaler'],
  job: [
    'classPath',
    'pyFile',
    'pyFiles',
    'pyModule',
    'savepointFormatType',
    'takeSavepointOnUpdate',
    'maxStateAgeToRestoreSeconds',
    'mode',
    'affinity',
    'nodeSelector',
    'tolerations',
    'podAnnotations',
    'podLabels',
    'securityContext',
    'hostAliases',
    'resources',
  ],
  resources: ['claims'],
  status: ['control', 'savepoint', 'revision'],
  components: ['jobManager', 'taskManager'],
  jobStatus: [
    'submitterName',
    'submitterExitCode',
    'savepointTime',
    'finalSavepoint',
    'deployTime',
    'startTime',
    'completionTime',
    'failureReasons',
  ],
  serviceStatus: ['nodePort', 'loadBalancerIngress'],
} as const;

/** Fields of v1alpha1 that v1beta1 does not have. */
export const onlyV1alpha1 = {
  components: ['jobManagerDeployment', 'taskManagerDeployment'],
  jobStatus: ['lastSavepointTime', 'lastSavepointTriggerID'],
} as const;

function section(name: string): Place {
  return { name, path: name.split('.'), isSection: true };
}

function within(parent: string, ...fields: readonly (readonly string[])[]): Place[] {
  return fields.flat().map((field) => {
    const name = `${parent}.${field}`;
    return { name, path: name.split('.'), isSection: false };
  });
}

/** Everything that converting may change; a section stands before what is inside. */
export const places: readonly Place[] = [
  ...within('spec', onlyV1beta1.spec),
  section('spec.jobManager'),
  ...within('spec.jobManager', onlyV1beta1.component, onlyV1beta1.jobManager, ['accessScope', 'resources']),
  section('spec.taskManager'),
  ...within('spec.taskManager', onlyV1beta1.component, onlyV1beta1.taskManager, ['replicas', 'resources']),
  section('spec.job'),
  ...within('spec.job', onlyV1beta1.job, ['parallelism', 'restartPolicy', 'cleanupPolicy']),
  ...within('status', onlyV1beta1.status, ['state']),
  ...within('status.components', onlyV1beta1.components, onlyV1alpha1.components, ['configMap']),
  section('status.components.jobManagerService'),
  ...within('status.components.jobManagerService', onlyV1beta1.serviceStatus, ['state']),
  section('status.components.jobManagerIngress'),
  ...within('status.components.jobManagerIngress', ['state']),
  ...within('status.components.job', ['id', 'name', 'state'], onlyV1beta1.jobStatus, onlyV1alpha1.jobStatus),
];
