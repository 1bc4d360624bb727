import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import { stateLoss, upgradeEffect } from '../edit-effect.ts';
import type { DeploymentFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';
import { cpuAmountSurprising, memoryTooSmall, memoryUnitSurprising } from './amount-hints.ts';
import {
  autoscalerExcludedPeriodsInvalid,
  autoscalerMetricsWindowTooSmall,
  autoscalerNumberOutOfRange,
  autoscalerNumberUnparsable,
} from './autoscaler.ts';
import {
  lastReconciledSpecUnreadable,
  savepointRedeployRequiresInitialPath,
  switchJobToSession,
  switchNativeToStandalone,
  switchSessionToJob,
  switchStandaloneToNative,
  versionChangeAfterLastStateSuspend,
} from './change.ts';
import {
  configKeyNotPerResource,
  configKeyPrefixConflict,
  configKeyUnknown,
  configNestedTooDeep,
  configValueNull,
} from './config-keys.ts';
import { configValueInvalid } from './config-values.ts';
import {
  forbiddenConfigKey,
  forbiddenConfigKeyOlderName,
  healthCheckRequiresJmRecovery,
  highAvailabilityTypeUnknown,
  rollbackRequiresHa,
} from './configuration.ts';
import { resourceDeprecated, resourceNotRead, savepointTriggerNonceDeprecated } from './deprecated-fields.ts';
import { ephemeralStorageRules } from './ephemeral-storage.ts';
import { highAvailabilityStorageMissing, ingressNotManaged, lastStateWithoutHa, taskSlotsMin } from './hints.ts';
import { flinkVersionImageMismatch, imagePullPolicyUnknown } from './image.ts';
import { ingressTemplateInvalid, ingressTemplateRequired, ingressTemplateSuspicious } from './ingress.ts';
import { applicationJarUri } from './jar-uri.ts';
import {
  checkpointDirRequired,
  jobParallelismMin,
  savepointDirRequiredForCheckpointMaxAge,
  savepointDirRequiredForPeriodicSavepoint,
  savepointDirRequiredForSavepointTrigger,
  savepointDirRequiredForSavepointUpgrade,
} from './job.ts';
import { logConfigKeyUnknown } from './logging.ts';
import { memoryRules } from './memory.ts';
import { deploymentNameFormat } from './metadata.ts';
import { podTemplateMainContainer } from './pod-template.ts';
import {
  jobManagerReplicasMin,
  jobManagerReplicasRequireHa,
  jobTaskManagerReplicasMin,
  parallelismNotRead,
  taskManagerReplicasMin,
} from './replicas.ts';
import { resourcesRules } from './resources.ts';
import { serviceAccountName, serviceAccountRequired } from './service-account.ts';
import { flinkVersionDeprecated, flinkVersionRequired, flinkVersionUnsupported } from './version.ts';

/** In the order of their findings, which is that of the fields of the spec; advice comes last. */
export const flinkDeploymentRules: readonly Rule<FlinkDeployment, DeploymentFacts>[] = [
  deploymentNameFormat,
  flinkVersionRequired,
  flinkVersionUnsupported,
  versionChangeAfterLastStateSuspend,
  forbiddenConfigKey,
  configValueInvalid,
  highAvailabilityTypeUnknown,
  rollbackRequiresHa,
  healthCheckRequiresJmRecovery,
  ingressTemplateRequired,
  ingressTemplateInvalid,
  logConfigKeyUnknown,
  checkpointDirRequired,
  savepointDirRequiredForSavepointUpgrade,
  savepointDirRequiredForSavepointTrigger,
  savepointDirRequiredForPeriodicSavepoint,
  savepointDirRequiredForCheckpointMaxAge,
  jobTaskManagerReplicasMin,
  jobParallelismMin,
  ...memoryRules('jobManager'),
  ...ephemeralStorageRules('jobManager'),
  ...resourcesRules('jobManager'),
  jobManagerReplicasMin,
  jobManagerReplicasRequireHa,
  ...memoryRules('taskManager'),
  ...ephemeralStorageRules('taskManager'),
  ...resourcesRules('taskManager'),
  taskManagerReplicasMin,
  switchSessionToJob,
  switchJobToSession,
  switchNativeToStandalone,
  switchStandaloneToNative,
  savepointRedeployRequiresInitialPath,
  lastReconciledSpecUnreadable,
  stateLoss,
  serviceAccountRequired,
  autoscalerNumberUnparsable,
  autoscalerNumberOutOfRange,
  autoscalerExcludedPeriodsInvalid,
  autoscalerMetricsWindowTooSmall,
  flinkVersionDeprecated,
  flinkVersionImageMismatch,
  imagePullPolicyUnknown,
  forbiddenConfigKeyOlderName,
  configKeyUnknown,
  configKeyNotPerResource,
  configValueNull,
  configNestedTooDeep,
  configKeyPrefixConflict,
  highAvailabilityStorageMissing,
  lastStateWithoutHa,
  taskSlotsMin,
  ingressTemplateSuspicious,
  ingressNotManaged,
  applicationJarUri,
  parallelismNotRead,
  savepointTriggerNonceDeprecated,
  resourceDeprecated,
  resourceNotRead('jobManager'),
  resourceNotRead('taskManager'),
  memoryTooSmall('jobManager'),
  memoryTooSmall('taskManager'),
  memoryUnitSurprising,
  cpuAmountSurprising,
  podTemplateMainContainer,
  serviceAccountName,
  upgradeEffect,
];
