import type { FieldPath } from '../../api/field-path.ts';
import type { FlinkCluster } from '../../api/flink-cluster/types.ts';
import { isLabelValue, isQualifiedName } from '../../values/kubernetes-name.ts';
import { invalid, nothing, type Problem } from '../rule.ts';
import { type ClusterRule, type Component, componentNames, inComponent, inJob } from './cluster-rule.ts';

type Place = Component | 'job';
type TextMap = Readonly<Record<string, string>>;

const jobPlace = { id: 'job', title: 'job submitter' } as const;

function placeOf(place: Place) {
  return place === 'job' ? jobPlace : componentNames[place];
}

function inPlace(place: Place, yaml: string): string {
  return place === 'job' ? inJob(yaml) : inComponent(place, `{ ${yaml} }`);
}

/** Keys and values of all annotations of a pod together, in bytes. */
const maxAnnotations = 262_144;

const keyMeans =
  'a name of at most 63 letters, digits, -, _ and . with a letter or digit at both ends, perhaps after a DNS name and /';

/** UTF-8 needs at most three bytes for each UTF-16 unit, so most maps need no exact count. */
function sizeOf(annotations: TextMap): number {
  let units = 0;
  for (const key in annotations) units += key.length + (annotations[key]?.length ?? 0);
  if (units * 3 <= maxAnnotations) return units;
  const bytes = (text: string) => Buffer.byteLength(text, 'utf8');
  return Object.entries(annotations).reduce((sum, [key, value]) => sum + bytes(key) + bytes(value), 0);
}

export function podAnnotationsValid(place: Place): ClusterRule {
  const { id, title } = placeOf(place);
  return {
    id: `${id}-pod-annotations-valid`,
    summary: `Annotations of the ${title}'s pods are ones that Kubernetes takes.`,
    explanation:
      `A key is ${keyMeans}; capitals in the DNS name are allowed. Keys and values together may have 256 KiB. Kubernetes ` +
      'refuses pods with other annotations, so the workload would exist but never get a pod.',
    examples: {
      good: inPlace(place, 'podAnnotations: { example.com/team: data }'),
      bad: inPlace(place, 'podAnnotations: { a team: data }'),
    },
    check(cluster, at) {
      const annotations = cluster.spec[place]?.podAnnotations;
      if (!annotations) return nothing;
      const path = at.spec[place].podAnnotations;
      const problems = misnamed(annotations, path, (key) => key.toLowerCase());
      const size = sizeOf(annotations);
      if (size > maxAnnotations) {
        problems.push(
          invalid(path, `have ${size} bytes in all; at most ${maxAnnotations} are possible`, {
            fix: 'keep large texts in a ConfigMap',
          }),
        );
      }
      return problems;
    },
  };
}

export function podLabelsValid(place: Place): ClusterRule {
  const { id, title } = placeOf(place);
  return {
    id: `${id}-pod-labels-valid`,
    summary: `Labels of the ${title}'s pods are ones that Kubernetes takes.`,
    explanation:
      `A key is ${keyMeans}. A value is empty or has at most 63 letters, digits, -, _ and . with a letter or digit at both ` +
      'ends. Kubernetes refuses pods with other labels, so the workload would exist but never get a pod.',
    examples: {
      good: inPlace(place, 'podLabels: { team: data }'),
      bad: inPlace(place, 'podLabels: { team: data & more }'),
    },
    check(cluster, at) {
      const labels = cluster.spec[place]?.podLabels;
      if (!labels) return nothing;
      const path = at.spec[place].podLabels;
      const problems = misnamed(labels, path, (key) => key);
      for (const key in labels) {
        const value = labels[key] ?? '';
        if (isLabelValue(value)) continue;
        problems.push(
          invalid(path, `has the value ${quoted(value)} for ${quoted(key)}, which is none that a label can have`, {
            fix: 'use at most 63 letters, digits, -, _ and . with a letter or digit at both ends',
          }),
        );
      }
      return problems;
    },
  };
}

function misnamed(
  map: TextMap,
  path: FieldPath<FlinkCluster['spec']['flinkProperties']>,
  normal: (key: string) => string,
): Problem[] {
  const problems: Problem[] = [];
  for (const key in map) {
    if (isQualifiedName(normal(key))) continue;
    problems.push(invalid(path, `has the key ${quoted(key)}, which must be ${keyMeans}`));
  }
  return problems;
}

/** As much as a reader needs to find it. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
