import type { FlinkStateSnapshot, FlinkStateSnapshotStatus } from '../../api/flink-state-snapshot/types.ts';
import { savepointDirectory } from '../../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { ReconcilableSpec } from '../flink-deployment/configuration/from-spec.ts';
import {
  type Deployment,
  limitsFor,
  observedConfiguration,
  placeOf,
  specThatRuns,
} from '../flink-deployment/subject.ts';
import type { FlinkPlace } from '../flink-port.ts';
import { configurationOf, type SessionJob, sessionClusterOf } from '../flink-session-job/subject.ts';
import { type EngineLimits, engineLimits } from '../options.ts';
import type { Ports, Resource } from '../ports.ts';
import type { CommonStatus } from '../status/bookkeeping.ts';

export type Status = FlinkStateSnapshotStatus;
export type Spec = FlinkStateSnapshot['spec'];
/** As it is stored. */
export type Snapshot = Resource & Pick<FlinkStateSnapshot, 'spec' | 'status'>;

/** The job that a snapshot is of, and where it runs. */
export interface Target {
  readonly status: CommonStatus;
  readonly configuration: EffectiveConfiguration;
  readonly place: FlinkPlace;
  /** Its JobManager answers. */
  readonly ready: boolean;
}

export type SnapshotType = 'SAVEPOINT' | 'CHECKPOINT';

export const typeOf = ({ checkpoint }: Spec): SnapshotType => (checkpoint ? 'CHECKPOINT' : 'SAVEPOINT');

export const limitsOf = ({ metadata }: Snapshot, ports: Pick<Ports, 'operator'>): EngineLimits =>
  engineLimits(ports.operator().effective(metadata.namespace, undefined));

/** `undefined` where there is none, or it runs nowhere. */
export function targetOf({ metadata: { namespace }, spec }: Snapshot, ports: Ports): Target | undefined {
  const { kind = 'FlinkDeployment', name } = spec.jobReference ?? {};
  if (name === undefined) return undefined;
  return kind === 'FlinkSessionJob' ? sessionTarget(namespace, name, ports) : deploymentTarget(namespace, name, ports);
}

function deploymentTarget(namespace: string, name: string, ports: Ports): Target | undefined {
  const deployment = ports.resources.find<Deployment>('FlinkDeployment', namespace, name);
  if (!deployment?.spec?.flinkVersion) return undefined;
  const status = deployment.status ?? {};
  const spec = deployment.spec as ReconcilableSpec;
  const configuration = observedConfiguration(deployment, specThatRuns(status, spec), ports);
  const place = placeOf(deployment, configuration, limitsFor(deployment, ports));
  return { status, configuration, place, ready: status.jobManagerDeploymentStatus === 'READY' };
}

function sessionTarget(namespace: string, name: string, ports: Ports): Target | undefined {
  const job = ports.resources.find<SessionJob>('FlinkSessionJob', namespace, name);
  if (!job) return undefined;
  const limits = engineLimits(ports.operator().effective(namespace, undefined));
  const cluster = sessionClusterOf(job, limits, ports);
  if (!cluster) return undefined;
  const { place, ready } = cluster;
  return { status: job.status ?? {}, configuration: configurationOf(job, cluster), place, ready };
}

/** Where a savepoint goes; the cluster's own place where nobody says. */
export const directoryOf = ({ savepoint }: Spec, { configuration }: Target): string | undefined =>
  savepoint?.path ?? configuration.value(savepointDirectory);
