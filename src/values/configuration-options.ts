import { booleanOption, durationOption, intOption, listOption, stringOption } from './configuration-option.ts';

/** The options of Flink and of the operator that rules read. */

const second = 1_000_000_000n;

export const checkpointDirectory = stringOption('execution.checkpointing.dir', {
  fallbackKeys: ['state.checkpoints.dir', 'state.backend.fs.checkpointdir'],
});
export const savepointDirectory = stringOption('execution.checkpointing.savepoint-dir', {
  fallbackKeys: ['state.savepoints.dir', 'savepoints.state.backend.fs.dir'],
});
export const highAvailabilityType = stringOption('high-availability.type', {
  fallbackKeys: ['recovery.mode', 'high-availability'],
  default: 'NONE',
});
export const highAvailabilityClusterId = stringOption('high-availability.cluster-id', {
  fallbackKeys: ['high-availability.zookeeper.path.namespace', 'recovery.zookeeper.path.namespace'],
});
export const kubernetesNamespace = stringOption('kubernetes.namespace', { default: 'default' });
export const kubernetesClusterId = stringOption('kubernetes.cluster-id');
export const defaultParallelism = intOption('parallelism.default', { default: 1 });
export const taskSlots = intOption('taskmanager.numberOfTaskSlots', { default: 1 });

export const rollbackEnabled = booleanOption('kubernetes.operator.deployment.rollback.enabled', { default: false });
export const healthCheckEnabled = booleanOption('kubernetes.operator.cluster.health-check.enabled', { default: false });
export const jobManagerRecoveryEnabled = booleanOption('kubernetes.operator.jm-deployment-recovery.enabled', {
  fallbackKeys: ['kubernetes.operator.reconciler.jm-deployment-recovery.enabled'],
  default: true,
});
/** A duration or a Quartz expression; empty switches periodic savepoints off. */
export const periodicSavepointInterval = stringOption('kubernetes.operator.periodic.savepoint.interval', {
  default: '',
});
/** A duration or a Quartz expression; empty switches periodic checkpoints off. */
export const periodicCheckpointInterval = stringOption('kubernetes.operator.periodic.checkpoint.interval', {
  default: '',
});
export const retainedCheckpoints = intOption('execution.checkpointing.num-retained', {
  fallbackKeys: ['state.checkpoints.num-retained'],
  default: 1,
});
export const maxCheckpointAge = durationOption('kubernetes.operator.job.upgrade.last-state.max.allowed.checkpoint.age');
export const reconcileInterval = durationOption('kubernetes.operator.reconcile.interval', {
  fallbackKeys: ['kubernetes.operator.reconciler.reschedule.interval'],
  default: 60n * second,
});
export const artifactSchemes = listOption('kubernetes.operator.user.artifacts.allowed-schemes', { default: ['https'] });
export const restrictedHostsDisallowed = booleanOption('kubernetes.operator.user.artifacts.disallow-restricted-hosts', {
  default: true,
});
export const ingressManaged = booleanOption('kubernetes.operator.ingress.manage', { default: true });
