/** What an API server fills into objects of these kinds. Values that are there stay. */
type Json = Record<string, unknown>;

export function withApiDefaults(object: Json): Json {
  const filled = structuredClone(object);
  const spec = filled['spec'] as Json | undefined;
  if (filled['kind'] === 'Deployment' && spec) fillDeployment(spec);
  if (filled['kind'] === 'Service' && spec) fillService(spec);
  return filled;
}

function fillDeployment(spec: Json): void {
  fill(spec, {
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  const pod = (spec['template'] as Json)['spec'] as Json;
  fill(pod, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  // Its zero value is not stored.
  if (pod['hostNetwork'] === false) delete pod['hostNetwork'];
  for (const container of [...list(pod['containers']), ...list(pod['initContainers'])]) fillContainer(container);
  for (const volume of list(pod['volumes'])) {
    for (const source of ['configMap', 'secret'] as const) {
      if (volume[source]) fill(volume[source] as Json, { defaultMode: 420 });
    }
  }
}

function fillContainer(container: Json): void {
  fill(container, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: /:latest$|^[^:]+$/.test(String(container['image'])) ? 'Always' : 'IfNotPresent',
    resources: {},
  });
  for (const port of list(container['ports'])) fill(port, { protocol: 'TCP' });
  for (const name of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    const probe = container[name] as Json | undefined;
    if (!probe) continue;
    fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
    if (probe['httpGet']) fill(probe['httpGet'] as Json, { scheme: 'HTTP' });
  }
  const { requests = {}, limits = {} } = container['resources'] as { requests?: Json; limits?: Json };
  for (const amounts of [requests, limits]) {
    for (const [name, amount] of Object.entries(amounts)) amounts[name] = canonical(String(amount));
  }
}

/** Amounts as an API server writes them, as far as our own objects need it. */
function canonical(amount: string): string {
  const gibibytes = /^(\d+)Mi$/.exec(amount);
  if (gibibytes && Number(gibibytes[1]) % 1024 === 0) return `${Number(gibibytes[1]) / 1024}Gi`;
  return /^\d*\.\d+$/.test(amount) ? `${Number(amount) * 1000}m` : amount;
}

function fillService(spec: Json): void {
  const headless = spec['clusterIP'] === 'None';
  fill(spec, {
    type: 'ClusterIP',
    clusterIP: headless ? 'None' : '<clusterIP>',
    clusterIPs: [headless ? 'None' : '<clusterIP>'],
    sessionAffinity: 'None',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
  });
  const outside = spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer';
  if (outside) fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (spec['type'] === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
  for (const port of list(spec['ports'])) {
    fill(port, { protocol: 'TCP', targetPort: port['port'], ...(outside && { nodePort: '<nodePort>' }) });
  }
}

const list = (value: unknown): Json[] => (Array.isArray(value) ? value : []);

function fill(object: Json, defaults: Json): void {
  for (const [key, value] of Object.entries(defaults)) object[key] ??= value;
}
