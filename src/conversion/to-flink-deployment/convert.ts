import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import { kindNames } from '../../api/kinds.ts';
import type { KubeObject } from '../../api/meta.ts';
import { flinkVersions } from '../../values/flink-version.ts';
import { conversionAnnotation } from '../flink-cluster/note.ts';
import { carriers } from './carriers.ts';
import { Draft } from './draft.ts';
import { handOver, type Step } from './hand-over.ts';
import type { FieldReport, Obstacle } from './report.ts';
import { type ConversionOptions, type Source, sourceOf } from './source.ts';
import { versionOf } from './version.ts';

export interface Conversion {
  /** `undefined` where something stands in the way. */
  readonly deployment: FlinkDeployment | undefined;
  readonly obstacles: readonly Obstacle[];
  /** One entry at least for every field that is given. */
  readonly fields: readonly FieldReport[];
  /** From the FlinkCluster that runs to the FlinkDeployment. */
  readonly steps: readonly Step[];
}

const newest = flinkVersions.findLast((version) => version.startsWith('v1_')) ?? 'v1_20';

/**
 * A FlinkCluster of either version as a FlinkDeployment: an application where it has a job, else a session cluster. It
 * must be valid and hold no nulls.
 */
export function toFlinkDeployment(cluster: KubeObject, options: ConversionOptions = {}): Conversion {
  const source = sourceOf(cluster, options);
  const found = versionOf(source);
  // Without a version there is no result, but the other obstacles are worth knowing.
  const draft = new Draft(source, 'fault' in found ? newest : found.version);
  for (const carrier of carriers) carrier.carry(source, draft);
  const { obstacles, fields } = draft;
  return {
    deployment: obstacles.length === 0 ? deploymentOf(source, draft) : undefined,
    obstacles,
    fields,
    steps: handOver(source),
  };
}

function deploymentOf(source: Source, draft: Draft): FlinkDeployment {
  const { group, version, kind } = kindNames.flinkDeployment;
  const { labels, annotations = {} } = source.metadata;
  const kept = Object.entries(annotations).filter(([key]) => !isOfCluster(key));
  return {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: {
      name: source.options.name ?? source.name,
      ...(source.namespace !== undefined && { namespace: source.namespace }),
      ...(labels && { labels }),
      ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }),
    },
    spec: draft.build(),
  };
}

const ofCluster = [conversionAnnotation, 'kubectl.kubernetes.io/last-applied-configuration', 'sluice.dev/ignore'];

/** Requests to the operator of FlinkCluster, and what is true of the old object alone. */
function isOfCluster(annotation: string): boolean {
  return ofCluster.includes(annotation) || annotation.startsWith('flinkclusters.flinkoperator.k8s.io/');
}
