import type { FlinkCluster, FlinkClusterV1alpha1 } from '../../src/api/flink-cluster/types.ts';
import type { ClusterFacts } from '../../src/rules/facts.ts';
import { flinkClusterRules, flinkClusterV1alpha1Rules } from '../../src/rules/flink-cluster/index.ts';
import { checkRules, type Finding } from '../../src/rules/rule.ts';
import { flinkCluster, flinkClusterV1alpha1 } from './flink-cluster.ts';

/** A row of a table: what is laid over the smallest valid object, over the stored one, and what is found. */
export interface ClusterRow {
  readonly name: string;
  readonly object?: object;
  /** An UPDATE of this. */
  readonly previous?: object;
  readonly operation?: 'CREATE' | 'UPDATE';
  readonly now?: string;
  /** `rule at path`, with `(warning)` behind those that do not refuse. */
  readonly finds: readonly string[];
}

const someDay = '2026-01-10T12:00:00Z';

function facts<T>(row: ClusterRow, make: (changes: object) => T): ClusterFacts<T> {
  return {
    now: new Date(row.now ?? someDay),
    ...(row.operation && { operation: row.operation }),
    ...(row.previous && { previous: make(row.previous) }),
  };
}

export function clusterFindings(row: ClusterRow): Finding[] {
  return checkRules(flinkClusterRules, flinkCluster(row.object), facts<FlinkCluster>(row, flinkCluster));
}

export function oldClusterFindings(row: ClusterRow): Finding[] {
  const object = flinkClusterV1alpha1(row.object);
  return checkRules(flinkClusterV1alpha1Rules, object, facts<FlinkClusterV1alpha1>(row, flinkClusterV1alpha1));
}

export function told({ rule, path, severity }: Finding): string {
  return `${rule} at ${path}${severity === 'warning' ? ' (warning)' : ''}`;
}

/** The smallest job that passes. */
export const job = (changes: object = {}) => ({ spec: { job: { jarFile: './job.jar', ...changes } } });
