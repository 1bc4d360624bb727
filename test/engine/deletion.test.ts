import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanUp as cleanUpDeployment } from '../../src/engine/flink-deployment/steps/clean-up.ts';
import type { Status as DeploymentStatus } from '../../src/engine/flink-deployment/subject.ts';
import { cleanUp as cleanUpSessionJob } from '../../src/engine/flink-session-job/clean-up.ts';
import type { ObservedSessionJob } from '../../src/engine/flink-session-job/observed.ts';
import { type SessionJob, sessionClusterOf } from '../../src/engine/flink-session-job/subject.ts';
import type { Ports } from '../../src/engine/ports.ts';
import { type Decision, decide } from '../../src/engine/step.ts';
import { EffectiveConfiguration, OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import {
  applicationSpec,
  type Facts,
  gone,
  kept,
  now,
  observedDeployment,
  running,
} from '../support/observed-deployment.ts';
import { observedSessionJob } from '../support/observed-session-job.ts';

/** Of a decision: what is done, what is told, and whether the object may go. */
function told({ actions = [], happenings = [], released }: Decision<unknown>): string {
  const reasons = happenings.map(({ reason }) => reason).filter((reason) => reason !== 'Cleanup');
  return [...actions.map(({ type }) => type), ...reasons, released ? 'goes' : 'stays'].join(' ');
}

const { job: _, ...session } = applicationSpec();
const blocking = {
  jobs: 'kubernetes.operator.session.deletion.block-on-session-jobs',
  unmanaged: 'kubernetes.operator.session.deletion.block-on-unmanaged-jobs',
};

function clusterGoes(facts: Facts, jobManager: DeploymentStatus['jobManagerDeploymentStatus'] = 'READY'): string {
  const status: DeploymentStatus = {
    jobManagerDeploymentStatus: jobManager,
    reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec: kept(session as never) },
  };
  const wanted = session as never;
  return told(decide(cleanUpDeployment, observedDeployment({ wanted, status, remains: running, ...facts })));
}

interface Pair {
  readonly jobs: boolean;
  readonly unmanaged: boolean;
}
const configured = ({ jobs, unmanaged }: Pair) => ({
  [blocking.jobs]: String(jobs),
  [blocking.unmanaged]: String(unmanaged),
});
const running1 = [{ id: 'a', state: 'RUNNING' as const }];

/** For each pair of options: with a FlinkSessionJob, with a job of somebody else, where nobody says, and with neither. */
const pairs: readonly (Pair & { readonly outcomes: readonly string[] })[] = [
  {
    jobs: true,
    unmanaged: true,
    outcomes: ['CleanupFailed stays', 'CleanupFailed stays', 'CleanupFailed stays', 'remove stays'],
  },
  { jobs: true, unmanaged: false, outcomes: ['CleanupFailed stays', 'remove stays', 'remove stays', 'remove stays'] },
  { jobs: false, unmanaged: true, outcomes: ['remove stays', 'remove stays', 'remove stays', 'remove stays'] },
  { jobs: false, unmanaged: false, outcomes: ['remove stays', 'remove stays', 'remove stays', 'remove stays'] },
];

/** Source: `spec/flink-engine.md` 6.4, 11 (FLINK-40542, FLINK-39618). */
for (const { outcomes, ...pair } of pairs) {
  const configuration = configured(pair);
  const cases = [
    ['with a session job', { sessionJobs: ['job'] }],
    ['with a job of somebody else', { sessionJobs: [], jobs: running1 }],
    ['which does not say what it runs', { sessionJobs: [], jobs: undefined }],
    ['with jobs that have ended', { sessionJobs: [], jobs: [{ id: 'a', state: 'FINISHED' as const }] }],
  ] as const;
  for (const [index, [name, facts]] of cases.entries()) {
    test(`a session cluster ${name} goes: ${JSON.stringify(pair)}`, () => {
      assert.equal(clusterGoes({ ...facts, configuration }), outcomes[index]);
    });
  }
}

