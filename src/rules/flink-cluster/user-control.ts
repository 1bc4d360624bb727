import { entry, type FieldPath } from '../../api/field-path.ts';
import type { FlinkCluster } from '../../api/flink-cluster/types.ts';
import { isObject } from '../../values/json.ts';
import type { ClusterFacts } from '../facts.ts';
import { forbidden, nothing, notSupported } from '../rule.ts';
import { type ClusterRule, inJob, isCreation, stored } from './cluster-rule.ts';
import { controlInProgress, isFinished, isStopped, jobStatus } from './job-state.ts';

export const userControlAnnotation = 'flinkclusters.flinkoperator.k8s.io/user-control';

const controls: readonly unknown[] = ['savepoint', 'job-cancel'];

const saveable = inJob('savepointsDir: s3://state/');
const restartable = inJob(
  'savepointsDir: s3://state/, restartPolicy: FromSavepointOnFailure, maxStateAgeToRestoreSeconds: 3600',
);
const asking = (control: string, spec = saveable) =>
  `{ metadata: { annotations: { ${userControlAnnotation}: ${control} } }, ${spec} }`;
const withState = (state: string, spec = saveable) =>
  `{ ${spec}, status: { state: Running, components: { job: { state: ${state} } } } }`;
const beingSaved = `{ metadata: { annotations: { ${userControlAnnotation}: savepoint } }, ${saveable}, status: { control: { name: savepoint, state: InProgress } } }`;

function controlOf({ metadata }: FlinkCluster): unknown {
  const annotations: unknown = metadata?.annotations;
  return isObject(annotations) ? annotations[userControlAnnotation] : undefined;
}

const pathTo = (at: FieldPath<FlinkCluster>) => entry(at.metadata.annotations, userControlAnnotation);

/** What an UPDATE newly asks for, and the cluster that it asks it of. A request that is already stored is not judged again. */
function asked(cluster: FlinkCluster, facts: ClusterFacts): { control: unknown; of: FlinkCluster } | undefined {
  const control = controlOf(cluster);
  if (control === undefined) return undefined;
  const of = stored(cluster, facts);
  if (!of || (facts.previous && controlOf(facts.previous) === control)) return undefined;
  return { control, of };
}

export const userControlValue: ClusterRule = {
  id: 'user-control-value',
  summary: 'The user-control annotation asks for savepoint or job-cancel.',
  explanation:
    'Other values ask for nothing, and the operator would only remove the annotation. savepoint takes one savepoint, ' +
    'job-cancel stops the job, with a savepoint where savepointsDir is set.',
  scope: 'metadata',
  examples: {
    good: asking('savepoint'),
    bad: asking('restart'),
    given: { previous: withState('Running') },
  },
  check(cluster, at, facts) {
    const request = asked(cluster, facts);
    if (!request || controls.includes(request.control)) return nothing;
    return [notSupported(pathTo(at), 'must be savepoint or job-cancel')];
  },
};

export const userControlOnCreate: ClusterRule = {
  id: 'user-control-on-create',
  summary: 'A new cluster has no user-control annotation.',
  explanation:
    'The annotation asks for something to be done with a running job, and a new cluster has none: the request fails or ' +
    'is dropped. Manifests that were copied from a running cluster sometimes have it.',
  severity: 'warning',
  scope: 'metadata',
  examples: { good: inJob('parallelism: 1'), bad: asking('savepoint') },
  check(cluster, at, facts) {
    if (controlOf(cluster) === undefined || !isCreation(facts)) return nothing;
    return [forbidden(pathTo(at), 'asks a job that does not run yet', { fix: 'remove the annotation' })];
  },
};

export const userControlInProgress: ClusterRule = {
  id: 'user-control-in-progress',
  summary: 'The user-control annotation is not changed while a control is in progress.',
  explanation:
    'One thing is done at a time. Wait until status.control.state is no longer InProgress; the annotation goes away by ' +
    'itself then. Removing it is always possible.',
  scope: 'metadata',
  category: 'change',
  examples: {
    good: asking('savepoint'),
    bad: asking('job-cancel'),
    given: { previous: beingSaved },
  },
  check(cluster, at, facts) {
    const request = asked(cluster, facts);
    // Without the stored object nobody knows whether the annotation is the one that is in progress.
    if (!request || !facts.previous || !controlInProgress(request.of)) return nothing;
    return [
      forbidden(pathTo(at), 'must not be changed while a control is in progress', {
        fix: 'wait until status.control.state is no longer InProgress',
      }),
    ];
  },
};

