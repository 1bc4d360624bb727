import type {
  ControlStatus,
  FlinkCluster,
  FlinkClusterJobSpec,
  FlinkClusterJobStatus,
  FlinkClusterSpec,
  FlinkClusterStatus,
  SavepointStatus,
} from '../../api/flink-cluster/types.ts';
import type { Resource } from '../ports.ts';

export type Spec = FlinkClusterSpec;
export type JobSpec = FlinkClusterJobSpec;
export type Status = FlinkClusterStatus;
export type JobStatus = FlinkClusterJobStatus;
export type Savepoint = SavepointStatus;
export type Control = ControlStatus;
/** As it is stored, in `v1beta1`. */
export type Cluster = Resource & Pick<FlinkCluster, 'spec' | 'status'>;

/** Whether the JobManager is the pod of the job itself, and there is no workload for it. */
export const isApplication = ({ job }: Spec): boolean => job?.mode === 'Application';
