import type { JobSpec, JobStatus } from '../../api/flink-deployment/types.ts';
import type { EditEffect } from '../../rules/facts.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { checkpointInterval } from '../flink-deployment/configuration/options.ts';
import type { Change } from '../spec-difference.ts';
import { keepsState } from '../status/bookkeeping.ts';
import type { BeginEffect, StopEffect } from './effect.ts';

/** Why state may be lost. */
export interface Loss {
  readonly reason:
    | 'stateless-upgrade'
    | 'redeploy'
    | 'stopped-without-state'
    | 'non-restored-state'
    | 'session-cluster';
  /** The field that brings it about, without `spec.`. */
  readonly field: NonNullable<EditEffect['loss']>['field'];
  /** Continues the name of the field: "is stateless: …". */
  readonly message: string;
}

export interface LossGrounds {
  readonly wanted: JobSpec;
  readonly jobStatus: JobStatus | undefined;
  /** How the job was stopped that does not run; `undefined` where one runs, or none ever did. */
  readonly stoppedBy: JobSpec['upgradeMode'];
  readonly makesCheckpoints: boolean;
  readonly isRedeployed: boolean;
  readonly changes: readonly Change[];
  readonly stop: StopEffect;
  readonly begin: BeginEffect;
}

/** Of an edit of what runs a job. */
export function lossOf(grounds: LossGrounds): Loss | undefined {
  const { wanted, stop, begin, isRedeployed } = grounds;
  if (isRedeployed) return redeployed(begin);
  const ends = stop === 'stateless' || begin.type === 'empty';
  if (!ends) return nonRestored(grounds);
  if (!keepsState(wanted)) return stateless(grounds);
  // Where one ends by itself without state, there was none.
  if (begin.type !== 'empty' || grounds.stoppedBy !== 'stateless') return undefined;
  return {
    reason: 'stopped-without-state',
    field: 'job.upgradeMode',
    message: `is ${wanted.upgradeMode}, but the job was stopped stateless: it begins empty`,
  };
}

function redeployed(begin: BeginEffect): Loss {
  const from = begin.type === 'path' ? `from ${begin.path}` : 'empty';
  return {
    reason: 'redeploy',
    field: 'job.savepointRedeployNonce',
    message: `begins the job ${from}: what it did since is dropped`,
  };
}

function stateless({ makesCheckpoints, jobStatus, begin }: LossGrounds): Loss | undefined {
  const { upgradeSavepointPath, savepointInfo } = jobStatus ?? {};
  const known = upgradeSavepointPath ?? savepointInfo?.lastSavepoint?.location;
  if (!makesCheckpoints && known === undefined) return undefined;
  const has = makesCheckpoints ? 'makes checkpoints' : 'has a savepoint';
  const then = begin.type === 'rests' ? 'is stopped without them' : 'begins empty';
  return {
    reason: 'stateless-upgrade',
    field: 'job.upgradeMode',
    message: `is stateless: the job ${has}, and ${makesCheckpoints ? then : 'begins without it'}`,
  };
}

/** Fields that bring another program, which may have no place for some of the state. */
const program = ['job.jarURI', 'job.entryClass', 'job.args', 'image', 'podTemplate', 'flinkVersion'];

function nonRestored({ wanted, changes, begin }: LossGrounds): Loss | undefined {
  const begins = begin.type !== 'goes-on' && begin.type !== 'rests';
  if (!wanted.allowNonRestoredState || !begins) return undefined;
  const other = changes.find(({ path }) => program.some((name) => path === name || path.startsWith(`${name}.`)));
  if (!other) return undefined;
  return {
    reason: 'non-restored-state',
    field: 'job.allowNonRestoredState',
    message: `is true: state that the new ${other.path} has no place for is dropped`,
  };
}

/** Of a session cluster that is replaced. */
export function lossOfCluster(
  isHighlyAvailable: boolean,
  sessionJobs: readonly string[] | undefined,
): Loss | undefined {
  if (isHighlyAvailable || sessionJobs?.length === 0) return undefined;
  const jobs = sessionJobs === undefined ? 'jobs that run on it' : sessionJobs.join(', ');
  return {
    reason: 'session-cluster',
    field: 'flinkConfiguration',
    message: `has no high availability: ${jobs} end with the cluster, without their state`,
  };
}

/** Whether jobs with this configuration take checkpoints. */
export function makesCheckpoints(configuration: EffectiveConfiguration): boolean {
  const interval = configuration.value(checkpointInterval)?.trim();
  return interval !== undefined && !/^0*\s*[a-z]*$/i.test(interval);
}
