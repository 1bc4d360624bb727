import type { EnvVar, Toleration } from '../../../../api/pod-template/types.ts';
import { parseMap } from '../../../../values/list.ts';
import { ReconcileError } from '../../../reconcile-error.ts';
import * as options from '../../configuration/options.ts';
import { readMap } from '../../configuration/read-map.ts';
import type { ClusterPlan } from '../../plan.ts';
import { type Process, processOptions, processSize } from '../../process-size.ts';
import { type Labels, selectorOf } from '../labels.ts';
import { adding, type PodParts, type PodStep } from './parts.ts';

const environmentPrefix = {
  jobmanager: 'containerized.master.env.',
  taskmanager: 'containerized.taskmanager.env.',
} as const;

export function mapOf({ configuration }: ClusterPlan, option: options.ProcessOptions['labels']): Labels {
  return Object.fromEntries(readMap(configuration, option));
}

/** Labels, annotations, and where the pod may run. */
export const metadataOf =
  (process: Process): PodStep =>
  (pod, plan) => {
    const { labels, annotations, nodeSelector, tolerations } = processOptions[process];
    const selector = selectorOf(plan, process);
    const own = mapOf(plan, labels);
    // In standalone mode what users say of the JobManager wins, even over what selects it.
    const userWins = plan.standalone && process === 'jobmanager';
    const nodes = { ...pod.spec.nodeSelector, ...mapOf(plan, nodeSelector) };
    const tolerated = [...(pod.spec.tolerations ?? []), ...tolerationsOf(plan.configuration.value(tolerations))];
    const secrets = (plan.configuration.value(options.imagePullSecrets) ?? []).map((name) => ({ name }));
    const pulled = [...(pod.spec.imagePullSecrets ?? []), ...secrets];
    return {
      ...pod,
      labels: { ...pod.labels, ...(userWins ? { ...selector, ...own } : { ...own, ...selector }) },
      annotations: { ...pod.annotations, ...mapOf(plan, annotations) },
      spec: {
        ...pod.spec,
        ...(Object.keys(nodes).length > 0 && { nodeSelector: nodes }),
        ...(tolerated.length > 0 && { tolerations: tolerated }),
        ...(pulled.length > 0 && { imagePullSecrets: pulled }),
      },
    };
  };

/** Maps separated by `;`. */
function tolerationsOf(text: string | undefined): Toleration[] {
  return (text ?? '').split(';').flatMap((item) => {
    const map = parseMap(item);
    if (!map || map.size === 0) return [];
    const { tolerationSeconds, ...toleration } = Object.fromEntries(map);
    return [
      { ...toleration, ...(tolerationSeconds !== undefined && { tolerationSeconds: Number(tolerationSeconds) }) },
    ];
  });
}

/** The account: in native mode an option wins over a template. */
export const jobManagerAccount: PodStep = (pod, { configuration }) => {
  const given = configuration.value(options.jobManagerServiceAccount);
  return withAccount(pod, given ?? pod.spec.serviceAccountName ?? pod.spec.serviceAccount ?? 'default');
};

export const taskManagerAccount: PodStep = (pod, { configuration }) =>
  withAccount(pod, configuration.value(options.taskManagerServiceAccount) ?? 'default');

const withAccount = (pod: PodParts, name: string): PodParts => ({
  ...pod,
  spec: { ...pod.spec, serviceAccount: name, serviceAccountName: name },
});

export const hostNetworking: PodStep = (pod, { configuration }) => {
  const hostNetwork = configuration.value(options.hostNetwork) ?? false;
  const dnsPolicy = hostNetwork ? 'ClusterFirstWithHostNet' : (pod.spec.dnsPolicy ?? 'ClusterFirst');
  return { ...pod, spec: { ...pod.spec, hostNetwork, dnsPolicy } };
};

