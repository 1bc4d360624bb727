import type { FlinkCluster } from '../../api/flink-cluster/types.ts';
import type { ClusterFacts } from '../facts.ts';
import { invalid, nothing } from '../rule.ts';
import { type ClusterRule, inJob, isCreation } from './cluster-rule.ts';
import { userControlAnnotation } from './user-control.ts';

/** Only who writes a value is told about it, not everybody who edits the object later. */
function isNew(facts: ClusterFacts, value: unknown, read: (cluster: FlinkCluster) => unknown): boolean {
  return !facts.previous || read(facts.previous) !== value;
}

export const deprecatedBatchSchedulerName: ClusterRule = {
  id: 'deprecated-batch-scheduler-name',
  summary: 'The batch scheduler is named by batchScheduler.name, no longer by batchSchedulerName.',
  explanation:
    'batchSchedulerName is deprecated. Where it is set it replaces batchScheduler as a whole, so a queue and a priority ' +
    'class there are lost.',
  severity: 'warning',
  examples: { good: 'spec: { batchScheduler: { name: volcano } }', bad: 'spec: { batchSchedulerName: volcano }' },
  check({ spec }, at, facts) {
    const name = spec.batchSchedulerName;
    if (name === undefined || !isNew(facts, name, (cluster) => cluster.spec?.batchSchedulerName)) return nothing;
    return [
      invalid(at.spec.batchSchedulerName, 'is deprecated, and batchScheduler is overwritten by it', {
        fix: 'set batchScheduler.name instead',
      }),
    ];
  },
};

export const deprecatedCancelRequested: ClusterRule = {
  id: 'deprecated-cancel-requested',
  summary: 'A job is cancelled by the annotation, no longer by cancelRequested.',
  explanation:
    'cancelRequested is deprecated and cannot be withdrawn. The annotation ' +
    `${userControlAnnotation}: job-cancel does the same and goes away when it is done. The reference operator refuses ` +
    'cancelRequested in v1beta1; here it is honoured.',
  severity: 'warning',
  scope: 'metadata',
  examples: {
    good: inJob('cancelRequested: false'),
    bad: inJob('cancelRequested: true'),
    given: { previous: inJob('cancelRequested: false') },
  },
  check({ spec: { job } }, at, facts) {
    if (job?.cancelRequested !== true || !isNew(facts, true, (cluster) => cluster.spec?.job?.cancelRequested))
      return nothing;
    return [
      invalid(at.spec.job.cancelRequested, 'is deprecated', {
        fix: `set the annotation ${userControlAnnotation} to job-cancel instead`,
      }),
    ];
  },
};

export const deprecatedSavepointGeneration: ClusterRule = {
  id: 'deprecated-savepoint-generation',
  summary: 'A savepoint is asked for by the annotation, no longer by savepointGeneration.',
  explanation:
    'savepointGeneration is deprecated: who sets it must first look up the recorded generation. The annotation ' +
    `${userControlAnnotation}: savepoint does the same and goes away when it is done.`,
  severity: 'warning',
  scope: 'metadata',
  examples: {
    good: inJob('savepointGeneration: 1'),
    bad: inJob('savepointGeneration: 2'),
    given: { previous: inJob('savepointGeneration: 1') },
  },
  check({ spec: { job } }, at, facts) {
    const generation = job?.savepointGeneration;
    // For a new job another rule says more about it.
    if (!generation || isCreation(facts)) return nothing;
    if (!isNew(facts, generation, (cluster) => cluster.spec?.job?.savepointGeneration)) return nothing;
    return [
      invalid(at.spec.job.savepointGeneration, 'is deprecated', {
        fix: `set the annotation ${userControlAnnotation} to savepoint instead`,
      }),
    ];
  },
};
