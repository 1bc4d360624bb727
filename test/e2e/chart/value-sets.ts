/** Values with which people install the chart. */
export interface ValueSet {
  readonly name: string;
  readonly values: object;
  /** Asks for what the restricted level of Pod Security forbids. */
  readonly unrestricted?: true;
}

const url = 'http://vault.example.com';

export const valueSets: readonly ValueSet[] = [
  { name: 'the defaults', values: {} },
  {
    name: 'certificates of cert-manager, from an issuer of the chart',
    values: { certificates: { mode: 'cert-manager' } },
  },
  {
    name: 'certificates of cert-manager, from an issuer of the platform',
    values: {
      certificates: {
        mode: 'cert-manager',
        issuerRef: { kind: 'ClusterIssuer', name: 'platform', group: 'cert-manager.io' },
        extraNames: ['gate.example.com'],
      },
      webhooks: { conversion: false },
    },
  },
  {
    name: 'certificates of somebody else',
    values: {
      certificates: {
        mode: 'files',
        existingSecret: 'gate-tls',
        caBundle: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      },
    },
  },
  { name: 'a few namespaces only', values: { watchNamespaces: ['shop', 'search'] } },
  {
    name: 'an engine in pods of its own',
    values: { engine: { mode: 'deployment' }, networkPolicy: { enabled: true, egress: true } },
  },
  { name: 'no engine', values: { engine: { enabled: false } } },
  {
    name: 'one replica that only warns, for a laptop',
    values: { replicas: 1, mode: 'warn', podDisruptionBudget: { enabled: false }, shutdownDelay: 0 },
  },
  {
    name: 'everything for Prometheus and Grafana',
    values: {
      metrics: {
        serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
        podMonitor: { enabled: true, interval: '15s' },
        prometheusRule: { enabled: true, labels: { role: 'alert-rules' } },
        dashboard: { enabled: true },
      },
    },
  },
  {
    name: 'network policies',
    values: {
      networkPolicy: {
        enabled: true,
        egress: true,
        apiServerPorts: [443],
        ingressFrom: [{ ipBlock: { cidr: '10.0.0.0/28' } }],
        metricsFrom: [{ namespaceSelector: { matchLabels: { team: 'observability' } } }],
      },
    },
  },
  {
    name: 'selectors and conditions',
    values: {
      webhooks: {
        excludeNamespaces: ['legacy'],
        includeNamespaces: ['shop', 'search'],
        excludeReleaseNamespace: true,
        namespaceSelector: { matchLabels: { gate: 'on' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
        objectSelector: { matchExpressions: [{ key: 'sluice.dev/skip', operator: 'DoesNotExist' }] },
        matchConditions: [{ name: 'nobody-of-the-platform', expression: '!("platform" in request.userInfo.groups)' }],
        validating: { failurePolicy: 'Ignore', timeoutSeconds: 10 },
        mutating: { timeoutSeconds: 1 },
      },
    },
  },
  {
    name: 'only the validating side',
    values: { webhooks: { mutating: { enabled: false }, conversion: false } },
  },
  {
    name: 'rights and account made by somebody else, no hooks',
    values: {
      rbac: { create: false },
      serviceAccount: { create: false, name: 'gate' },
      hooks: { enabled: false },
      verticalPodAutoscaler: { enabled: true, updateMode: 'Initial' },
    },
  },
  {
    name: 'an operator that is configured already',
    values: {
      operatorConfiguration: { existingConfigMap: 'flink-operator-config' },
      settings: { rules: { onError: 'deny' }, log: { level: 'debug' } },
    },
  },
  {
    name: 'an operator configured here',
    values: {
      operatorConfiguration: {
        java17Options: false,
        config: {
          'kubernetes.operator.savepoint.history.max.count': 5,
          'taskmanager.numberOfTaskSlots': '2',
          'a: b': ' # no',
        },
      },
    },
  },
  {
    name: 'all that pods can be given',
    values: {
      fullnameOverride: 'gate',
      image: { repository: 'registry.example.com/sluice', digest: `sha256:${'0'.repeat(64)}`, pullPolicy: 'Always' },
      imagePullSecrets: [{ name: 'registry' }],
      priorityClassName: 'system-cluster-critical',
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      tolerations: [{ key: 'control-plane', operator: 'Exists', effect: 'NoSchedule' }],
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [zone()] } } },
      topologySpreadConstraints: [spread()],
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['10.0.0.10'] },
      podLabels: { team: 'platform' },
      podAnnotations: { 'example.com/scrape': 'true' },
      serviceLabels: { team: 'platform' },
      serviceAnnotations: { 'example.com/owner': 'platform' },
      serviceAccount: { annotations: { 'example.com/role': 'gate' } },
      env: [{ name: 'HTTPS_PROXY', value: url }],
      envFrom: [{ configMapRef: { name: 'proxies', optional: true } }],
      extraVolumes: [{ name: 'extra', emptyDir: { sizeLimit: '1Mi' } }],
      extraVolumeMounts: [{ name: 'extra', mountPath: '/extra' }],
      extraContainers: [sidecar()],
      resources: { requests: { cpu: '100m', memory: '200Mi' }, limits: { cpu: '1', memory: '400Mi' } },
      extraManifests: [
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '{{ .Release.Name }}-more' }, data: { key: 'value' } },
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}-text"}\n',
      ],
    },
  },
  {
    name: 'the network of the host',
    values: { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' },
    unrestricted: true,
  },
];

function zone() {
  return { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a', 'b'] }] };
}

function spread() {
  const labelSelector = { matchLabels: { 'app.kubernetes.io/component': 'webhook' } };
  return { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector };
}

/** As careful as the container of the chart. */
function sidecar() {
  return {
    name: 'proxy',
    image: 'registry.example.com/proxy:1.2.3',
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '32Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    },
    livenessProbe: { tcpSocket: { port: 3128 } },
    readinessProbe: { tcpSocket: { port: 3128 } },
  };
}
