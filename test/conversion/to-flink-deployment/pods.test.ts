import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationOf, convertJob, convertSpec, outcomeOf, specOf, toldOf } from './converted.ts';

const main = 'flink-main-container';
const region = { name: 'REGION', value: 'north' };

test('variables reach main and init containers, those of sources the main ones only, sidecars none', () => {
  const { jobManager, taskManager } = specOf(
    convertSpec({
      envVars: [region],
      envFrom: [{ secretRef: { name: 'keys' } }],
      jobManager: {
        initContainers: [
          { name: 'a', image: 'busybox' },
          { name: 'b', image: 'busybox', env: [{ name: 'REGION', value: 'own' }] },
        ],
        sidecars: [{ name: 'c', image: 'busybox' }],
      },
    }),
  );
  const template = jobManager?.podTemplate?.spec;
  assert.deepEqual(
    template?.initContainers?.map(({ env }) => env),
    [[region], [{ name: 'REGION', value: 'own' }]],
  );
  assert.deepEqual(template?.containers, [
    { name: main, env: [region], envFrom: [{ secretRef: { name: 'keys' } }] },
    { name: 'c', image: 'busybox' },
  ]);
  assert.deepEqual(
    taskManager?.podTemplate?.spec?.containers?.map(({ name }) => name),
    [main],
  );
});

test('Hadoop and Google Cloud are mounted as FlinkCluster mounts them, unless the user has something there', () => {
  const { podTemplate } = specOf(
    convertSpec({
      envVars: [{ name: 'HADOOP_CONF_DIR', value: '/mine' }],
      hadoopConfig: { configMapName: 'hadoop' },
      gcpConfig: { serviceAccount: { secretName: 'gcp', keyFile: 'key.json', mountPath: '/etc/gcp' } },
    }),
  );
  const spec = podTemplate?.spec;
  assert.deepEqual(spec?.volumes, [
    { name: 'hadoop-config-volume', configMap: { name: 'hadoop' } },
    { name: 'gcp-service-account-volume', secret: { secretName: 'gcp' } },
  ]);
  assert.deepEqual(spec?.containers?.[0], {
    name: main,
    env: [
      { name: 'HADOOP_CONF_DIR', value: '/mine' },
      { name: 'GOOGLE_APPLICATION_CREDENTIALS', value: '/etc/gcp/key.json' },
    ],
    volumeMounts: [
      { name: 'hadoop-config-volume', mountPath: '/etc/hadoop/conf', readOnly: true },
      { name: 'gcp-service-account-volume', mountPath: '/etc/gcp/', readOnly: true },
    ],
  });
});

test('settings of the pods stand in the template of their component', () => {
  const settings = {
    nodeSelector: { disk: 'ssd' },
    tolerations: [{ key: 'flink', operator: 'Exists' }],
    securityContext: { runAsUser: 9999 },
    hostAliases: [{ ip: '10.0.0.1', hostnames: ['kafka'] }],
    affinity: { nodeAffinity: {} },
  };
  const conversion = convertSpec({
    image: { pullSecrets: [{ name: 'registry' }] },
    taskManager: { ...settings, podAnnotations: { a: 'b' }, podLabels: { team: 'orders' } },
  });
  assert.deepEqual(specOf(conversion).taskManager?.podTemplate, {
    metadata: { labels: { team: 'orders' }, annotations: { a: 'b' } },
    spec: { imagePullSecrets: [{ name: 'registry' }], ...settings },
  });
  assert.deepEqual(specOf(conversion).jobManager?.podTemplate, { spec: { imagePullSecrets: [{ name: 'registry' }] } });
  for (const field of Object.keys(settings))
    assert.equal(outcomeOf(conversion, `spec.taskManager.${field}`), 'carried');
});

test('labels that the operator has, and selectors that look for the old ones, are told', () => {
  const conversion = convertSpec({
    jobManager: { podLabels: { app: 'mine', team: 'orders' }, affinity: { podAntiAffinity: {} } },
  });
  assert.deepEqual(specOf(conversion).jobManager?.podTemplate?.metadata?.labels, { team: 'orders' });
  assert.match(toldOf(conversion, 'spec.jobManager.podLabels').join(), /^changed .*app cannot be set/);
  assert.match(
    toldOf(conversion, 'spec.jobManager.affinity').join(),
    /app: orders, type: flink-standalone-kubernetes .* app: flink, cluster: orders$/,
  );
});

test('claims become volumes of each pod, as of a Deployment; those of a StatefulSet lose what is in them', () => {
  const volumeClaimTemplates = [
    { metadata: { name: 'data', labels: { a: 'b' } }, spec: { accessModes: ['ReadWriteOnce'] } },
  ];
  const conversion = convertSpec({
    jobManager: { volumeClaimTemplates },
    taskManager: { deploymentType: 'Deployment', volumeClaimTemplates },
  });
  const volume = {
    name: 'data',
    ephemeral: { volumeClaimTemplate: { metadata: { labels: { a: 'b' } }, spec: { accessModes: ['ReadWriteOnce'] } } },
  };
  assert.deepEqual(specOf(conversion).podTemplate?.spec?.volumes, [volume]);
  assert.equal(outcomeOf(conversion, 'spec.taskManager.volumeClaimTemplates'), 'carried');
  assert.equal(outcomeOf(conversion, 'spec.jobManager.volumeClaimTemplates'), 'lost');
});

