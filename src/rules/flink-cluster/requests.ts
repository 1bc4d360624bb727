import { forbidden, invalid, nothing } from '../rule.ts';
import { type ClusterRule, inJob } from './cluster-rule.ts';
import { jobStatus, savepointGeneration } from './job-state.ts';
import { specChange } from './spec-change.ts';

/** Other changes than the request itself, for a sentence. */
export const aloneMessage = 'must not be changed together with anything else in the spec';

export const cancelRequestedNotWithdrawn: ClusterRule = {
  id: 'cancel-requested-not-withdrawn',
  summary: 'A request to cancel the job is not withdrawn.',
  explanation:
    'Cancelling begins at once and cannot be undone, so cancelRequested stays true. Delete the cluster and create it ' +
    'anew, with fromSavepoint, to run the job again.',
  category: 'change',
  scope: 'metadata',
  examples: {
    good: inJob('cancelRequested: true'),
    bad: inJob('cancelRequested: false'),
    given: { previous: inJob('cancelRequested: true') },
  },
  net: {
    holds:
      '!oldSelf.?job.?cancelRequested.orValue(false) || !has(self.job) || self.job.?cancelRequested.orValue(false)',
    field: '.job.cancelRequested',
    reason: 'FieldValueForbidden',
  },
  check({ spec }, at, { previous }) {
    if (previous?.spec?.job?.cancelRequested !== true || !spec.job || spec.job.cancelRequested === true) return nothing;
    return [
      forbidden(at.spec.job.cancelRequested, 'must stay true: cancelling cannot be undone', { fix: 'set it to true' }),
    ];
  },
};

export const cancelRequestedAlone: ClusterRule = {
  id: 'cancel-requested-alone',
  summary: 'The job is asked to cancel by a change of its own.',
  explanation:
    'Cancelling and updating a job at once contradict each other: an update would start the job again. Ask for the ' +
    'cancellation alone; labels and annotations may change with it.',
  category: 'change',
  scope: 'metadata',
  examples: {
    good: inJob('cancelRequested: true'),
    bad: inJob('cancelRequested: true, parallelism: 4'),
    given: { previous: inJob('cancelRequested: false') },
  },
  check(cluster, at, { previous }) {
    if (cluster.spec.job?.cancelRequested !== true || !previous?.spec?.job) return nothing;
    if (previous.spec.job.cancelRequested === true) return nothing;
    const { paths, savepoint } = specChange(previous, cluster);
    if (paths.length === 0 && !savepoint) return nothing;
    return [forbidden(at.spec.job.cancelRequested, aloneMessage, { fix: 'cancel first, or leave it out' })];
  },
};

export const savepointGenerationNext: ClusterRule = {
  id: 'savepoint-generation-next',
  summary: 'savepointGeneration is changed to the recorded generation + 1 only.',
  explanation:
    'One savepoint is taken when savepointGeneration is one more than status.components.job.savepointGeneration, which ' +
    'counts the savepoints that succeeded. Any other number asks for nothing, or for a savepoint much later.',
  category: 'change',
  scope: 'metadata',
  examples: {
    good: inJob('parallelism: 1, savepointGeneration: 1'),
    bad: inJob('parallelism: 1, savepointGeneration: 5'),
    given: { previous: inJob('parallelism: 1') },
  },
  net: {
    at: [''],
    holds:
      '!has(oldSelf.spec.job) || !has(self.spec.job) || ' +
      'self.spec.job.?savepointGeneration.orValue(0) == oldSelf.spec.job.?savepointGeneration.orValue(0) || ' +
      'self.spec.job.?savepointGeneration.orValue(0) == oldSelf.?status.?components.?job.?savepointGeneration.orValue(0) + 1',
    field: '.spec.job.savepointGeneration',
  },
  check({ spec }, at, { previous }) {
    if (!previous?.spec?.job || !spec.job) return nothing;
    const wanted = spec.job.savepointGeneration ?? 0;
    if (wanted === (previous.spec.job.savepointGeneration ?? 0)) return nothing;
    const recorded = savepointGeneration(jobStatus(previous));
    if (wanted === recorded + 1) return nothing;
    return [
      invalid(
        at.spec.job.savepointGeneration,
        `can be changed to ${recorded + 1} only: generation ${recorded} is recorded`,
        {
          fix: `set it to ${recorded + 1} to have a savepoint taken, or leave it as it was`,
        },
      ),
    ];
  },
};

export const savepointGenerationAlone: ClusterRule = {
  id: 'savepoint-generation-alone',
  summary: 'A savepoint is asked for by a change of its own.',
  explanation:
    'An update takes a savepoint by itself, so asking for one in the same change would not tell which of the two is ' +
    'meant. Ask for the savepoint alone; labels and annotations may change with it.',
  category: 'change',
  scope: 'metadata',
  examples: {
    good: inJob('parallelism: 1, savepointGeneration: 1'),
    bad: inJob('parallelism: 4, savepointGeneration: 1'),
    given: { previous: inJob('parallelism: 1') },
  },
  check(cluster, at, { previous }) {
    const { job } = cluster.spec;
    if (!previous?.spec?.job || !job) return nothing;
    const wanted = job.savepointGeneration ?? 0;
    if (wanted === (previous.spec.job.savepointGeneration ?? 0)) return nothing;
    if (wanted !== savepointGeneration(jobStatus(previous)) + 1) return nothing;
    const { paths, cancel } = specChange(previous, cluster);
    if (paths.length === 0 && !cancel) return nothing;
    return [forbidden(at.spec.job.savepointGeneration, aloneMessage, { fix: 'leave it as it was' })];
  },
};
