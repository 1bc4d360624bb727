import type { FlinkSessionJob } from '../../api/flink-session-job/types.ts';
import { stateLoss, upgradeEffect } from '../edit-effect.ts';
import type { SessionJobFacts } from '../facts.ts';
import {
  configKeyNotPerResource,
  configKeyUnknown,
  configNestedTooDeep,
  configValueNull,
} from '../flink-deployment/config-keys.ts';
import { savepointTriggerNonceDeprecated } from '../flink-deployment/deprecated-fields.ts';
import type { Rule } from '../rule.ts';
import {
  sessionClusterUnchecked,
  sessionDeploymentNameFormat,
  sessionDeploymentNameImmutable,
  sessionJobSpecRequired,
  sessionLastSpecUnreadable,
  sessionTargetIsApplication,
  sessionTargetSpecRequired,
} from './cluster.ts';
import { sessionJobClusterKey, sessionJobForbiddenConfigKey } from './configuration.ts';
import {
  jarUriHostMissing,
  jarUriHostRestricted,
  jarUriHostSuspicious,
  jarUriHostUnchecked,
  jarUriHostUnresolvable,
  jarUriSchemeMissing,
  jarUriSchemeNotAllowed,
  jarUriSyntax,
} from './jar-uri.ts';
import { rulesWithCluster, sessionJobCheckDeferred } from './with-cluster.ts';

/** In the order of their findings; advice comes last. */
export const flinkSessionJobRules: readonly Rule<FlinkSessionJob, SessionJobFacts>[] = [
  sessionDeploymentNameFormat,
  sessionJobSpecRequired,
  sessionDeploymentNameImmutable,
  sessionLastSpecUnreadable,
  stateLoss,
  jarUriSyntax,
  jarUriSchemeMissing,
  jarUriSchemeNotAllowed,
  jarUriHostMissing,
  jarUriHostUnresolvable,
  jarUriHostRestricted,
  sessionTargetSpecRequired,
  sessionTargetIsApplication,
  ...rulesWithCluster,
  sessionClusterUnchecked,
  sessionJobCheckDeferred,
  jarUriHostUnchecked,
  jarUriHostSuspicious,
  sessionJobForbiddenConfigKey,
  sessionJobClusterKey,
  configKeyUnknown,
  configKeyNotPerResource,
  configValueNull,
  configNestedTooDeep,
  savepointTriggerNonceDeprecated,
  upgradeEffect,
];
