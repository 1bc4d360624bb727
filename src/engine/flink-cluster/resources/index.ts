import { applicationJob } from './application-job.ts';
import type { ChildResource } from './child-resource.ts';
import { configMap } from './config-map.ts';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';
import { ingress } from './ingress.ts';
import { jobManagerService } from './job-manager-service.ts';
import { jobManagerStatefulSet } from './job-manager-stateful-set.ts';
import { podDisruptionBudget } from './pod-disruption-budget.ts';
import { podGroup } from './pod-group.ts';
import { submitterJob } from './submitter-job.ts';
import { taskManagerDeployment } from './task-manager-deployment.ts';
import { taskManagerService } from './task-manager-service.ts';
import { taskManagerStatefulSet } from './task-manager-stateful-set.ts';

/** What a cluster is made of for as long as it is wanted, in the order in which it is made. */
export const componentResources: readonly ChildResource[] = [
  configMap,
  podDisruptionBudget,
  jobManagerStatefulSet,
  jobManagerService,
  ingress,
  taskManagerStatefulSet,
  taskManagerDeployment,
  horizontalPodAutoscaler,
  taskManagerService,
];

/** All children of a FlinkCluster. */
export const childResources: readonly ChildResource[] = [podGroup, ...componentResources, submitterJob, applicationJob];
