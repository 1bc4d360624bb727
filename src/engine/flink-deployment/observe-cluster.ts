import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { answerAbout, jobSeen, tellProblems } from '../look-at-job.ts';
import type { EngineLimits } from '../options.ts';
import type { FlinkCluster, FlinkPlace, Ports, Recollection } from '../ports.ts';
import { lastReconciled, markStable } from '../status/bookkeeping.ts';
import { isTerminal } from '../status/observed-job.ts';
import type { Seen } from './observed.ts';
import { clusterSize } from './process-size.ts';
import type { Status } from './subject.ts';

interface ClusterLook {
  readonly status: Status;
  readonly place: FlinkPlace;
  readonly configuration: EffectiveConfiguration;
  readonly limits: EngineLimits;
  readonly recollection: Recollection;
}

export interface SeenCluster extends Seen {
  /** It gave no answer, so its JobManager may be gone. */
  readonly silent: boolean;
}

/** Milliseconds between two looks at how large a cluster is. */
const measureEvery = 60_000;

/** Asks a cluster whose JobManager answers after its job, or a session cluster whether it is well. */
export async function lookAtCluster(look: ClusterLook, ports: Pick<Ports, 'flink' | 'clock'>): Promise<SeenCluster> {
  const flink = ports.flink(look.place);
  const isSession = lastReconciled(look.status)?.spec.job === undefined;
  const seen = isSession ? await lookAtSession(look.status, flink) : await lookAtJob(look, flink, ports.clock.now());
  if (seen.silent) return seen;
  return { ...seen, status: await measured(seen.status, look, flink, ports.clock.elapsed()) };
}

async function lookAtSession(status: Status, flink: FlinkCluster): Promise<SeenCluster> {
  const reply = await flink.taskManagers();
  const quiet = { happenings: [], silent: reply.type === 'silent' };
  const proven = reply.type === 'answer' && status.reconciliationStatus?.state === 'DEPLOYED';
  return { status: proven ? markStable(status) : status, ...quiet };
}

async function lookAtJob(look: ClusterLook, flink: FlinkCluster, now: Date): Promise<SeenCluster> {
  const { status, limits, recollection } = look;
  const jobId = status.jobStatus?.jobId;
  const { answer, silent } = await answerAbout(jobId, flink);
  const seen = await jobSeen(status, answer, flink, now, limits);
  if (answer.type !== 'found' || jobId === undefined || isTerminal(status.jobStatus?.state)) return { ...seen, silent };
  const told = await tellProblems(jobId, flink, recollection, now, limits);
  return { status: seen.status, happenings: [...seen.happenings, ...told], silent };
}

async function measured(
  status: Status,
  { configuration, recollection }: ClusterLook,
  flink: FlinkCluster,
  elapsed: number,
): Promise<Status> {
  const known = status.clusterInfo?.['flink-version'] !== undefined;
  if (known && recollection.measured !== undefined && elapsed - recollection.measured < measureEvery) return status;
  const jobId = status.jobStatus?.jobId;
  const [version, taskManagers, latest] = await Promise.all([
    known ? undefined : flink.version(),
    flink.taskManagers(),
    jobId === undefined ? undefined : flink.latestCheckpoint(jobId),
  ]);
  recollection.measured = elapsed;
  const info: Record<string, string | undefined> = {
    ...(version?.type === 'answer' && {
      'flink-version': version.value.version,
      'flink-revision': version.value.revision,
    }),
    ...(taskManagers.type === 'answer' && clusterSize(configuration, taskManagers.value)),
    ...(latest?.type === 'answer' && latest.value?.bytes !== undefined && { 'state-size': String(latest.value.bytes) }),
  };
  const facts = Object.entries(info).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (facts.length === 0) return status;
  return { ...status, clusterInfo: { ...status.clusterInfo, ...Object.fromEntries(facts) } };
}
