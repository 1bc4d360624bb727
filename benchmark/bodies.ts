/** The reviews that the load tests post. Sizes are those of everyday objects. */
interface Body {
  readonly name: string;
  readonly json: string;
}

function review(object: object): string {
  const { apiVersion, kind, metadata } = object as { apiVersion: string; kind: string; metadata: { name: string } };
  const [group, version] = apiVersion.split('/');
  return JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      kind: { group, version, kind },
      resource: { group, version, resource: `${kind.toLowerCase()}s` },
      requestKind: { group, version, kind },
      requestResource: { group, version, resource: `${kind.toLowerCase()}s` },
      name: metadata.name,
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: { username: 'deployer', groups: ['system:authenticated'] },
      object,
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
  });
}

const metadata = (name: string) => ({
  name,
  namespace: 'shop',
  labels: { team: 'orders', 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'shop' },
  creationTimestamp: '2026-11-24T06:00:00Z',
});

const deployment = {
  apiVersion: 'flink.apache.org/v1beta1',
  kind: 'FlinkDeployment',
  metadata: metadata('orders'),
  spec: {
    image: 'registry.example.com/shop/orders:1.4.2',
    flinkVersion: 'v1_20',
    serviceAccount: 'flink',
    flinkConfiguration: {
      'taskmanager.numberOfTaskSlots': '4',
      'state.backend.type': 'rocksdb',
      'execution.checkpointing.interval': '30 s',
      'execution.checkpointing.dir': 's3://flink-state/orders/checkpoints',
      'execution.checkpointing.savepoint-dir': 's3://flink-state/orders/savepoints',
      'high-availability.type': 'kubernetes',
      'high-availability.storageDir': 's3://flink-state/orders/ha',
    },
    jobManager: { resource: { memory: '2048m', cpu: 1 } },
    taskManager: { resource: { memory: '4096m', cpu: 2 } },
    job: {
      jarURI: 'local:///opt/flink/usrlib/orders.jar',
      entryClass: 'com.example.shop.OrdersJob',
      args: ['--topic', 'orders', '--parallel-sinks', '4'],
      parallelism: 8,
      upgradeMode: 'last-state',
      state: 'running',
    },
  },
};

const container = (name: string) => ({
  name,
  image: `registry.example.com/shop/${name}:1.0.0`,
  imagePullPolicy: 'IfNotPresent',
  args: ['--config', `/etc/${name}/config.yaml`, '--log-level', 'info'],
  env: Array.from({ length: 12 }, (_, i) => ({
    name: `SETTING_${i}`,
    ...(i % 3 === 0
      ? { valueFrom: { secretKeyRef: { name: `${name}-secrets`, key: `setting-${i}` } } }
      : { value: `value of setting ${i} of ${name}` }),
  })),
  ports: [
    { name: 'metrics', containerPort: 9249, protocol: 'TCP' },
    { name: 'health', containerPort: 8080, protocol: 'TCP' },
  ],
  resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } },
  volumeMounts: [
    { name: 'config', mountPath: `/etc/${name}`, readOnly: true },
    { name: 'scratch', mountPath: '/scratch' },
  ],
  livenessProbe: { httpGet: { path: '/livez', port: 8080 }, initialDelaySeconds: 10, periodSeconds: 15 },
  readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 5, failureThreshold: 6 },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
});

const podTemplate = {
  metadata: {
    labels: { team: 'orders' },
    annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9249' },
  },
  spec: {
    serviceAccountName: 'flink',
    containers: ['flink-main-container', 'log-shipper', 'proxy', 'metrics-relay'].map(container),
    initContainers: ['fetch-plugins', 'prepare-state'].map(container),
    volumes: [
      { name: 'config', configMap: { name: 'orders-config', items: [{ key: 'config.yaml', path: 'config.yaml' }] } },
      { name: 'scratch', emptyDir: { sizeLimit: '10Gi' } },
    ],
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: {
              labelSelector: { matchLabels: { app: 'orders' } },
              topologyKey: 'kubernetes.io/hostname',
            },
          },
        ],
      },
    },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'flink', effect: 'NoSchedule' }],
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
    ],
  },
};

const cluster = {
  apiVersion: 'flinkoperator.k8s.io/v1beta1',
  kind: 'FlinkCluster',
  metadata: metadata('clicks'),
  spec: {
    flinkVersion: '1.20.1',
    image: { name: 'flink:1.20.1-scala_2.12', pullPolicy: 'IfNotPresent', pullSecrets: [{ name: 'registry' }] },
    serviceAccountName: 'flink',
    envVars: Array.from({ length: 8 }, (_, i) => ({ name: `SETTING_${i}`, value: `value ${i}` })),
    jobManager: component({ rpc: 6123, blob: 6124, query: 6125, ui: 8081 }),
    taskManager: { ...component({ data: 6121, rpc: 6122, query: 6125 }), replicas: 4 },
    job: {
      jarFile: './examples/streaming/StateMachineExample.jar',
      className: 'org.apache.flink.streaming.examples.statemachine.StateMachineExample',
      args: ['--backend', 'rocks', '--checkpoint-dir', 's3://flink-state/clicks/checkpoints'],
      parallelism: 8,
      savepointsDir: 's3://flink-state/clicks/savepoints',
      autoSavepointSeconds: 3600,
      maxStateAgeToRestoreSeconds: 21600,
      restartPolicy: 'FromSavepointOnFailure',
      cleanupPolicy: { afterJobSucceeds: 'DeleteCluster', afterJobFails: 'KeepCluster' },
    },
    flinkProperties: {
      'taskmanager.numberOfTaskSlots': '2',
      'state.backend.type': 'rocksdb',
      'execution.checkpointing.interval': '30 s',
      'high-availability.type': 'kubernetes',
      'high-availability.storageDir': 's3://flink-state/clicks/ha',
      'kubernetes.cluster-id': 'clicks',
    },
  },
};

function component(ports: Record<string, number>): object {
  return {
    ports,
    resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { cpu: '2', memory: '4Gi' } },
    volumes: [{ name: 'scratch', emptyDir: {} }],
    volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
    podLabels: { team: 'clicks' },
    podAnnotations: { 'prometheus.io/scrape': 'true' },
    securityContext: { runAsUser: 9999, fsGroup: 9999 },
    nodeSelector: { 'kubernetes.io/arch': 'amd64' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'flink', effect: 'NoSchedule' }],
  };
}

export const bodies: readonly Body[] = [
  { name: 'plain FlinkDeployment', json: review(deployment) },
  {
    name: 'FlinkDeployment with a large pod template',
    json: review({ ...deployment, spec: { ...deployment.spec, podTemplate } }),
  },
  { name: 'FlinkCluster job', json: review(cluster) },
];

/** For `lint`: many different documents of one file. */
export function manifests(count: number): string {
  return Array.from({ length: count }, (_, i) => {
    const name = `orders-${i}`;
    return JSON.stringify({ ...deployment, metadata: { ...deployment.metadata, name } }, null, 2);
  }).join('\n---\n');
}