/** Where jars that are fetched are put. */
export const artifacts: PodStep = (pod, { configuration }) => {
  const mountPath = configuration.value(options.artifactsDirectory) ?? '/opt/flink/artifacts';
  const name = 'user-artifacts-volume';
  return adding(pod, { volumes: [{ name, emptyDir: {} }], volumeMounts: [{ name, mountPath }] });
};

/** Image and when it is pulled; a template's own where no option says anything. */
export const imageOf =
  (process: Process): PodStep =>
  (pod, { configuration, standalone }) => {
    const templateCounts = !(standalone && process === 'taskmanager');
    const template = templateCounts ? pod.main : undefined;
    const image = configuration.value(options.image) ?? template?.image;
    if (image === undefined)
      throw new ReconcileError('ImageMissing', 'spec.image is not set, and the pod template has no image');
    const imagePullPolicy = configuration.value(options.imagePullPolicy) ?? template?.imagePullPolicy ?? 'IfNotPresent';
    return { ...pod, main: { ...pod.main, image, imagePullPolicy } };
  };

/** CPU and memory, over what a template asks for. Source: `spec/flink-resources.md` 2.2. */
export const resourcesOf =
  (process: Process): PodStep =>
  (pod, { configuration }) => {
    const { cpu, mebibytes, mostCpu, mostMebibytes } = processSize(process, configuration);
    const { requests, limits, ...rest } = pod.main.resources ?? {};
    return {
      ...pod,
      main: {
        ...pod.main,
        resources: {
          ...rest,
          requests: { ...requests, cpu: String(cpu), memory: `${mebibytes}Mi` },
          limits: { ...limits, cpu: String(mostCpu), memory: `${mostMebibytes}Mi` },
        },
      },
    };
  };

export const jobManagerPorts: PodStep = (pod, plan) => {
  const { configuration } = plan;
  if (configuration.value(options.hostNetwork)) return pod;
  const port = (name: string, containerPort: number) => ({ name, containerPort });
  return adding(pod, {
    ports: [
      port('rest', configuration.value(options.restPort) ?? 8081),
      port('jobmanager-rpc', configuration.value(options.jobManagerRpcPort) ?? 6123),
      port('blobserver', Number(configuration.value(options.blobServerPort))),
    ],
  });
};

export const taskManagerPorts: PodStep = (pod, { configuration }) =>
  adding(pod, {
    ports: [{ name: 'taskmanager-rpc', containerPort: Number(configuration.value(options.taskManagerRpcPort)) }],
  });

export const environmentOf =
  (process: Process): PodStep =>
  (pod, { configuration }) => {
    const prefix = environmentPrefix[process];
    const given = [...configuration.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    const env: EnvVar[] = given.map((key) => ({ name: key.slice(prefix.length), value: configuration.get(key) ?? '' }));
    if (process === 'jobmanager') {
      env.push({ name: '_POD_IP_ADDRESS', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } });
    }
    const logs = configuration.value(options.logDirectory);
    if (logs !== undefined) env.push({ name: 'FLINK_LOG_DIR', value: logs });
    return adding(pod, { env });
  };

/** `env:NAME,secret:SECRET,key:KEY`, separated by `;`. */
export const secretEnvironment: PodStep = (pod, { configuration }) => {
  const items = (configuration.value(options.secretEnvironment) ?? '')
    .split(';')
    .flatMap((item) => parseMap(item) ?? []);
  const env = items.flatMap((map): EnvVar[] => {
    const [name, secret, key] = [map.get('env'), map.get('secret'), map.get('key')];
    return name && secret && key ? [{ name, valueFrom: { secretKeyRef: { name: secret, key } } }] : [];
  });
  return adding(pod, { env });
};

export const secretMounts: PodStep = (pod, { configuration }) => {
  const mounted = [...(configuration.value(options.secrets) ?? [])];
  return adding(pod, {
    volumes: mounted.map(([secretName]) => ({ name: `${secretName}-volume`, secret: { secretName } })),
    volumeMounts: mounted.map(([secret, mountPath]) => ({ name: `${secret}-volume`, mountPath })),
  });
};

