import { isCanary } from '../canary.ts';
import { engineLimits } from '../options.ts';
import type { Considered, Engine } from '../pass.ts';
import type { Ports } from '../ports.ts';
import { failureOf } from '../reconcile-error.ts';
import { lastReconciled } from '../status/bookkeeping.ts';
import { reconciliationError, validationError } from '../status/exceptions.ts';
import { lifecycleOf } from '../status/lifecycle.ts';
import { decide } from '../step.ts';
import { cleanUp } from './clean-up.ts';
import { observeSessionJob } from './observe.ts';
import { steps } from './steps.ts';
import type { SessionJob, Spec, Status } from './subject.ts';

/** Jobs that run on the session cluster of a FlinkDeployment. */
export const flinkSessionJobEngine: Engine<SessionJob, Status> = {
  kind: 'FlinkSessionJob',
  finalizer: 'flinksessionjobs.flink.apache.org/finalizer',
  async consider(job, ports) {
    if (job.metadata.deletionTimestamp !== undefined) return considerDeletion(job, ports);
    return isCanary(job.metadata) ? undefined : considerSpec(job, ports);
  },
  complete: (status) => ({ ...status, lifecycleState: lifecycleOf(status) }),
  failed: (status, error, job, ports) => ({
    ...status,
    error: reconciliationError(error, limitsOf(job, ports).errors),
  }),
  failure: (error) => failureOf(error, 'Job'),
};

const limitsOf = ({ metadata }: SessionJob, ports: Pick<Ports, 'operator'>) =>
  engineLimits(ports.operator().effective(metadata.namespace, undefined));

async function considerSpec(job: SessionJob, ports: Ports): Promise<Considered<Status>> {
  const before: Status = job.status ?? {};
  const { errors, times } = limitsOf(job, ports);
  const again = () => times.reconcile;
  const findings = await ports.findings(job);
  if (findings.length === 0) {
    const { generation } = job.metadata;
    const { observed, happenings } = await observeSessionJob(job, { wanted: job.spec, generation }, ports);
    return { decision: decide(steps, observed), happenings, again };
  }
  const message = findings.join('\n');
  const invalid = { component: 'Operator', type: 'Warning', reason: 'ValidationError', message } as const;
  const error = validationError(findings, errors);
  const good = lastGood(before, job.spec);
  if (!good) return { decision: { status: { ...before, error } }, happenings: [invalid], again: () => undefined };
  const generation = before.observedGeneration ?? 0;
  const { observed, happenings } = await observeSessionJob(job, { wanted: good, generation }, ports);
  const { status, done, ...rest } = decide(steps, observed);
  const decision = { ...rest, status: { ...status, error }, ...(done && { done: { ...done, error } }) };
  return { decision, happenings: [invalid, ...happenings], again };
}

/** What the pass goes on with while the spec is wrong: what was submitted last, and what its owner wishes for its state. */
function lastGood(status: Status, { job }: Spec): Spec | undefined {
  const last = lastReconciled<Spec>(status)?.spec;
  if (!last?.job) return last;
  const { upgradeMode, ...rest } = last.job;
  const wish = job ? job.upgradeMode : upgradeMode;
  const underWay = status.reconciliationStatus?.state === 'UPGRADING';
  return { ...last, job: { ...rest, ...(wish && { upgradeMode: wish }), ...(underWay && { state: 'running' }) } };
}

async function considerDeletion(job: SessionJob, ports: Ports): Promise<Considered<Status>> {
  const before: Status = { ...job.status, lifecycleState: 'DELETING' };
  // A canary may have none.
  const spec: Spec = job.spec ?? {};
  const wanted = lastReconciled<Spec>(before)?.spec ?? spec;
  const { generation } = job.metadata;
  const whole = { ...job, spec, status: before };
  const { observed, happenings } = await observeSessionJob(whole, { wanted, generation }, ports);
  const { times } = limitsOf(job, ports);
  return { decision: decide(cleanUp, observed), happenings, again: () => times.progress };
}
