import type { FlinkSessionJob, FlinkSessionJobStatus } from '../../api/flink-session-job/types.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { flattenConfiguration } from '../../values/flink-configuration.ts';
import type { FlinkVersion } from '../../values/flink-version.ts';
import { ConfigurationDraft } from '../flink-deployment/configuration/draft.ts';
import type { ReconcilableSpec } from '../flink-deployment/configuration/from-spec.ts';
import * as options from '../flink-deployment/configuration/options.ts';
import { type Deployment, observedConfiguration, placeOf, specThatRuns } from '../flink-deployment/subject.ts';
import type { FlinkPlace } from '../flink-port.ts';
import { artifactHeaders, type EngineLimits } from '../options.ts';
import type { Ports, Resource, Submission } from '../ports.ts';

export type Status = FlinkSessionJobStatus;
export type Spec = FlinkSessionJob['spec'];
/** As it is stored. */
export type SessionJob = Resource & Pick<FlinkSessionJob, 'spec' | 'status'>;

/** The session cluster that a job is to run on, with what is known of it. */
export interface SessionCluster {
  readonly deployment: Deployment;
  readonly flinkVersion: FlinkVersion;
  readonly configuration: EffectiveConfiguration;
  readonly place: FlinkPlace;
  /** Its JobManager answers. */
  readonly ready: boolean;
  /** No process of its JobManager runs. */
  readonly down: boolean;
  /** One is about to. */
  readonly starts: boolean;
}

export function sessionClusterOf(job: SessionJob, limits: EngineLimits, ports: Ports): SessionCluster | undefined {
  const { deploymentName } = job.spec;
  if (deploymentName === undefined) return undefined;
  const deployment = ports.resources.find<Deployment>('FlinkDeployment', job.metadata.namespace, deploymentName);
  if (!deployment?.spec?.flinkVersion) return undefined;
  const status = deployment.status ?? {};
  const spec = deployment.spec as ReconcilableSpec;
  const deployed = specThatRuns(status, spec);
  const configuration = observedConfiguration(deployment, deployed, ports);
  return {
    deployment,
    flinkVersion: deployed.flinkVersion,
    configuration,
    place: placeOf(deployment, configuration, limits),
    ready: isReady(deployment),
    down: isDown(deployment, ports),
    starts: status.jobManagerDeploymentStatus === 'DEPLOYING',
  };
}

/** Whether jobs may be sent to it. */
export const isReady = (deployment: Pick<Deployment, 'metadata' | 'status'>): boolean =>
  deployment.status?.jobManagerDeploymentStatus === 'READY' && !isBeingReplaced(deployment);

/** Its JobManager may be one that goes; where nothing comes after it, it is watched all the same. */
function isBeingReplaced({ metadata, status }: Pick<Deployment, 'metadata' | 'status'>): boolean {
  const { state } = status?.reconciliationStatus ?? {};
  return (state === 'UPGRADING' || state === 'ROLLING_BACK') && metadata.deletionTimestamp === undefined;
}

interface JobManager extends Resource {
  readonly status?: { readonly availableReplicas?: number };
}

/** One that is starting may be one that was silent for a while. */
function isDown({ metadata: { namespace, name }, status = {} }: Deployment, { resources }: Ports): boolean {
  switch (status.jobManagerDeploymentStatus) {
    case 'READY':
    case 'DEPLOYED_NOT_READY':
      return false;
    case 'DEPLOYING':
      return !resources.find<JobManager>('Deployment', namespace, name)?.status?.availableReplicas;
    default:
      return true;
  }
}

/** That of the cluster, with what the job says over it. */
export function configurationOf({ spec }: SessionJob, { configuration }: SessionCluster): EffectiveConfiguration {
  return new ConfigurationDraft([...entriesOf(configuration), ...ownEntries(spec)]).current;
}

function entriesOf(configuration: EffectiveConfiguration): [string, string][] {
  return [...configuration.keys()].map((key) => [key, configuration.get(key) ?? '']);
}

function ownEntries({ flinkConfiguration }: Spec): [string, string][] {
  const flat = flattenConfiguration(flinkConfiguration);
  return [...flat.keys()].map((key) => [key, flat.text(key) ?? '']);
}

/**
 * What is sent to run a job: of the configuration only what is the job's own, for the cluster knows its part and some of it is
 * secret. Source: `spec/flink-engine.md` 6.2, 8.4, 11.
 */
export function submissionOf(
  job: SessionJob,
  spec: Spec,
  cluster: SessionCluster,
  start: { readonly jobId: string; readonly savepointPath: string | undefined },
  { timeouts }: EngineLimits,
): Submission {
  const { jarURI, entryClass, args = [], parallelism, allowNonRestoredState } = spec.job ?? {};
  const { name, namespace } = job.metadata;
  const whole = configurationOf({ ...job, spec }, cluster);
  return {
    namespace,
    job: name,
    place: cluster.place,
    flinkVersion: cluster.flinkVersion,
    ...start,
    jarUri: jarURI,
    headers: Object.fromEntries(whole.value(artifactHeaders) ?? []),
    entryClass,
    args,
    parallelism,
    allowNonRestoredState,
    configuration: ownConfiguration(spec, name, whole),
    timeout: timeouts.submission,
  };
}

function ownConfiguration(spec: Spec, name: string, whole: EffectiveConfiguration): Record<string, string> {
  const own = new ConfigurationDraft(ownEntries(spec));
  const implied = (option: Parameters<EffectiveConfiguration['contains']>[0], text: string) => {
    if (!whole.contains(option)) own.set(option.key, text);
  };
  implied(options.pipelineName, name);
  if (spec.job?.upgradeMode === 'last-state') implied(options.checkpointInterval, '5 min');
  implied(options.checkpointRetention, 'RETAIN_ON_CANCELLATION');
  own.deleteWhere((key) => key.startsWith('kubernetes.') || key.startsWith('job.autoscaler.'));
  return Object.fromEntries(own.finish().texts);
}
