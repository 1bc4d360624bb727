import type { ChildResource } from './child-resource.ts';
import { configurationMap, podTemplateMap } from './config-maps.ts';
import { ingress } from './ingress.ts';
import { jobManagerDeployment } from './job-manager-deployment.ts';
import { internalService, restService } from './services.ts';
import { taskManagerDeployment } from './task-manager-deployment.ts';

/** All children of a FlinkDeployment, in the order in which they are made. */
export const childResources: readonly ChildResource[] = [
  jobManagerDeployment,
  internalService,
  restService,
  configurationMap,
  podTemplateMap,
  taskManagerDeployment,
  ingress,
];
