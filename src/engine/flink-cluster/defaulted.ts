import type {
  FlinkClusterJobManagerSpec,
  FlinkClusterTaskManagerSpec,
  JobManagerPorts,
  TaskManagerPorts,
} from '../../api/flink-cluster/types.ts';
import { defaultFlinkCluster } from '../../defaults/flink-cluster.ts';
import { canonical } from './canonical.ts';
import type { Cluster, JobSpec, Spec } from './subject.ts';

/** A spec in which everything is said that a cluster is made of. */
export interface DefaultedSpec extends Spec {
  readonly jobManager: JobManager;
  readonly taskManager: TaskManager;
  readonly job?: Job;
}

export interface JobManager extends FlinkClusterJobManagerSpec {
  readonly replicas: number;
  readonly accessScope: NonNullable<FlinkClusterJobManagerSpec['accessScope']>;
  readonly ports: Required<JobManagerPorts>;
}

export interface TaskManager extends FlinkClusterTaskManagerSpec {
  readonly deploymentType: string;
  readonly replicas: number;
  readonly ports: Required<TaskManagerPorts>;
}

export interface Job extends JobSpec {
  readonly mode: NonNullable<JobSpec['mode']>;
  readonly restartPolicy: NonNullable<JobSpec['restartPolicy']>;
  readonly cleanupPolicy: Required<NonNullable<JobSpec['cleanupPolicy']>>;
}

/** What is stored may have been written before there was anybody to fill it in. */
export function defaultedSpec({ apiVersion, kind, metadata, spec }: Cluster): DefaultedSpec {
  const filled = defaultFlinkCluster({ apiVersion, kind, metadata: { name: metadata.name }, spec });
  return canonical(filled.spec) as DefaultedSpec;
}
