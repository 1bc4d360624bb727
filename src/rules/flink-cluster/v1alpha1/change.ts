import { pathTo } from '../../../api/field-path.ts';
import { forbidden, invalid, nothing } from '../../rule.ts';
import { inJob } from '../cluster-rule.ts';
import { jobStatus, savepointGeneration } from '../job-state.ts';
import { aloneMessage } from '../requests.ts';
import { specChange } from '../spec-change.ts';
import type { OldClusterRule } from './cluster-rule.ts';

export const cancelRequested: OldClusterRule = {
  id: 'v1alpha1-cancel-requested',
  summary: 'The job is asked to cancel by a change of its own, which is not withdrawn.',
  explanation:
    'cancelRequested: true takes a savepoint where savepointsDir is set and then cancels the job. That begins at once and ' +
    'cannot be undone, and nothing else in the spec may change with it.',
  category: 'change',
  scope: 'metadata',
  examples: {
    good: inJob('cancelRequested: true'),
    bad: inJob('cancelRequested: false'),
    given: { previous: inJob('cancelRequested: true') },
  },
  check(cluster, at, { previous }) {
    const { job } = cluster.spec;
    if (!job || !previous?.spec?.job) return nothing;
    const before = previous.spec.job.cancelRequested === true;
    if (before === (job.cancelRequested === true)) return nothing;
    const path = at.spec.job.cancelRequested;
    if (before) return [forbidden(path, 'must stay true: cancelling cannot be undone', { fix: 'set it to true' })];
    const { paths, savepoint } = specChange(previous, cluster);
    if (paths.length === 0 && !savepoint) return nothing;
    return [forbidden(path, aloneMessage, { fix: 'cancel first, or leave it out' })];
  },
};

export const savepointGenerationRequest: OldClusterRule = {
  id: 'v1alpha1-savepoint-generation',
  summary: 'savepointGeneration is changed to the recorded generation + 1, by a change of its own.',
  explanation:
    'One savepoint is taken when savepointGeneration is one more than status.components.job.savepointGeneration, which ' +
    'counts the savepoints that succeeded. Nothing else in the spec may change with it.',
  category: 'change',
  scope: 'metadata',
  examples: {
    good: inJob('parallelism: 1, savepointGeneration: 1'),
    bad: inJob('parallelism: 1, savepointGeneration: 5'),
    given: { previous: inJob('parallelism: 1') },
  },
  check(cluster, at, { previous }) {
    const { job } = cluster.spec;
    if (!job || !previous?.spec?.job) return nothing;
    const wanted = job.savepointGeneration ?? 0;
    if (wanted === (previous.spec.job.savepointGeneration ?? 0)) return nothing;
    const path = at.spec.job.savepointGeneration;
    const recorded = savepointGeneration(jobStatus(previous));
    if (wanted !== recorded + 1) {
      return [
        invalid(path, `can be changed to ${recorded + 1} only: generation ${recorded} is recorded`, {
          fix: `set it to ${recorded + 1} to have a savepoint taken, or leave it as it was`,
        }),
      ];
    }
    const { paths, cancel } = specChange(previous, cluster);
    return paths.length === 0 && !cancel ? nothing : [forbidden(path, aloneMessage, { fix: 'leave it as it was' })];
  },
};

export const specImmutable: OldClusterRule = {
  id: 'v1alpha1-spec-immutable',
  summary: 'The spec of a v1alpha1 cluster does not change, requests to cancel or to take a savepoint aside.',
  explanation:
    'v1alpha1 knows no updates: a changed spec would be stored and never carried out. Delete the cluster and create it ' +
    'anew, or use v1beta1, which updates running jobs from a savepoint.',
  category: 'change',
  examples: {
    good: 'spec: { taskManager: { replicas: 2 } }',
    bad: 'spec: { taskManager: { replicas: 3 } }',
    given: { previous: 'spec: { taskManager: { replicas: 2 } }' },
  },
  check(cluster, _, { previous }) {
    if (!previous) return nothing;
    const { paths } = specChange(previous, cluster);
    if (paths.length === 0) return nothing;
    return paths.map((path) =>
      forbidden(pathTo(path), 'is immutable in v1alpha1', { fix: 'use v1beta1 to update clusters' }),
    );
  },
};
