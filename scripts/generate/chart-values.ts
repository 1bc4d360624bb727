import { readFileSync } from 'node:fs';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

type Schema = Readonly<Record<string, unknown>>;

/** A value of the chart, or a group of values. */
interface ChartValue {
  /** `certificates.mode` */
  readonly path: string;
  /** The comment above it. */
  readonly description: string;
  readonly value: unknown;
  /** Its members, where it is a group. */
  readonly members?: readonly ChartValue[];
}

const chart = new URL('../../charts/sluice/', import.meta.url);
const settings = new URL('../../src/config/settings.schema.json', import.meta.url);

const whole = (minimum: number, maximum?: number): Schema => ({
  type: 'integer',
  minimum,
  ...(maximum !== undefined && { maximum }),
});
const oneOf = (...words: readonly string[]): Schema => ({ enum: words });
const listOf = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });
const word: Schema = { type: 'string', minLength: 1 };
const anyMap: Schema = { type: 'object' };
const words: Schema = { type: 'object', additionalProperties: { type: 'string' } };
const named = listOf({ type: 'object', required: ['name'] });
const resources: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: { requests: anyMap, limits: anyMap, claims: listOf(anyMap) },
};
const ports = listOf(whole(1, 65_535), { minItems: 1 });
const namespaces = listOf(
  { ...word, maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' },
  { uniqueItems: true },
);

/**
 * What is said of a value beside its type, which its default tells: of every list what is in it, of every map that has no
 * members of its own what it may hold.
 */
const particulars: Readonly<Record<string, Schema>> = {
  'image.repository': word,
  'image.digest': { pattern: '^(sha256:[0-9a-f]{64})?$' },
  'image.pullPolicy': oneOf('Always', 'IfNotPresent', 'Never'),
  imagePullSecrets: listOf({ type: 'object', required: ['name'], properties: { name: word } }),
  replicas: whole(1, 100),
  mode: oneOf('enforce', 'warn', 'off'),
  watchNamespaces: namespaces,
  'operatorConfiguration.config': { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
  'certificates.mode': oneOf('self', 'cert-manager', 'files'),
  'certificates.extraNames': listOf(word),
  'certificates.caDays': whole(2, 36_500),
  'certificates.leafDays': whole(1, 36_500),
  'certificates.issuerRef': {
    type: 'object',
    additionalProperties: false,
    properties: { name: word, kind: word, group: word },
  },
  'webhooks.validating.failurePolicy': oneOf('Fail', 'Ignore'),
  'webhooks.validating.timeoutSeconds': whole(1, 30),
  'webhooks.mutating.failurePolicy': oneOf('Fail', 'Ignore'),
  'webhooks.mutating.timeoutSeconds': whole(1, 30),
  'webhooks.excludeNamespaces': namespaces,
  'webhooks.includeNamespaces': namespaces,
  'webhooks.namespaceSelector': labelSelector(),
  'webhooks.objectSelector': labelSelector(),
  'webhooks.matchConditions': listOf({
    type: 'object',
    additionalProperties: false,
    required: ['name', 'expression'],
    properties: { name: word, expression: word },
  }),
  'serviceAccount.annotations': words,
  'engine.mode': oneOf('sidecar', 'deployment'),
  'engine.replicas': whole(1, 100),
  'engine.resources': resources,
  'engine.artifactsSize': word,
  'engine.env': named,
  'engine.serviceAccount.annotations': words,
  'jobs.name': word,
  'jobs.annotations': words,
  resources,
  shutdownDelay: { type: 'number', minimum: 0, maximum: 600 },
  podLabels: words,
  podAnnotations: words,
  serviceAnnotations: words,
  serviceLabels: words,
  env: named,
  envFrom: listOf(anyMap),
  nodeSelector: words,
  tolerations: listOf(anyMap),
  affinity: anyMap,
  topologySpreadConstraints: listOf(anyMap),
  dnsPolicy: oneOf('', 'ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
  dnsConfig: anyMap,
  extraVolumes: named,
  extraVolumeMounts: listOf({ type: 'object', required: ['name', 'mountPath'] }),
  extraContainers: named,
  revisionHistoryLimit: whole(0),
  'hooks.timeoutSeconds': whole(10, 3600),
  'metrics.serviceMonitor.labels': words,
  'metrics.podMonitor.labels': words,
  'metrics.prometheusRule.labels': words,
  'metrics.dashboard.labels': words,
  'networkPolicy.ingressFrom': listOf(anyMap),
  'networkPolicy.metricsFrom': listOf(anyMap),
  'networkPolicy.apiServerPorts': ports,
  'networkPolicy.artifactPorts': ports,
  'verticalPodAutoscaler.updateMode': oneOf('Off', 'Initial', 'Recreate', 'InPlaceOrRecreate', 'Auto'),
  extraManifests: listOf({ type: ['object', 'string'] }),
};

function labelSelector(): Schema {
  const expression = {
    type: 'object',
    additionalProperties: false,
    required: ['key', 'operator'],
    properties: {
      key: word,
      operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: listOf({ type: 'string' }),
    },
  };
  return {
    type: 'object',
    additionalProperties: false,
    properties: { matchLabels: words, matchExpressions: listOf(expression) },
  };
}

/** All values with their comments, in the order of values.yaml. */
function chartValues(): ChartValue[] {
  const document = parseDocument(readFileSync(new URL('values.yaml', chart), 'utf8'));
  return valuesOf(document.contents as YAMLMap, '');
}

function valuesOf(map: YAMLMap, under: string): ChartValue[] {
  return (map.items as Pair[]).map(({ key, value }, index) => {
    if (!isScalar(key)) throw new Error('values.yaml has a key that is no word');
    const path = `${under}${key.value}`;
    // The comment above the first member belongs to the map.
    const comment = (index === 0 && under !== '' ? map.commentBefore : undefined) ?? key.commentBefore ?? '';
    const plain = isMap(value) ? value.toJSON() : (value as { toJSON(): unknown }).toJSON();
    const members = isMap(value) && value.items.length > 0 && particulars[path] === undefined;
    return {
      path,
      // A line that is left empty ends what is said of the whole file.
      description: (comment.split(/\n\s*\n/).at(-1) ?? '').trim().replaceAll(/\n\s*/g, ' '),
      value: plain,
      ...(members && { members: valuesOf(value, `${path}.`) }),
    };
  });
}

/** charts/sluice/values.schema.json: unknown keys are refused, and the settings are those of the server. */
export function valuesSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart of Sluice',
    ...schemaOf(chartValues()),
  };
  // Helm hands every chart what its parents share.
  Object.assign(schema.properties, { global: anyMap });
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function schemaOf(values: readonly ChartValue[]) {
  const properties: Record<string, Schema> = {};
  for (const { path, description, value, members } of values) {
    const name = path.slice(path.lastIndexOf('.') + 1);
    const own = members ? schemaOf(members) : path === 'settings' ? settingsSchema() : leafSchema(path, value);
    properties[name] = { ...(description !== '' && { description }), ...own };
  }
  return { type: 'object', additionalProperties: false, properties };
}

function leafSchema(path: string, value: unknown): Schema {
  const particular = particulars[path];
  if (typeof value === 'object') {
    if (!particular) throw new Error(`nothing says what ${path} may hold`);
    return particular;
  }
  return particular?.['type'] || particular?.['enum'] ? particular : { type: typeof value, ...particular };
}

/** Without the built-in values, which the chart partly sets itself. */
function settingsSchema(): Schema {
  const { $id: _, title: __, description: ___, ...schema } = JSON.parse(readFileSync(settings, 'utf8'));
  return withoutDefaults(schema);
}

function withoutDefaults(schema: Schema): Schema {
  const { default: _, ...rest } = schema;
  const properties = rest['properties'] as Readonly<Record<string, Schema>> | undefined;
  if (!properties) return rest;
  const slim = Object.entries(properties).map(([name, property]) => [name, withoutDefaults(property)]);
  return { ...rest, properties: Object.fromEntries(slim) };
}

const readme = `# The chart of Sluice

Made by \`npm run generate\` from \`values.yaml\`; do not edit.

\`\`\`sh
helm install sluice charts/sluice --namespace sluice-system --create-namespace --wait
helm test sluice --namespace sluice-system
\`\`\`

How to install, upgrade and run it is told in [docs/install.md](../../docs/install.md) and
[docs/operations.md](../../docs/operations.md). \`values.schema.json\` refuses values that are not in this table.

## Values

`;

/** charts/sluice/README.md */
export const chartReadme = (): string => readme + valuesTable();

function valuesTable(): string {
  const rows = flat(chartValues()).map(({ path, description, value }) => {
    const cells = [`\`${path}\``, `\`${JSON.stringify(value)}\``, description];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  });
  return `| Value | Default | What it does |\n| --- | --- | --- |\n${rows.join('')}`;
}

const flat = (values: readonly ChartValue[]): ChartValue[] =>
  values.flatMap((value) => (value.members ? flat(value.members) : [value]));
