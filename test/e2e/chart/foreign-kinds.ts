/**
 * Kinds of other projects that the chart can make objects of, with the fields that it may write. Their own CRDs are not ours to
 * carry; these say what we know of them (Prometheus operator v1, cert-manager v1, autoscaler v1).
 */
export function foreignKinds(): object[] {
  return [
    crd('monitoring.coreos.com', 'v1', 'ServiceMonitor', 'servicemonitors', {
      selector,
      endpoints: list({ port: text, path: text, interval: text }),
    }),
    crd('monitoring.coreos.com', 'v1', 'PodMonitor', 'podmonitors', {
      selector,
      podMetricsEndpoints: list({ port: text, path: text, interval: text }),
    }),
    crd('monitoring.coreos.com', 'v1', 'PrometheusRule', 'prometheusrules', {
      groups: list({
        name: text,
        rules: list({ alert: text, expr: text, for: text, labels: words, annotations: words }),
      }),
    }),
    crd('cert-manager.io', 'v1', 'Issuer', 'issuers', {
      selfSigned: { type: 'object' },
      ca: map({ secretName: text }),
    }),
    crd('cert-manager.io', 'v1', 'Certificate', 'certificates', {
      secretName: text,
      isCA: { type: 'boolean' },
      commonName: text,
      duration: text,
      dnsNames: { type: 'array', items: text },
      privateKey: map({
        algorithm: { enum: ['RSA', 'ECDSA', 'Ed25519'], ...text },
        size: { type: 'integer' },
        rotationPolicy: { enum: ['Never', 'Always'], ...text },
      }),
      issuerRef: map({ name: text, kind: text, group: text }),
    }),
    crd('autoscaling.k8s.io', 'v1', 'VerticalPodAutoscaler', 'verticalpodautoscalers', {
      targetRef: map({ apiVersion: text, kind: text, name: text }),
      updatePolicy: map({ updateMode: text }),
    }),
  ];
}

const text = { type: 'string' };
const words = { type: 'object', additionalProperties: text };
const map = (properties: object) => ({ type: 'object', properties });
const list = (properties: object) => ({ type: 'array', items: map(properties) });
const selector = map({ matchLabels: words });

function crd(group: string, version: string, kind: string, plural: string, properties: object): object {
  const schema = { openAPIV3Schema: map({ spec: map(properties) }) };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes/kubernetes/pull/1' },
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}
