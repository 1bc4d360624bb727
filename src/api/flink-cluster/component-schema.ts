import { flag, int32, list, part, type Schema, struct, text, textMap } from '../schema.ts';

type Fields = Readonly<Record<string, Schema>>;

const port = (description: string, number: number): Schema =>
  int32(description, { minimum: 1, maximum: 65535, default: number });

const jobManagerPorts = struct(
  'JobManagerPorts',
  'Ports of the JobManager, on its pod and its Service. All ports of a component must differ.',
  {
    rpc: port('TaskManagers and clients talk to the JobManager here.', 6123),
    blob: port('Jars and other large files are fetched here.', 6124),
    query: port('Queryable state.', 6125),
    ui: port('Web interface and REST API.', 8081),
  },
  { default: { rpc: 6123, blob: 6124, query: 6125, ui: 8081 } },
);

const taskManagerPorts = struct(
  'TaskManagerPorts',
  'Ports of each TaskManager. All ports of a component must differ.',
  {
    data: port('Records between TaskManagers.', 6121),
    rpc: port('The JobManager talks to the TaskManager here.', 6122),
    query: port('Queryable state.', 6125),
  },
  { default: { data: 6121, rpc: 6122, query: 6125 } },
);

const extraPort = struct(
  'NamedPort',
  'A port that the container opens besides those of Flink, for example for metrics.',
  {
    name: text('Unique among all ports of the component.'),
    containerPort: int32('The port number.', { minimum: 1, maximum: 65535 }),
    protocol: { type: 'string', enum: ['TCP', 'UDP', 'SCTP'], description: 'Left out means TCP.' },
  },
  { required: ['containerPort'] },
);

export const ingress = (title: string, useTls: Schema): Schema =>
  struct(title, 'An Ingress that leads to the web interface of the JobManager.', {
    hostFormat: text(
      'Host of the Ingress; `{{$clusterName}}` becomes the name of the cluster: `{{$clusterName}}.example.com`.',
    ),
    annotations: textMap('Annotations of the Ingress, often settings of its controller.'),
    useTls,
    tlsSecretName: text('Secret with the certificate for `useTls`.'),
  });

export const useTls = (more: { readonly default?: boolean }): Schema =>
  flag('Serve the Ingress over TLS, with the certificate of `tlsSecretName`.', more);

export const resources = (more: { readonly default?: unknown }): Schema =>
  part(
    'ResourceRequirements',
    'CPU and memory of the container. Flink sizes its memory by the limit, or by the request where there is none.',
    more,
  );

/** What v1beta1 asks for where nothing is said. */
export const standardResources = {
  default: { requests: { cpu: '200m', memory: '512Mi' }, limits: { cpu: 2, memory: '2Gi' } },
};

/** Fields that both versions have on both components. */
export const sharedComponentFields: Fields = {
  memoryOffHeapRatio: int32(
    'Only below Flink 1.10: percent of the memory that stays outside the heap, 0 to 100. Left out means 25.',
  ),
  memoryOffHeapMin: part(
    'Quantity',
    'Only below Flink 1.10: memory that at least stays outside the heap, such as 600M, which is what leaving it out means.',
  ),
  volumes: list('Volumes of the pods.', part('Volume')),
  volumeMounts: list('Where the Flink container mounts them.', part('VolumeMount')),
  nodeSelector: textMap('Labels that a node must have to run the pods.'),
};

/** Pod settings that v1beta1 has on both components and on the job submitter. */
export const podFields: Fields = {
  affinity: part('Affinity', 'Which nodes the pods would like or must have, and beside which other pods.'),
  tolerations: list('Taints of nodes that the pods put up with.', part('Toleration')),
  podAnnotations: textMap('Annotations of the pods.'),
  podLabels: textMap('Labels of the pods, also part of the selector of their workload.'),
  securityContext: part('PodSecurityContext', 'User, groups and other security settings of the pods.'),
  hostAliases: list('Lines added to /etc/hosts of the pods.', part('HostAlias')),
};

/** Fields that v1beta1 has on JobManager and TaskManager. */
const componentFields: Fields = {
  ...sharedComponentFields,
  ...podFields,
  extraPorts: list('Ports that the container opens besides those of Flink.', extraPort),
  resources: resources(standardResources),
  memoryProcessRatio: int32(
    'From Flink 1.10 on: percent of the memory of the container that Flink may use in all, 0 to 100. Left out means 80.',
  ),
  volumeClaimTemplates: list(
    'Claims that each pod gets a volume of its own from. They go when the FlinkCluster goes.',
    part('PersistentVolumeClaim'),
  ),
  initContainers: list('Containers that must finish before Flink starts.', part('Container')),
  sidecars: list('Containers that run beside Flink.', part('Container')),
  livenessProbe: part(
    'Probe',
    'When the container counts as dead and is restarted. Laid over a TCP check of the rpc port every 60 s, 5 failures.',
  ),
  readinessProbe: part(
    'Probe',
    'When the container counts as ready. Laid over a TCP check of the rpc port every 5 s, 60 failures.',
  ),
};

export const jobManager = struct(
  'FlinkClusterJobManagerSpec',
  'The JobManager: coordinates the job and serves the web interface.',
  {
    replicas: int32('JobManager pods; there is exactly one.', { minimum: 1, maximum: 1, default: 1 }),
    accessScope: {
      type: 'string',
      enum: ['Cluster', 'VPC', 'External', 'NodePort', 'Headless'],
      default: 'Cluster',
      description:
        'Who reaches the Service of the JobManager: the `Cluster`, the private network (`VPC`), the world (`External`), ' +
        'every node (`NodePort`), or the pod by its own address (`Headless`).',
    },
    ServiceAnnotations: textMap('Annotations of the Service of the JobManager.'),
    ServiceLabels: textMap('Labels of the Service of the JobManager.'),
    ingress: ingress('FlinkClusterIngressSpec', useTls({ default: false })),
    ports: jobManagerPorts,
    ...componentFields,
  },
  { default: { replicas: 1 } },
);

const autoscaler = struct(
  'HorizontalPodAutoscalerSpec',
  'Lets Kubernetes choose the number of TaskManagers. It scales the FlinkCluster itself.',
  {
    minReplicas: int32('Never fewer TaskManagers than this. Left out means 1.'),
    maxReplicas: int32('Never more TaskManagers than this.'),
    metrics: list('What the number is computed from. Left out: 80 percent average CPU use.', part('MetricSpec')),
    behavior: part('HorizontalPodAutoscalerBehavior', 'How fast to scale up and down.'),
  },
  { required: ['maxReplicas'] },
);

export const taskManager = struct(
  'FlinkClusterTaskManagerSpec',
  'The TaskManagers: run the tasks of the job.',
  {
    deploymentType: text(
      'Workload that the TaskManagers are: `StatefulSet` or `Deployment`. It can never be changed.',
      {
        default: 'StatefulSet',
      },
    ),
    replicas: int32('TaskManager pods.', { minimum: 1, default: 3 }),
    ports: taskManagerPorts,
    horizontalPodAutoscaler: autoscaler,
    ...componentFields,
  },
  { default: { replicas: 3 } },
);
