import { invalid, nothing } from '../rule.ts';
import type { DeploymentRule } from './component.ts';
import { highAvailabilityFault } from './configuration.ts';

export const jobManagerReplicasMin: DeploymentRule = {
  id: 'jobmanager-replicas-min',
  summary: 'There is at least one JobManager.',
  explanation:
    'Without a JobManager there is no cluster. To stop a job without losing its state, set job.state: suspended; to ' +
    'stop a session cluster, delete it.',
  examples: { good: 'spec: { jobManager: { replicas: 1 } }', bad: 'spec: { jobManager: { replicas: 0 } }' },
  net: {
    holds: 'self.?jobManager.?replicas.orValue(1) >= 1',
    field: '.jobManager.replicas',
  },
  check({ spec }, at) {
    const replicas = spec.jobManager?.replicas;
    if (replicas === undefined || replicas >= 1) return nothing;
    return [
      invalid(at.spec.jobManager.replicas, `is ${replicas}; at least 1 is needed`, {
        fix: 'set it to 1, or leave it out',
      }),
    ];
  },
};

export const jobManagerReplicasRequireHa: DeploymentRule = {
  id: 'jobmanager-replicas-require-ha',
  summary: 'Several JobManagers run only with high availability.',
  explanation:
    'With high availability one JobManager leads and the others stand by. Without it each would believe that it ' +
    'leads, and the TaskManagers would connect to any of them.',
  examples: {
    good:
      'spec: { jobManager: { replicas: 2 }, flinkConfiguration: { high-availability.type: kubernetes,' +
      " high-availability.storageDir: 's3://flink/ha' } }",
    bad: 'spec: { jobManager: { replicas: 2 } }',
  },
  check({ spec }, at, { configuration }) {
    const replicas = spec.jobManager?.replicas;
    if (replicas === undefined || replicas <= 1) return nothing;
    const fault = highAvailabilityFault(configuration);
    if (fault === undefined) return nothing;
    return [
      invalid(at.spec.jobManager.replicas, `is ${replicas}, which needs high availability, but ${fault}`, {
        fix: 'set it to 1, or set high-availability.type and high-availability.storageDir',
      }),
    ];
  },
};

const sizedByReplicas =
  'Where taskManager.replicas is given, it decides how many TaskManagers run, and with the slots of each how parallel the ' +
  'job is.';

export const jobTaskManagerReplicasMin: DeploymentRule = {
  id: 'job-taskmanager-replicas-min',
  summary: 'A job that is sized by TaskManager replicas has at least one.',
  explanation: `${sizedByReplicas} Without a TaskManager the job would wait for slots for ever.`,
  examples: { good: 'spec: { taskManager: { replicas: 2 } }', bad: 'spec: { taskManager: { replicas: 0 } }' },
  net: {
    holds: '!has(self.job) || self.?taskManager.?replicas.orValue(1) >= 1',
    field: '.taskManager.replicas',
  },
  check({ spec }, at) {
    const replicas = spec.taskManager?.replicas;
    if (!spec.job || replicas === undefined || replicas >= 1) return nothing;
    return [
      invalid(at.spec.taskManager.replicas, `is ${replicas}, but the job needs at least 1 TaskManager`, {
        fix: 'set it to 1 or more, or leave it out and set job.parallelism',
      }),
    ];
  },
};

export const taskManagerReplicasMin: DeploymentRule = {
  id: 'taskmanager-replicas-min',
  summary: 'The number of TaskManagers, where it is given, is at least one.',
  explanation: `${sizedByReplicas} Left out, a native cluster starts as many TaskManagers as its jobs need.`,
  examples: {
    good: 'spec: { job: null, taskManager: { replicas: 1 } }',
    bad: 'spec: { job: null, taskManager: { replicas: 0 } }',
  },
  net: {
    holds: 'self.?taskManager.?replicas.orValue(1) >= 1',
    field: '.taskManager.replicas',
  },
  check({ spec }, at) {
    const replicas = spec.taskManager?.replicas;
    if (replicas === undefined || replicas >= 1) return nothing;
    return [
      invalid(at.spec.taskManager.replicas, `is ${replicas}; at least 1 is needed`, {
        fix: 'set it to 1 or more, or leave it out',
      }),
    ];
  },
};

export const parallelismNotRead: DeploymentRule = {
  id: 'job-parallelism-not-read',
  summary: 'A job is sized by its parallelism or by TaskManager replicas, not by both.',
  explanation: `${sizedByReplicas} job.parallelism is then not read, which surprises whoever changes it later.`,
  severity: 'warning',
  examples: {
    good: 'spec: { job: { parallelism: null }, taskManager: { replicas: 2 } }',
    bad: 'spec: { job: { parallelism: 4 }, taskManager: { replicas: 2 } }',
  },
  check({ spec }, at) {
    if (spec.taskManager?.replicas === undefined || (spec.job?.parallelism ?? 0) < 1) return nothing;
    return [
      invalid(at.spec.job.parallelism, 'is not read, because taskManager.replicas is given', {
        fix: 'leave out one of the two',
      }),
    ];
  },
};
