import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { FlinkPlace, SavepointProgress } from '../flink-port.ts';
import type { Snapshot } from '../flink-state-snapshot/subject.ts';
import type { EngineLimits } from '../options.ts';
import type { Resource } from '../ports.ts';
import type { CommonSpec, CommonStatus } from '../status/bookkeeping.ts';

export type SnapshotType = 'savepoint' | 'checkpoint';

/** In this order they are asked for. */
export const snapshotTypes = ['savepoint', 'checkpoint'] as const;

/** Whose snapshots they are. */
export type Owner = Pick<Resource, 'kind' | 'metadata'>;

/** What is known of the snapshots of a job. */
export interface SnapshotsSeen {
  /** Snapshots are objects of their own; otherwise the status of the job tells of them. */
  readonly areResources: boolean;
  /** FlinkStateSnapshots of this job that are not on their way out, the oldest first. */
  readonly resources: readonly Snapshot[];
  /** What has become of those that the status says were triggered; nothing where nobody could be asked. */
  readonly progress: { readonly [type in SnapshotType]?: SavepointProgress };
  /** From when on the next periodic ones are counted: milliseconds since 1970. */
  readonly lastPeriodic: { readonly [type in SnapshotType]: number };
  /** An IANA name. */
  readonly timeZone: string;
}

/** A job, of whichever kind, of which snapshots are taken. */
export interface SnapshotJob<S extends CommonStatus> {
  readonly of: Owner;
  readonly status: S;
  readonly wanted: CommonSpec;
  readonly flinkVersion: string;
  readonly configuration: EffectiveConfiguration;
  readonly place: FlinkPlace;
  readonly limits: EngineLimits;
  readonly snapshots: SnapshotsSeen;
  readonly randomId: () => string;
  readonly now: Date;
}

export const nonceOf = { savepoint: 'savepointTriggerNonce', checkpoint: 'checkpointTriggerNonce' } as const;

/** Reasons of events about them. */
export const errorReason = { savepoint: 'SavepointError', checkpoint: 'CheckpointError' } as const;