/** Only a ConfigMap that is there already: the engine has no Hadoop files of its own. */
export const hadoop: PodStep = (pod, { configuration, standalone }) => {
  const name = configuration.value(options.hadoopConfigMap);
  if (name === undefined || !(standalone || configuration.value(options.hadoopMounted))) return pod;
  const volume = 'hadoop-config-volume';
  const mountPath = '/opt/hadoop/conf';
  return adding(pod, {
    volumes: [{ name: volume, configMap: { name } }],
    volumeMounts: [{ name: volume, mountPath }],
    env: [{ name: 'HADOOP_CONF_DIR', value: mountPath }],
  });
};

export const flinkConfiguration: PodStep = (pod, { configuration, files, name }) => {
  const volume = 'flink-config-volume';
  const items = [...files.keys()].map((file) => ({ key: file, path: file }));
  return adding(pod, {
    volumes: [{ name: volume, configMap: { name: `flink-config-${name}`, items } }],
    volumeMounts: [
      { name: volume, mountPath: configuration.value(options.configurationDirectory) ?? '/opt/flink/conf' },
    ],
  });
};

export const podTemplateFile = 'taskmanager-pod-template.yaml';

/** From which the JobManager makes TaskManagers. */
export const podTemplateMount: PodStep = (pod, { taskManagerTemplate, name }) => {
  if (!taskManagerTemplate) return pod;
  const volume = 'pod-template-volume';
  const items = [{ key: podTemplateFile, path: podTemplateFile }];
  return adding(pod, {
    volumes: [{ name: volume, configMap: { name: `pod-template-${name}`, items } }],
    volumeMounts: [{ name: volume, mountPath: '/opt/flink/pod-template' }],
  });
};

const userLibraries = '/opt/flink/usrlib';

/** Where a standalone cluster looks for jars of the user, and fails where there is no such directory. */
export const userLibraryMount: PodStep = (pod, { configuration, spec }) => {
  const mounts = pod.main.volumeMounts ?? [];
  const present = mounts.some(({ mountPath }) => mountPath?.startsWith(userLibraries));
  if (!spec.job || present || configuration.value(options.pipelineClasspaths) === undefined) return pod;
  const name = 'user-lib-dir';
  return adding(pod, { volumes: [{ name, emptyDir: {} }], volumeMounts: [{ name, mountPath: userLibraries }] });
};

export const nativeJobManagerCommand: PodStep = (pod, { configuration, spec }) => {
  const target = spec.job ? 'kubernetes-application' : 'kubernetes-session';
  const more = configuration.value(options.jobManagerOptions.entryPointArgs) ?? '';
  const args = ['bash', '-c', `kubernetes-jobmanager.sh ${target} ${more}`];
  return { ...pod, main: { ...pod.main, command: [entryPath(configuration)], args } };
};

export const standaloneJobManagerCommand: PodStep = (pod, { configuration, spec, highlyAvailable, savepointPath }) => {
  const address = highlyAvailable ? ['-D', 'jobmanager.rpc.address=$(_POD_IP_ADDRESS)'] : [];
  const { job } = spec;
  const args = job
    ? [
        'standalone-job',
        ...(job.entryClass === undefined ? [] : ['--job-classname', job.entryClass]),
        ...(job.allowNonRestoredState ? ['--allowNonRestoredState'] : []),
        ...(savepointPath === undefined ? [] : ['--fromSavepoint', savepointPath]),
        ...address,
        ...(job.args ?? []),
      ]
    : [...(pod.main.args ?? []), 'jobmanager', ...address];
  return { ...pod, main: { ...pod.main, command: [entryPath(configuration)], args } };
};

export const standaloneTaskManagerCommand: PodStep = (pod, { configuration }) => ({
  ...pod,
  main: { ...pod.main, command: [entryPath(configuration)], args: ['taskmanager'] },
});

const entryPath = (configuration: ClusterPlan['configuration']) =>
  configuration.value(options.entryPath) ?? '/docker-entrypoint.sh';
