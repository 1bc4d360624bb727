import { formatPath, type PathSegment } from '../api/field-path.ts';
import { type KindId, kindNames } from '../api/kinds.ts';
import { stopgaps, validators } from '../api/validators.ts';
import { isObject, valueAt } from '../values/json.ts';
import type { Finding } from './rule.ts';
import { type LocatedError, SchemaCollector } from './schema-collector.ts';
import { identify } from './schema-ids.ts';
import { type Repair, repaired } from './schema-repair.ts';
import { sentence } from './schema-sentences.ts';

export interface SchemaResult {
  readonly findings: readonly Finding[];
  /** Values that broke the schema; what rules say about them, above or below them would only repeat it. */
  readonly broken: readonly (readonly PathSegment[])[];
  /** The object without those values, for the rules; left out where nothing is broken. */
  readonly repaired?: object;
}

const nothing: SchemaResult = Object.freeze({ findings: Object.freeze([]), broken: Object.freeze([]) });

const loose = new SchemaCollector(false);
const strict = new SchemaCollector(true);

/** The CRDs of the flink kinds know names and types of pod templates; FlinkCluster's also what Kubernetes demands of them. */
const collectors: Readonly<Record<KindId, SchemaCollector>> = {
  flinkDeployment: loose,
  flinkSessionJob: loose,
  flinkStateSnapshot: loose,
  flinkBlueGreenDeployment: loose,
  flinkClusterV1beta1: strict,
  flinkClusterV1alpha1: strict,
};

/**
 * Whether the object has the fields and types of its kind. Nulls must have been dropped before, as an API server does.
 * Unknown fields are warnings: an API server drops them.
 */
export function checkSchema(kind: KindId, object: unknown): SchemaResult {
  const collector = collectors[kind];
  collector.start(object);
  validators[kind](object, '', collector);
  const found = collector.finish();
  return found ? resultOf(kind, object, found.errors, found.overflowed) : nothing;
}

function resultOf(kind: KindId, object: unknown, errors: readonly LocatedError[], overflowed: boolean): SchemaResult {
  const findings: Finding[] = [];
  const broken: (readonly PathSegment[])[] = [];
  const repairs: Repair[] = [];
  for (const error of errors) {
    const place = placeOf(error);
    findings.push(findingOf(kind, object, error, place));
    if (error.keyword === 'knownFields') continue;
    broken.push(place);
    if (error.keyword === 'uniqueKeys') continue;
    const stopgap = stopgapAt(kind, place);
    if (error.keyword !== 'required' || stopgap !== undefined) repairs.push({ segments: place, stopgap });
  }
  if (!isObject(object)) return { findings, broken, repaired: {} };
  // Not everything that is broken is known, so the rules get to see nothing.
  if (overflowed) return { findings, broken: [[]], repaired: {} };
  if (broken.length === 0) return { findings, broken };
  return { findings, broken, repaired: repaired(object, repairs) };
}

/** The field at fault, also where it is missing. */
function placeOf({ keyword, params, segments }: LocatedError): readonly PathSegment[] {
  if (keyword === 'required') return [...segments, params.missingProperty];
  if (keyword === 'knownFields') return [...segments, params.field];
  return segments;
}

function findingOf(kind: KindId, object: unknown, error: LocatedError, place: readonly PathSegment[]): Finding {
  const { rule, reportAt } = identify(kind, error, place);
  const reported = reportAt === undefined ? place : place.slice(0, reportAt);
  const below = reportAt === undefined ? '' : formatPath(place.slice(reportAt));
  const { reason, message, fix } = sentence(error, valueAt(object, place));
  return {
    rule,
    severity: severityOf(kind, error),
    category: 'invalid',
    path: formatPath(reported),
    reason,
    message: below === '' || below === '$' ? message : `${below} ${message}`,
    ...(fix !== undefined && { fix }),
  };
}

/** The flink operator cannot read an object with an unknown field beside its spec. */
function severityOf(kind: KindId, { keyword, segments }: LocatedError): Finding['severity'] {
  const isTop = segments.length === 0 && kindNames[kind].group === 'flink.apache.org';
  return keyword === 'knownFields' && !isTop ? 'warning' : 'error';
}

function stopgapAt(kind: KindId, place: readonly PathSegment[]): unknown {
  return stopgaps[kind][place.map((segment) => (typeof segment === 'number' ? '*' : segment)).join('.')];
}
