import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { FlinkCluster, FlinkPlace } from '../flink-port.ts';
import { answerAbout, jobSeen, tellProblems } from '../look-at-job.ts';
import type { EngineLimits } from '../options.ts';
import type { Ports, Recollection } from '../ports.ts';
import { lastReconciled, markStable } from '../status/bookkeeping.ts';
import { isTerminal } from '../status/observed-job.ts';
import { healthLimits, healthOf, judgeHealth, withHealth } from './health.ts';
import type { Seen } from './observed.ts';
import { clusterSize } from './process-size.ts';
import type { Status } from './subject.ts';
import { taskManagersOf } from './task-managers.ts';

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
  const judged = await withHealthOf(jobId, { ...look, status: seen.status }, flink, now);
  return { status: judged, happenings: [...seen.happenings, ...told], silent };
}

/** Where its owner wants a job to be healthy. Who cannot say now is asked by the next pass. */
async function withHealthOf(jobId: string, look: ClusterLook, flink: FlinkCluster, now: Date): Promise<Status> {
  const { status, configuration } = look;
  const limits = healthLimits(configuration);
  if (!limits || isTerminal(status.jobStatus?.state)) return status;
  const reply = await flink.jobHealth(jobId);
  if (reply.type !== 'answer' || !reply.value) return status;
  const { restarts, completedCheckpoints: checkpoints } = reply.value;
  return withHealth(status, judgeHealth(healthOf(status), { at: now.getTime(), restarts, checkpoints }, limits));
}

async function measured(
  status: Status,
  { configuration, place, recollection }: ClusterLook,
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
  return {
    ...status,
    ...(taskManagers.type === 'answer' && counted(status, place.cluster, taskManagers.value)),
    clusterInfo: { ...status.clusterInfo, ...Object.fromEntries(facts) },
  };
}

/** A job is about to have those of its spec while it has none yet, or again; of a session cluster that never had any there is nothing to tell. */
function counted(status: Status, cluster: string, count: number): Pick<Status, 'taskManager'> {
  const isSession = lastReconciled(status)?.spec.job === undefined;
  const isTold = count > 0 || (isSession && status.taskManager !== undefined);
  return isTold ? { taskManager: taskManagersOf(cluster, count) } : {};
}
