import type { PathSegment } from '../api/field-path.ts';
import type { KindId } from '../api/kinds.ts';
import type { SchemaError } from '../api/validators.ts';

type Keyword = SchemaError['keyword'];

/** Ids of findings that have no name of their own. */
const generalIds: Readonly<Record<Keyword, string>> = {
  type: 'schema-type',
  integer: 'schema-type',
  quantity: 'schema-quantity',
  enum: 'schema-enum',
  minimum: 'schema-minimum',
  maximum: 'schema-maximum',
  minLength: 'schema-min-length',
  required: 'schema-required',
  knownFields: 'schema-unknown-field',
  uniqueKeys: 'schema-list-map-keys-unique',
};

/** A place whose errors have a rule of their own. In paths `*` is any one segment and a final `**` any number. */
interface NamedPlace {
  readonly path: string;
  readonly keywords: readonly Keyword[];
  readonly rule: string;
  /** The whole of this many segments is at fault rather than the value. */
  readonly reportAt?: number;
}

const bounds = ['minimum', 'maximum'] as const;
const nonEmpty = ['required', 'minLength'] as const;

function component(id: string, field: string): readonly NamedPlace[] {
  return [
    { path: `spec.${field}.replicas`, keywords: bounds, rule: `${id}-replicas-range` },
    { path: `spec.${field}.ports.*`, keywords: bounds, rule: `${id}-port-range` },
    { path: `spec.${field}.extraPorts.*.*`, keywords: [...bounds, 'required', 'enum'], rule: `${id}-extra-port-shape` },
    { path: `spec.${field}.memoryOffHeapMin`, keywords: ['quantity'], rule: `${id}-quantity-format` },
    { path: `spec.${field}.resources.*.*`, keywords: ['quantity'], rule: `${id}-quantity-format` },
  ];
}

const v1beta1: readonly NamedPlace[] = [
  { path: 'spec.image', keywords: ['required'], rule: 'image-required' },
  { path: 'spec.image.name', keywords: nonEmpty, rule: 'image-name-required' },
  { path: 'spec.image.pullPolicy', keywords: ['enum'], rule: 'image-pull-policy-enum' },
  { path: 'spec.hadoopConfig.configMapName', keywords: ['minLength'], rule: 'hadoop-config-map-name-not-empty' },
  ...component('jobmanager', 'jobManager'),
  { path: 'spec.jobManager.accessScope', keywords: ['enum'], rule: 'jobmanager-access-scope-enum' },
  ...component('taskmanager', 'taskManager'),
  {
    path: 'spec.taskManager.horizontalPodAutoscaler.**',
    keywords: ['type', 'integer', 'quantity'],
    rule: 'taskmanager-hpa-shape',
    reportAt: 3,
  },
  {
    path: 'spec.taskManager.horizontalPodAutoscaler.maxReplicas',
    keywords: ['required'],
    rule: 'taskmanager-hpa-shape',
  },
  { path: 'spec.job.restartPolicy', keywords: ['enum'], rule: 'job-restart-policy-enum' },
  { path: 'spec.job.mode', keywords: ['enum'], rule: 'job-mode-enum' },
  { path: 'spec.job.savepointFormatType', keywords: ['enum'], rule: 'job-savepoint-format-enum' },
  { path: 'spec.job.cleanupPolicy.*', keywords: ['enum'], rule: 'job-cleanup-policy-enum' },
  { path: 'spec.job.maxStateAgeToRestoreSeconds', keywords: ['minimum'], rule: 'job-max-state-age-non-negative' },
  { path: 'spec.job.resources.*.*', keywords: ['quantity'], rule: 'job-quantity-format' },
];

const namedPlaces: Readonly<Partial<Record<KindId, readonly NamedPlace[]>>> = {
  flinkClusterV1beta1: v1beta1,
};

export interface Identity {
  readonly rule: string;
  /** Where to report the error, if not at the value itself. */
  readonly reportAt?: number;
}

/** The rule that an error belongs to. `path` is that of the field at fault, also of a missing one. */
export function identify(kind: KindId, error: SchemaError, path: readonly PathSegment[]): Identity {
  const { keyword } = error;
  // Only a text can be a malformed quantity.
  if (keyword === 'quantity' && error.params.problem !== 'format') return { rule: generalIds.type };
  const place = namedPlaces[kind]?.find((named) => named.keywords.includes(keyword) && matches(named.path, path));
  return place ?? { rule: generalIds[keyword] };
}

function matches(pattern: string, path: readonly PathSegment[]): boolean {
  const names = pattern.split('.');
  const open = names.at(-1) === '**';
  if (open) names.pop();
  if (open ? path.length < names.length : path.length !== names.length) return false;
  return names.every((name, i) => name === '*' || name === path[i]);
}

/** Every id that this table can name, for tests. */
export const namedSchemaIds: readonly string[] = [
  ...new Set([...Object.values(generalIds), ...v1beta1.map(({ rule }) => rule)]),
];