test('probes that are given are laid over those of FlinkCluster, with ports by number', () => {
  const { jobManager, taskManager } = specOf(
    convertSpec({
      jobManager: {
        livenessProbe: { periodSeconds: 7, httpGet: { path: '/config', port: 'ui' } },
        ports: { ui: 8088 },
      },
    }),
  );
  assert.deepEqual(jobManager?.podTemplate?.spec?.containers, [
    {
      name: main,
      livenessProbe: {
        periodSeconds: 7,
        httpGet: { path: '/config', port: 8088 },
        timeoutSeconds: 10,
        initialDelaySeconds: 5,
        failureThreshold: 5,
      },
    },
  ]);
  assert.equal(taskManager?.podTemplate, undefined);
});

test('ports that are not the usual ones are written down, and further ones are opened', () => {
  const conversion = convertSpec({
    jobManager: {
      ports: { rpc: 7123, blob: 7124, query: 7125, ui: 9081 },
      extraPorts: [
        { name: 'metrics', containerPort: 9249, protocol: 'TCP' },
        { name: 'rest', containerPort: 9250 },
      ],
    },
    taskManager: { ports: { rpc: 7122, data: 7121 } },
  });
  const { 'taskmanager.numberOfTaskSlots': _, ...ports } = configurationOf(conversion);
  assert.deepEqual(ports, {
    'jobmanager.rpc.port': '7123',
    'blob.server.port': '7124',
    'rest.port': '9081',
    'taskmanager.rpc.port': '7122',
  });
  assert.deepEqual(specOf(conversion).jobManager?.podTemplate?.spec?.containers?.[0]?.ports, [
    { name: 'metrics', containerPort: 9249, protocol: 'TCP' },
    { containerPort: 9250 },
  ]);
  assert.equal(outcomeOf(conversion, 'spec.jobManager.ports.query'), 'idle');
  assert.equal(outcomeOf(conversion, 'spec.jobManager.extraPorts'), 'changed');
});

const scopes: readonly (readonly [accessScope: string, type: string | undefined, annotations: string | undefined])[] = [
  ['Cluster', undefined, 'owner:orders'],
  ['External', 'LoadBalancer', 'owner:orders'],
  ['NodePort', 'NodePort', 'owner:orders'],
  ['Headless', 'Headless_ClusterIP', 'owner:orders'],
  [
    'VPC',
    'LoadBalancer',
    'owner:orders,networking.gke.io/load-balancer-type:Internal,networking.gke.io/internal-load-balancer-allow-global-access:true',
  ],
];

for (const [accessScope, type, annotations] of scopes) {
  test(`the Service of scope ${accessScope}`, () => {
    const conversion = convertSpec({
      jobManager: { accessScope, ServiceAnnotations: { owner: 'orders' }, ServiceLabels: { a: 'b' } },
    });
    const configuration = configurationOf(conversion);
    assert.equal(configuration['kubernetes.rest-service.exposed.type'], type);
    assert.equal(configuration['kubernetes.rest-service.annotations'], annotations);
    assert.equal(outcomeOf(conversion, 'spec.jobManager.ServiceLabels'), 'lost');
  });
}

test('an Ingress keeps host, annotations and TLS', () => {
  const hostFormat = '{{ $clusterName }}.flink.example.com';
  const given = { hostFormat, annotations: { a: 'b' }, useTls: true, tlsSecretName: 'tls' };
  assert.deepEqual(specOf(convertSpec({ jobManager: { ingress: given } })).ingress, {
    template: '{{name}}.flink.example.com/',
    annotations: { a: 'b' },
    tls: [{ hosts: ['orders.flink.example.com'], secretName: 'tls' }],
  });
  assert.deepEqual(specOf(convertSpec({ jobManager: { ingress: {} } })).ingress, { template: '/' });
});

test('a batch scheduler keeps its pods, priority and queue, and loses the group', () => {
  const conversion = convertJob({}, { batchScheduler: { name: 'volcano', queue: 'night', priorityClassName: 'high' } });
  assert.deepEqual(specOf(conversion).podTemplate, {
    metadata: { annotations: { 'scheduling.volcano.sh/queue-name': 'night' } },
    spec: { schedulerName: 'volcano', priorityClassName: 'high' },
  });
  assert.equal(outcomeOf(conversion, 'spec.batchScheduler'), 'lost');
});

const logFiles: readonly (readonly [names: readonly string[], kept: readonly string[], outcome: string])[] = [
  [['log4j-console.properties', 'logback-console.xml'], ['log4j-console.properties', 'logback-console.xml'], 'carried'],
  [['log4j-console.properties', 'log4j-cli.properties'], ['log4j-console.properties'], 'changed'],
  [['logback-console.xml', 'rules.xml'], ['logback-console.xml'], 'lost'],
];

for (const [names, kept, outcome] of logFiles) {
  test(`logging by ${names.join(' and ')} is ${outcome}`, () => {
    const conversion = convertSpec({ logConfig: Object.fromEntries(names.map((name) => [name, 'x'])) });
    assert.deepEqual(Object.keys(specOf(conversion).logConfiguration ?? {}), kept);
    assert.equal(outcomeOf(conversion, 'spec.logConfig'), outcome);
  });
}
