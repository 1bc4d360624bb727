import {
  booleanOption,
  doubleOption,
  enumOption,
  intOption,
  listOption,
  mapOption,
  stringOption,
} from '../../../values/configuration-option.ts';

/** Options of Flink and of the operator that decide what a cluster is made of. Source: Flink 1.20's Kubernetes and job options. */

export const restPort = intOption('rest.port', { fallbackKeys: ['web.port'], default: 8081 });
export const restBindPort = stringOption('rest.bind-port', {
  fallbackKeys: ['rest.port', 'web.port'],
  default: '8081',
});
export const jobManagerRpcPort = intOption('jobmanager.rpc.port', { default: 6123 });
export const taskManagerRpcPort = stringOption('taskmanager.rpc.port', { default: '0' });
export const blobServerPort = stringOption('blob.server.port', { default: '0' });
export const highAvailabilityPort = stringOption('high-availability.jobmanager.port', { default: '0' });

export const restServiceType = enumOption(
  'kubernetes.rest-service.exposed.type',
  ['ClusterIP', 'NodePort', 'LoadBalancer', 'Headless_ClusterIP'],
  { default: 'ClusterIP' },
);
export const restServiceAnnotations = mapOption('kubernetes.rest-service.annotations');
export const internalServiceAnnotations = mapOption('kubernetes.internal-service.annotations');

export const webCancelEnabled = booleanOption('web.cancel.enable', { default: true });
export const pipelineName = stringOption('pipeline.name');
export const pipelineClasspaths = listOption('pipeline.classpaths');
export const checkpointInterval = stringOption('execution.checkpointing.interval');
export const checkpointRetention = stringOption('execution.checkpointing.externalized-checkpoint-retention');
export const submitFailedJob = booleanOption('execution.submit-failed-job-on-application-error', { default: false });
export const parallelismOverrides = mapOption('pipeline.jobvertex-parallelism-overrides');
export const scheduler = enumOption('jobmanager.scheduler', ['Default', 'Adaptive', 'AdaptiveBatch'], {
  default: 'Default',
});
/** Jobs take all TaskManagers that there are. */
export const schedulerMode = enumOption('scheduler-mode', ['REACTIVE']);

export const image = stringOption('kubernetes.container.image.ref', { fallbackKeys: ['kubernetes.container.image'] });
export const imagePullPolicy = stringOption('kubernetes.container.image.pull-policy');
export const imagePullSecrets = listOption('kubernetes.container.image.pull-secrets', { default: [] });
export const jobManagerServiceAccount = stringOption('kubernetes.jobmanager.service-account', {
  fallbackKeys: ['kubernetes.service-account'],
});
export const taskManagerServiceAccount = stringOption('kubernetes.taskmanager.service-account', {
  fallbackKeys: ['kubernetes.service-account'],
});

export const jobManagerReplicas = intOption('kubernetes.jobmanager.replicas', { default: 1 });
export const taskManagerReplicas = intOption('kubernetes.internal.taskmanager.replicas', { default: 1 });
export const jobManagerCpu = doubleOption('kubernetes.jobmanager.cpu.amount', {
  fallbackKeys: ['kubernetes.jobmanager.cpu'],
  default: 1,
});
export const taskManagerCpu = doubleOption('kubernetes.taskmanager.cpu.amount', {
  fallbackKeys: ['kubernetes.taskmanager.cpu'],
});

/** The options that there are once for each of the two processes. */
function processOptions(process: 'jobmanager' | 'taskmanager') {
  const key = (name: string) => `kubernetes.${process}.${name}`;
  return {
    labels: mapOption(key('labels')),
    annotations: mapOption(key('annotations')),
    nodeSelector: mapOption(key('node-selector')),
    tolerations: stringOption(key('tolerations')),
    cpuLimitFactor: doubleOption(key('cpu.limit-factor'), { default: 1 }),
    memoryLimitFactor: doubleOption(key('memory.limit-factor'), { default: 1 }),
    entryPointArgs: stringOption(key('entrypoint.args'), { default: '' }),
  };
}

export type ProcessOptions = ReturnType<typeof processOptions>;
export const jobManagerOptions = processOptions('jobmanager');
export const taskManagerOptions = processOptions('taskmanager');

export const hostNetwork = booleanOption('kubernetes.hostnetwork.enabled', { default: false });
export const entryPath = stringOption('kubernetes.entry.path', { default: '/docker-entrypoint.sh' });
export const configurationDirectory = stringOption('kubernetes.flink.conf.dir', { default: '/opt/flink/conf' });
export const logDirectory = stringOption('kubernetes.flink.log.dir');
export const artifactsDirectory = stringOption('user.artifacts.base-dir', { default: '/opt/flink/artifacts' });
export const secrets = mapOption('kubernetes.secrets');
export const secretEnvironment = stringOption('kubernetes.env.secretKeyRef');
export const hadoopConfigMap = stringOption('kubernetes.hadoop.conf.config-map.name');
export const hadoopMounted = booleanOption('kubernetes.decorator.hadoop-conf-mount.enabled', { default: true });

export const startupProbeEnabled = booleanOption('kubernetes.operator.jm-deployment.startup.probe.enabled', {
  default: true,
});
export const mergeArraysByName = booleanOption('kubernetes.operator.pod-template.merge-arrays-by-name', {
  default: false,
});
export const highAvailabilityStorage = stringOption('high-availability.storageDir', {
  fallbackKeys: ['high-availability.zookeeper.storageDir', 'recovery.zookeeper.storageDir'],
});