test('a JobManager that can never answer keeps nobody', () => {
  const configuration = configured({ jobs: true, unmanaged: true });
  const facts = { configuration, sessionJobs: [], jobs: undefined };
  assert.equal(clusterGoes(facts, 'ERROR'), 'remove stays');
  assert.equal(clusterGoes({ ...facts, remains: gone }, 'MISSING'), 'goes');
});

test('a session cluster that was never deployed goes at once', () => {
  const status = { jobManagerDeploymentStatus: 'MISSING' } as const;
  const observed = observedDeployment({ wanted: session as never, status, remains: gone, sessionJobs: [] });
  assert.equal(told(decide(cleanUpDeployment, observed)), 'goes');
});

interface JobCase {
  readonly name: string;
  /** Of its cluster. */
  readonly cluster?: DeploymentStatus | undefined;
  /** The cluster is to go. */
  readonly ends?: true;
  readonly operator?: Readonly<Record<string, string>>;
  readonly answer?: ObservedSessionJob['answer'];
  readonly outcome: string;
}

function jobGoes({ cluster, ends, operator = {}, answer }: Omit<JobCase, 'name' | 'outcome'>): string {
  const { deployment, limits } = observedDeployment({ wanted: session as never });
  const metadata = { ...deployment.metadata, ...(ends && { deletionTimestamp: now.toISOString() }) };
  const stored = {
    ...deployment,
    metadata,
    status: { ...cluster, ...(ends && { lifecycleState: 'DELETING' as const }) },
  };
  const job = {
    ...deployment,
    kind: 'FlinkSessionJob',
    spec: { deploymentName: 'app', job: { upgradeMode: 'stateless' } },
    status: { jobStatus: { jobId: 'a'.repeat(32), state: 'RUNNING' } },
  } as unknown as SessionJob;
  const found = { find: (kind: string) => (kind === 'FlinkDeployment' && cluster ? stored : undefined) };
  const ports = { operator: () => OperatorConfiguration.from(operator), resources: found } as unknown as Ports;
  const known = sessionClusterOf(job, limits, ports);
  const configuration = known && new EffectiveConfiguration(new Map(Object.entries(operator)), []);
  const observed = observedSessionJob({
    wanted: job.spec,
    status: job.status ?? {},
    job,
    cluster: known,
    configuration,
    answer,
  });
  return told(decide(cleanUpSessionJob, observed));
}

const ready = { jobManagerDeploymentStatus: 'READY' } as const;
const missing = { jobManagerDeploymentStatus: 'MISSING' } as const;
const found = { type: 'found', job: { state: 'RUNNING' } } as const;
const highlyAvailable = { 'high-availability.type': 'kubernetes', 'high-availability.storageDir': 's3://ha' };
const free = { [blocking.jobs]: 'false' };

/** Source: `spec/flink-engine.md` 6.4, 11 (found by reading 27). */
const jobs: readonly JobCase[] = [
  { name: 'of a cluster that answers', cluster: ready, answer: found, outcome: 'cancelJob stays' },
  {
    name: 'that has ended',
    cluster: ready,
    answer: { type: 'found', job: { state: 'CANCELED' } },
    outcome: 'abandonSubmission goes',
  },
  { name: 'of a cluster that does not say', cluster: ready, answer: { type: 'silent' }, outcome: 'stays' },
  { name: 'without a cluster', outcome: 'abandonSubmission goes' },
  { name: 'of a cluster that waits for it', cluster: ready, ends: true, answer: found, outcome: 'cancelJob stays' },
  {
    name: 'of a cluster that goes and does not wait',
    cluster: ready,
    ends: true,
    operator: free,
    answer: found,
    outcome: 'abandonSubmission goes',
  },
  { name: 'that has gone with its JobManager', cluster: missing, outcome: 'abandonSubmission goes' },
  {
    name: 'that comes back with its JobManager, as the operator has it for all',
    cluster: missing,
    operator: highlyAvailable,
    outcome: 'stays',
  },
  {
    name: 'whose JobManager nobody brings back',
    cluster: missing,
    ends: true,
    operator: highlyAvailable,
    outcome: 'abandonSubmission goes',
  },
];

for (const { name, outcome, ...rest } of jobs) {
  test(`a session job goes ${name}`, () => assert.equal(jobGoes(rest), outcome));
}
