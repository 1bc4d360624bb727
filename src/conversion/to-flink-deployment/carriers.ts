import type { Carrier } from './carrier.ts';
import { containers, probes } from './carriers/containers.ts';
import { cleanUp, restarts } from './carriers/endings.ts';
import { environment } from './carriers/environment.ts';
import { image, version } from './carriers/image.ts';
import { ingress } from './carriers/ingress.ts';
import { jar } from './carriers/jar.ts';
import { logging } from './carriers/logging.ts';
import { gcp, hadoop } from './carriers/mounted-configuration.ts';
import { autoscaler, batchScheduler, disruptionBudget, revisions } from './carriers/operations.ts';
import { podMetadata, podSettings } from './carriers/pods.ts';
import { extraPorts, ports } from './carriers/ports.ts';
import { mode, program, python } from './carriers/program.ts';
import { properties } from './carriers/properties.ts';
import { offHeap, resources } from './carriers/resources.ts';
import {
  autoSavepoints,
  cancelRequest,
  savepointFormat,
  savepointRequest,
  savepointsDir,
} from './carriers/savepoints.ts';
import { service } from './carriers/service.ts';
import { serviceAccount } from './carriers/service-account.ts';
import { beginning, nonRestoredState } from './carriers/state.ts';
import { submitterFiles, submitterHosts, submitterOutput, submitterPod } from './carriers/submitter.ts';
import { deploymentType, jobManagers, parallelism, taskManagers } from './carriers/task-managers.ts';
import { maxStateAge, upgrades } from './carriers/upgrades.ts';
import { volumeClaimTemplates, volumes } from './carriers/volumes.ts';

/** In the order of their report. Who comes first has the names, paths and keys that two of them want. */
export const carriers: readonly Carrier[] = [
  version,
  image,
  serviceAccount,
  ports,
  properties,
  environment,
  hadoop,
  gcp,
  logging,
  jobManagers,
  service,
  ingress,
  taskManagers,
  deploymentType,
  resources,
  offHeap,
  volumes,
  volumeClaimTemplates,
  containers,
  probes,
  extraPorts,
  podMetadata,
  podSettings,
  mode,
  submitterFiles,
  jar,
  program,
  python,
  parallelism,
  savepointsDir,
  beginning,
  nonRestoredState,
  upgrades,
  maxStateAge,
  autoSavepoints,
  savepointFormat,
  savepointRequest,
  cancelRequest,
  restarts,
  cleanUp,
  submitterHosts,
  submitterPod,
  submitterOutput,
  disruptionBudget,
  autoscaler,
  batchScheduler,
  revisions,
];
