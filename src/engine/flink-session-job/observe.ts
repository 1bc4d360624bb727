import { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { Happening } from '../happening.ts';
import { answerAbout, jobSeen, tellProblems } from '../look-at-job.ts';
import { engineLimits } from '../options.ts';
import type { Ports } from '../ports.ts';
import { lookAtSnapshots } from '../snapshots/look.ts';
import { ageOfState, asksForAge, type StateAge } from '../state-age.ts';
import { alreadyDeployed, keepsState, lastReconciled } from '../status/bookkeeping.ts';
import { isTerminal, type JobAnswer, jobNotFound } from '../status/observed-job.ts';
import { lookAtStop } from '../stop-with-savepoint.ts';
import type { ObservedSessionJob } from './observed.ts';
import { changeOf } from './restore.ts';
import { configurationOf, type SessionJob, type Spec, type Status, sessionClusterOf } from './subject.ts';

export interface Observation {
  readonly observed: ObservedSessionJob;
  readonly happenings: readonly Happening[];
}

type Base = Omit<ObservedSessionJob, 'status' | 'last' | 'snapshots'>;

/** Looks at the cluster of a job and asks it after the job. Source: `spec/flink-engine.md` 2.4. */
export async function observeSessionJob(
  job: SessionJob,
  { wanted, generation }: Pick<ObservedSessionJob, 'wanted' | 'generation'>,
  ports: Ports,
): Promise<Observation> {
  const stored: Status = job.status ?? {};
  const { namespace, uid } = job.metadata;
  // The version is that of the cluster, which the limits of its namespace do not depend on.
  const limits = engineLimits(ports.operator().effective(namespace, undefined));
  const cluster = sessionClusterOf(job, limits, ports);
  const jobId = stored.jobStatus?.jobId;
  const asks = cluster?.ready === true && jobId !== undefined && lastReconciled(stored) !== undefined;
  const answer = asks ? (await answerAbout(jobId, ports.flink(cluster.place))).answer : undefined;
  const savepoint = asks ? await lookAtStop(stored, ports.flink(cluster.place)) : undefined;
  const base: Base = {
    job,
    wanted,
    generation,
    cluster,
    configuration: cluster && configurationOf(job, cluster),
    answer,
    savepoint,
    submission: jobId === undefined ? { type: 'none' } : ports.submissions.state(uid, jobId),
    limits,
    randomId: ports.randomId,
    now: ports.clock.now(),
  };
  const seen = await lookAt(base, stored, ports);
  const { status, happenings, snapshots } = await lookAtSnapshots(
    {
      of: job,
      status: seen.status,
      wanted,
      configuration: base.configuration ?? noConfiguration,
      flink: asks ? ports.flink(cluster.place) : undefined,
      isLost: false,
      now: base.now,
    },
    ports,
  );
  const observed = { ...base, status, snapshots, last: lastReconciled<Spec>(status) };
  const stateAge = await ageOf(observed, ports);
  return { observed: { ...observed, stateAge }, happenings: [...seen.happenings, ...happenings] };
}

/** Asked only where the job is about to be stopped, and its state may be too old for that. */
async function ageOf(observed: ObservedSessionJob, ports: Ports): Promise<StateAge> {
  const { configuration, status, cluster, answer, now } = observed;
  const { state, jobId } = status.jobStatus ?? {};
  if (!configuration || !asksForAge(configuration) || !cluster || !answer) return 'fine';
  if (state !== 'RUNNING' || jobId === undefined || changeOf(observed) === 'ignore') return 'fine';
  const reply = await ports.flink(cluster.place).checkpointTimes(jobId);
  const checkpoints = reply.type === 'answer' ? reply.value : undefined;
  return ageOfState({ status, configuration, checkpoints, now });
}

async function lookAt(
  base: Base,
  stored: Status,
  ports: Ports,
): Promise<{ status: Status; happenings: readonly Happening[] }> {
  const { answer, cluster, wanted, limits, now } = base;
  const quiet = { status: stored, happenings: [] };
  if (!answer || !cluster) return quiet;
  const flink = ports.flink(cluster.place);
  if (stored.reconciliationStatus?.state === 'UPGRADING') return lookAtUpgrade(base, stored, answer, ports);
  const beginsAgain = !keepsState(wanted.job);
  const seen = await jobSeen(stored, answer, flink, now, limits, { beginsAgain });
  const told = await problemsOf(base, stored, answer, ports);
  return { status: withoutOldError(seen.status), happenings: [...seen.happenings, ...told] };
}

/** Of a job without a cluster. */
const noConfiguration = new EffectiveConfiguration(new Map(), []);

/** A submission that has arrived is one whether or not its sender has heard of it; a job that is being stopped is watched to its end. */
async function lookAtUpgrade(base: Base, stored: Status, answer: JobAnswer, ports: Ports) {
  const { cluster, limits, now } = base;
  const flink = ports.flink((cluster as NonNullable<typeof cluster>).place);
  const submitting = lastReconciled(stored)?.spec.job?.state === 'suspended';
  if (!submitting) {
    return answer.type === 'found' ? jobSeen(stored, answer, flink, now, limits) : { status: stored, happenings: [] };
  }
  const arrived = answer.type === 'found' && answer.job.state !== 'CANCELLING' && answer.job.state !== 'CANCELED';
  if (!arrived) return { status: stored, happenings: [] };
  return jobSeen(alreadyDeployed(stored), answer, flink, now, limits);
}

async function problemsOf({ job, cluster, limits, now }: Base, stored: Status, answer: JobAnswer, ports: Ports) {
  const jobId = stored.jobStatus?.jobId;
  if (answer.type !== 'found' || !cluster || jobId === undefined || isTerminal(stored.jobStatus?.state)) return [];
  return tellProblems(jobId, ports.flink(cluster.place), ports.memory.of(job.metadata.uid), now, limits);
}

/** An error is over when the job runs as it should. */
function withoutOldError(status: Status): Status {
  const { error, ...rest } = status;
  return error !== undefined && error !== jobNotFound && status.jobStatus?.state === 'RUNNING' ? rest : status;
}