export const userControlNeedsJob: ClusterRule = {
  id: 'user-control-needs-job',
  summary: 'The user-control annotation is for clusters with a job.',
  explanation:
    'A session cluster has no job of its own: the jobs that were submitted to it are cancelled and saved through the ' +
    'REST API of Flink or its command line.',
  scope: 'metadata',
  category: 'change',
  examples: {
    good: 'metadata: { labels: { team: data } }',
    bad: asking('savepoint', 'spec: {}'),
    given: { previous: 'spec: {}' },
  },
  check(cluster, at, facts) {
    const request = asked(cluster, facts);
    if (!request || !controls.includes(request.control) || request.of.spec?.job) return nothing;
    return [
      forbidden(pathTo(at), 'is not possible for a session cluster, which has no job', {
        fix: 'remove the annotation',
      }),
    ];
  },
};

export const userControlJobCancelState: ClusterRule = {
  id: 'user-control-job-cancel-state',
  summary: 'Only a job that has not ended can be cancelled.',
  explanation:
    'There must be a job that has been started and has not ended. A failed job counts as not ended where restartPolicy ' +
    'is FromSavepointOnFailure, because it comes back by itself and cancelling prevents that.',
  scope: 'metadata',
  category: 'change',
  examples: {
    good: saveable,
    bad: asking('job-cancel'),
    given: { previous: withState('Succeeded') },
  },
  check(cluster, at, facts) {
    const request = asked(cluster, facts);
    const spec = request?.of.spec?.job;
    if (request?.control !== 'job-cancel' || !spec) return nothing;
    const job = jobStatus(request.of);
    if (job && !isFinished(job, spec)) return nothing;
    const message = job
      ? `is not possible any more: the job is ${job['state']}`
      : 'is not possible before the job has started';
    return [forbidden(pathTo(at), message, { fix: 'remove the annotation' })];
  },
};

export const userControlSavepointDir: ClusterRule = {
  id: 'user-control-savepoint-dir',
  summary: 'A savepoint needs a stored savepointsDir.',
  explanation:
    'The savepoint is written to the directory that is stored when it is asked for. A savepointsDir that comes with the ' +
    'same change is too late.',
  scope: 'metadata',
  category: 'change',
  examples: {
    good: asking('job-cancel', inJob('parallelism: 1')),
    bad: asking('savepoint', inJob('parallelism: 1')),
    given: { previous: withState('Running', inJob('parallelism: 1')) },
  },
  check(cluster, at, facts) {
    const request = asked(cluster, facts);
    const spec = request?.of.spec?.job;
    if (request?.control !== 'savepoint' || !spec || spec.savepointsDir) return nothing;
    return [forbidden(pathTo(at), 'is not possible for a job without savepointsDir', { fix: 'remove the annotation' })];
  },
};

export const userControlSavepointState: ClusterRule = {
  id: 'user-control-savepoint-state',
  summary: 'A savepoint can be taken only of a job that has not stopped.',
  explanation:
    'There must be a job that has been started and has not stopped, whether or not it will be restarted. ' +
    'status.components.job.savepointLocation tells the latest savepoint of one that has.',
  scope: 'metadata',
  category: 'change',
  examples: {
    good: asking('job-cancel', restartable),
    bad: asking('savepoint', restartable),
    given: { previous: withState('Lost', restartable) },
  },
  check(cluster, at, facts) {
    const request = asked(cluster, facts);
    if (request?.control !== 'savepoint' || !request.of.spec?.job?.savepointsDir) return nothing;
    const job = jobStatus(request.of);
    if (job && !isStopped(job)) return nothing;
    const message = job ? `is not possible: the job is ${job['state']}` : 'is not possible before the job has started';
    return [forbidden(pathTo(at), message, { fix: 'remove the annotation' })];
  },
};
