import { forbidden, invalid, nothing, notSupported, type Problem, required } from '../../rule.ts';
import { inJob, isCreation } from '../cluster-rule.ts';
import type { OldClusterRule } from './cluster-rule.ts';

export const jobJarFileRequired: OldClusterRule = {
  id: 'v1alpha1-job-jar-file-required',
  summary: 'A job names its jar.',
  explanation: 'v1alpha1 runs jars only: a path inside the image or an address that the image fetches it from.',
  examples: { good: inJob('parallelism: 1'), bad: 'spec: { job: { jarFile: "" } }' },
  check({ spec }, at) {
    if (!spec.job || spec.job.jarFile) return nothing;
    return [required(at.spec.job.jarFile, 'must be set', { fix: 'name the jar of the job' })];
  },
};

export const jobParallelismPositive: OldClusterRule = {
  id: 'v1alpha1-job-parallelism-positive',
  summary: 'A job runs with a parallelism of at least 1.',
  explanation: 'Left out, parallelism is 1, whatever the number of TaskManagers. A number below 1 would start nothing.',
  examples: { good: inJob('parallelism: 2'), bad: inJob('parallelism: 0') },
  check({ spec: { job } }, at) {
    if (job?.parallelism === undefined || job.parallelism >= 1) return nothing;
    return [invalid(at.spec.job.parallelism, 'must be at least 1')];
  },
};

const restartPolicies: readonly string[] = ['Never', 'FromSavepointOnFailure'];

export const jobRestartPolicyEnum: OldClusterRule = {
  id: 'v1alpha1-job-restart-policy-enum',
  summary: 'restartPolicy is Never or FromSavepointOnFailure.',
  explanation: 'Left out, it is Never. An empty text is not the same as leaving it out here.',
  examples: { good: inJob('restartPolicy: Never'), bad: inJob('restartPolicy: ""') },
  check({ spec: { job } }, at) {
    if (job?.restartPolicy === undefined || restartPolicies.includes(job.restartPolicy)) return nothing;
    return [notSupported(at.spec.job.restartPolicy, 'must be Never or FromSavepointOnFailure')];
  },
};

const actions: readonly string[] = ['KeepCluster', 'DeleteCluster', 'DeleteTaskManager'];

export const jobCleanupPolicyComplete: OldClusterRule = {
  id: 'v1alpha1-job-cleanup-policy-complete',
  summary: 'A cleanupPolicy that is given says what happens after success and failure.',
  explanation:
    'Only a cleanupPolicy that is left out as a whole is filled in: DeleteCluster after success and cancellation, ' +
    'KeepCluster after failure. afterJobCancelled may be missing, but an action that nobody knows is refused, where the ' +
    'reference operator lets it pass and does nothing.',
  examples: {
    good: inJob('cleanupPolicy: { afterJobSucceeds: DeleteCluster, afterJobFails: KeepCluster }'),
    bad: inJob('cleanupPolicy: { afterJobSucceeds: DeleteCluster }'),
  },
  check({ spec: { job } }, at) {
    const policy = job?.cleanupPolicy;
    if (!policy) return nothing;
    const place = at.spec.job.cleanupPolicy;
    const problems: Problem[] = [];
    for (const end of ['afterJobSucceeds', 'afterJobFails', 'afterJobCancelled'] as const) {
      const action = policy[end];
      if (action && !actions.includes(action)) {
        problems.push(notSupported(place[end], `must be ${actions.slice(0, -1).join(', ')} or ${actions.at(-1)}`));
      } else if (!action && end !== 'afterJobCancelled') {
        problems.push(
          required(place, `must have ${end}`, { fix: 'complete cleanupPolicy, or leave it out as a whole' }),
        );
      }
    }
    return problems;
  },
};

export const jobCancelRequestedOnCreate: OldClusterRule = {
  id: 'v1alpha1-job-cancel-requested-on-create',
  summary: 'A job is not created with its cancellation requested.',
  explanation:
    'cancelRequested stops a running job for good and cannot be withdrawn. A new job with it would never run.',
  examples: { good: inJob('cancelRequested: false'), bad: inJob('cancelRequested: true') },
  check({ spec: { job } }, at, facts) {
    if (job?.cancelRequested !== true || !isCreation(facts)) return nothing;
    return [
      forbidden(at.spec.job.cancelRequested, 'must not be true for a new job', {
        fix: 'remove it, or do not create the job',
      }),
    ];
  },
};
