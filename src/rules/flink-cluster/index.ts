import { type ClusterRule, forComponents } from './cluster-rule.ts';
import * as mounts from './config-mounts.ts';
import * as deprecated from './deprecated.ts';
import { jobUpdateNeedsFreshSavepoint } from './fresh-savepoint.ts';
import * as job from './job.ts';
import * as jobChange from './job-change.ts';
import * as jobSavepoints from './job-savepoints.ts';
import * as memory from './memory.ts';
import * as metadata from './metadata.ts';
import { podAnnotationsValid, podLabelsValid } from './pod-metadata.ts';
import { portNameUnique, portNumberUnique } from './ports.ts';
import { probeOneHandler, probePortOpen } from './probes.ts';
import * as requests from './requests.ts';
import { cpuSpecified, memorySpecified, resourcesSpecified } from './resources.ts';
import * as taskManager from './task-manager.ts';
import * as control from './user-control.ts';
import * as oldChange from './v1alpha1/change.ts';
import * as oldCluster from './v1alpha1/cluster.ts';
import type { OldClusterRule } from './v1alpha1/cluster-rule.ts';
import * as oldComponent from './v1alpha1/component.ts';
import * as oldJob from './v1alpha1/job.ts';
import * as version from './version.ts';

/** FlinkCluster v1beta1. First what every object must be, then what an UPDATE may change. */
export const flinkClusterRules: readonly ClusterRule[] = [
  metadata.clusterNameLength,
  metadata.clusterNameDns1035,
  metadata.namespaceRequired,
  metadata.namespaceDns1123Label,
  version.flinkVersionParseable,
  version.flinkVersionAbsent,
  mounts.gcpServiceAccountMissing,
  mounts.gcpSecretNameRequired,
  mounts.gcpKeyFileRequired,
  mounts.gcpMountPathRequired,
  mounts.gcpMountPathNotKeyFile,
  mounts.hadoopConfigMapNameMissing,
  ...forComponents(portNumberUnique),
  ...forComponents(portNameUnique),
  ...forComponents(podAnnotationsValid),
  ...forComponents(podLabelsValid),
  ...forComponents(resourcesSpecified),
  ...forComponents(cpuSpecified),
  ...forComponents(memorySpecified),
  ...forComponents(memory.memoryProcessRatioRange),
  ...forComponents(memory.memoryProcessRatioNeeds110),
  ...forComponents(memory.memoryOffHeapRatioRange),
  ...forComponents(memory.memoryOffHeapNeedsPre110),
  ...forComponents(memory.memoryOffHeapMinFits),
  ...forComponents(probeOneHandler),
  ...forComponents(probePortOpen),
  taskManager.deploymentTypeEnum,
  taskManager.autoscalerShape,
  job.jobEntryPointRequired,
  job.jobSingleEntryPoint,
  job.jobApplicationClassName,
  job.jobParallelismPositive,
  job.jobRestartNeedsMaxStateAge,
  job.jobSkipSavepointNeedsMaxStateAge,
  job.jobCancelRequestedOnCreate,
  job.jobAutoSavepointPositive,
  jobSavepoints.jobAutoSavepointNeedsDir,
  jobSavepoints.jobRestartNeedsDir,
  jobSavepoints.jobSavepointsDirBlank,
  jobSavepoints.jobSavepointGenerationOnCreate,
  podAnnotationsValid('job'),
  podLabelsValid('job'),
  deprecated.deprecatedBatchSchedulerName,
  deprecated.deprecatedCancelRequested,
  deprecated.deprecatedSavepointGeneration,
  control.userControlOnCreate,
  control.userControlValue,
  control.userControlInProgress,
  control.userControlNeedsJob,
  control.userControlJobCancelState,
  control.userControlSavepointDir,
  control.userControlSavepointState,
  requests.cancelRequestedNotWithdrawn,
  requests.cancelRequestedAlone,
  requests.savepointGenerationNext,
  requests.savepointGenerationAlone,
  jobChange.deploymentTypeImmutable,
  jobChange.clusterTypeImmutable,
  jobChange.jobUpdateNeedsSavepointsDir,
  jobChange.savepointsDirNotRemoved,
  jobChange.highAvailabilityNotToggled,
  jobUpdateNeedsFreshSavepoint,
];

/** FlinkCluster v1alpha1. */
export const flinkClusterV1alpha1Rules: readonly OldClusterRule[] = [
  oldCluster.apiVersionDeprecated,
  oldCluster.clusterNameRequired,
  oldCluster.clusterNamePortable,
  oldCluster.namespaceRequired,
  oldCluster.hadoopConfigMapNameRequired,
  oldCluster.gcpFieldsRequired,
  oldCluster.gcpMountPathNotKeyFile,
  oldCluster.imageNameRequired,
  oldCluster.imagePullPolicyEnum,
  oldCluster.jobManagerReplicasOne,
  oldCluster.accessScopeEnum,
  oldComponent.portAbove1024,
  oldComponent.portInRange,
  oldComponent.portUnique,
  oldComponent.memoryOffHeapRatioRange,
  oldComponent.memoryOffHeapMinFits,
  oldCluster.taskManagerReplicasMin,
  oldJob.jobJarFileRequired,
  oldJob.jobParallelismPositive,
  oldJob.jobRestartPolicyEnum,
  oldJob.jobCleanupPolicyComplete,
  oldJob.jobCancelRequestedOnCreate,
  oldChange.cancelRequested,
  oldChange.savepointGenerationRequest,
  oldChange.specImmutable,
];
