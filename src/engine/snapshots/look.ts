import type { FlinkCluster, SavepointProgress } from '../flink-port.ts';
import type { Snapshot } from '../flink-state-snapshot/subject.ts';
import type { Happening } from '../happening.ts';
import { snapshotResources } from '../options.ts';
import type { Ports } from '../ports.ts';
import type { CommonStatus } from '../status/bookkeeping.ts';
import { type Owner, type SnapshotsSeen, type SnapshotType, snapshotTypes } from './job.ts';
import { dueTimeOf } from './name.ts';
import { type Settling, settleTrigger } from './settle.ts';
import { infoOf, pendingTrigger } from './trigger.ts';

interface Looking<S extends CommonStatus> extends Omit<Settling<S>, 'progress'> {
  readonly of: Owner;
  /** `undefined` where it cannot be asked. */
  readonly flink: FlinkCluster | undefined;
}

interface Look<S extends CommonStatus> {
  readonly status: S;
  readonly happenings: readonly Happening[];
  readonly snapshots: SnapshotsSeen;
}

/** Looks at the snapshots of a job, those that are objects of their own and those of which its status tells. */
export async function lookAtSnapshots<S extends CommonStatus>(looking: Looking<S>, ports: Ports): Promise<Look<S>> {
  const { of, configuration, now } = looking;
  const recollection = ports.memory.of(of.metadata.uid);
  const resources = resourcesOf(of, ports);
  const progress = await progressOf(looking);
  const happenings: Happening[] = [];
  const lastPeriodic = { savepoint: 0, checkpoint: 0 };
  let { status } = looking;
  for (const type of snapshotTypes) {
    const settled = settleTrigger({ ...looking, status, progress: progress[type] }, type);
    status = settled.status;
    happenings.push(...settled.happenings);
    const times = [settled.spent ?? 0, ...periodicTimes({ status, resources }, type)];
    const since = recollection.periodic?.[type] ?? createdAt(of);
    lastPeriodic[type] = newest([since, ...times], now.getTime()) ?? Math.min(createdAt(of), now.getTime());
  }
  recollection.periodic = lastPeriodic;
  const areResources =
    ports.resources.isKnown('FlinkStateSnapshot') &&
    configuration.value(snapshotResources) !== false &&
    ports.operator().own.value(snapshotResources) !== false;
  return {
    status,
    happenings,
    snapshots: { areResources, resources, progress, lastPeriodic, timeZone: ports.timeZone },
  };
}

/** Clocks may be set, so a time to come says nothing. */
function newest(times: readonly number[], now: number): number | undefined {
  const past = times.filter((time) => time > 0 && time <= now);
  return past.length === 0 ? undefined : Math.max(...past);
}

const createdAt = ({ metadata }: Pick<Owner, 'metadata'>) => Date.parse(metadata.creationTimestamp ?? '') || 0;

function resourcesOf(of: Owner, ports: Ports): readonly Snapshot[] {
  return [...ports.snapshotsOf<Snapshot>(of)]
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .toSorted((one, other) => createdAt(one) - createdAt(other) || (one.metadata.name < other.metadata.name ? -1 : 1));
}

/** When periodic ones were taken, as far as anybody tells. */
function periodicTimes(
  { status, resources }: { readonly status: CommonStatus; readonly resources: readonly Snapshot[] },
  type: SnapshotType,
): readonly number[] {
  const info = infoOf(status, type);
  const told = type === 'savepoint' ? info.lastPeriodicSavepointTimestamp : info.lastPeriodicCheckpointTimestamp;
  const made = resources.filter(
    ({ metadata, spec }) =>
      metadata.labels?.['snapshot.trigger-type'] === 'PERIODIC' && Boolean(spec.checkpoint) === (type === 'checkpoint'),
  );
  // The time for which it is counts where clocks differ.
  const times = made.flatMap((snapshot) => [createdAt(snapshot), dueTimeOf(snapshot.metadata.name) ?? 0]);
  return [told ?? 0, ...times];
}

async function progressOf<S extends CommonStatus>({ status, flink }: Looking<S>): Promise<SnapshotsSeen['progress']> {
  const jobId = status.jobStatus?.jobId;
  if (!flink || jobId === undefined) return {};
  const found: { [type in SnapshotType]?: SavepointProgress } = {};
  for (const type of snapshotTypes) {
    const pending = pendingTrigger(status, type);
    if (!pending) continue;
    const reply = await flink[type](jobId, pending.triggerId);
    if (reply.type === 'answer') found[type] = reply.value;
  }
  return found;
}
