import type { KindDefinition } from './definition.ts';
import { flinkBlueGreenDeployment } from './flink-blue-green-deployment/schema.ts';
import { flinkClusterV1beta1 } from './flink-cluster/schema.ts';
import { flinkClusterV1alpha1 } from './flink-cluster/v1alpha1-schema.ts';
import { flinkDeployment } from './flink-deployment/schema.ts';
import { flinkSessionJob } from './flink-session-job/schema.ts';
import { flinkStateSnapshot } from './flink-state-snapshot/schema.ts';
import type { KindId } from './kinds.ts';

/** The source of all that is generated. Not loaded by the server: what it needs is compiled. */
export const definitions: Readonly<Record<KindId, KindDefinition>> = {
  flinkDeployment,
  flinkSessionJob,
  flinkStateSnapshot,
  flinkBlueGreenDeployment,
  flinkClusterV1beta1,
  flinkClusterV1alpha1,
};
