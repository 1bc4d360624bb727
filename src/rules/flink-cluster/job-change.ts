import { formatPath, pathTo } from '../../api/field-path.ts';
import { standardDeploymentType } from '../../defaults/flink-cluster/standard.ts';
import { forbidden, nothing } from '../rule.ts';
import { type ClusterRule, inJob } from './cluster-rule.ts';
import { hasHighAvailability } from './high-availability.ts';
import { specChange } from './spec-change.ts';

const dir = 'savepointsDir: s3://state/';

export const deploymentTypeImmutable: ClusterRule = {
  id: 'deployment-type-immutable',
  summary: 'The kind of workload of the TaskManagers never changes.',
  explanation:
    'A StatefulSet and a Deployment would exist side by side for a while, with twice the TaskManagers and claims of only ' +
    'one of them. Clusters from before the field existed count as StatefulSet.',
  category: 'change',
  examples: {
    good: 'spec: { taskManager: { deploymentType: StatefulSet, replicas: 4 } }',
    bad: 'spec: { taskManager: { deploymentType: Deployment } }',
    given: { previous: 'spec: { taskManager: { replicas: 2 } }' },
  },
  net: {
    holds:
      "(self.?taskManager.?deploymentType.orValue('') == 'Deployment') == " +
      "(oldSelf.?taskManager.?deploymentType.orValue('') == 'Deployment')",
    field: '.taskManager.deploymentType',
    reason: 'FieldValueForbidden',
    leaves: 'types that nobody knows',
  },
  check({ spec }, at, { previous }) {
    if (!previous) return nothing;
    const before = previous.spec?.taskManager?.deploymentType || standardDeploymentType;
    const now = spec.taskManager?.deploymentType || standardDeploymentType;
    if (before === now) return nothing;
    return [
      forbidden(at.spec.taskManager.deploymentType, `is immutable and must stay ${before}`, {
        fix: 'create another cluster to have another kind of workload',
      }),
    ];
  },
};

export const clusterTypeImmutable: ClusterRule = {
  id: 'cluster-type-immutable',
  summary: 'A session cluster stays one, and a job cluster keeps its job.',
  explanation:
    'With a job a cluster belongs to that job and ends with it; without one it is a session cluster that others submit ' +
    'jobs to. There is no way from one to the other that keeps what is running.',
  category: 'change',
  examples: {
    good: inJob(`${dir}, parallelism: 2`),
    bad: 'spec: { job: null }',
    given: { previous: inJob(dir) },
  },
  net: {
    holds: 'has(self.job) == has(oldSelf.job)',
    field: '.job',
    reason: 'FieldValueForbidden',
  },
  check({ spec }, at, { previous }) {
    if (!previous) return nothing;
    const before = previous.spec?.job !== undefined;
    if (before === (spec.job !== undefined)) return nothing;
    const message = before ? 'must not be removed from a job cluster' : 'must not be added to a session cluster';
    return [forbidden(at.spec.job, message, { fix: 'create another cluster' })];
  },
};

export const jobUpdateNeedsSavepointsDir: ClusterRule = {
  id: 'job-update-needs-savepoints-dir',
  summary: 'The spec of a job cluster changes only where savepointsDir is stored.',
  explanation:
    'Every change of the spec is an update that stops the job and starts it again from a savepoint, for which there must ' +
    'be a place. Even adding savepointsDir later is such a change. Asking for a savepoint or a cancellation is none.',
  category: 'change',
  examples: {
    good: `{ ${inJob('parallelism: 2')}, metadata: { labels: { team: data } } }`,
    bad: inJob('parallelism: 4'),
    given: { previous: inJob('parallelism: 2') },
  },
  check(cluster, _, { previous }) {
    const before = previous?.spec?.job;
    if (!before || !cluster.spec.job || before.savepointsDir) return nothing;
    const [first, ...others] = specChange(previous, cluster).paths;
    if (!first) return nothing;
    const also = others.length === 0 ? '' : `; so are ${others.map(formatPath).join(', ')}`;
    return [
      forbidden(pathTo(first), `is changed, which a job without savepointsDir cannot take${also}`, {
        fix: 'create the cluster anew, with savepointsDir',
      }),
    ];
  },
};

export const savepointsDirNotRemoved: ClusterRule = {
  id: 'savepoints-dir-not-removed',
  summary: 'savepointsDir is not taken away from a job.',
  explanation:
    'Without it the job could be neither saved nor updated any more, not even to get it back. Moving it to another ' +
    'directory is possible.',
  category: 'change',
  examples: {
    good: inJob('savepointsDir: s3://elsewhere/'),
    bad: inJob('savepointsDir: null'),
    given: { previous: inJob(dir) },
  },
  net: {
    holds:
      "oldSelf.?job.?savepointsDir.orValue('') == '' || !has(self.job) || self.job.?savepointsDir.orValue('') != ''",
    field: '.job.savepointsDir',
    reason: 'FieldValueForbidden',
  },
  check({ spec }, at, { previous }) {
    if (!previous?.spec?.job?.savepointsDir || !spec.job || spec.job.savepointsDir) return nothing;
    return [forbidden(at.spec.job.savepointsDir, 'must not be removed', { fix: 'keep it, or name another directory' })];
  },
};

const highlyAvailable =
  '{ high-availability.type: kubernetes, kubernetes.cluster-id: orders, high-availability.storageDir: s3://ha/ }';

export const highAvailabilityNotToggled: ClusterRule = {
  id: 'high-availability-not-toggled',
  summary: 'High availability of a job cluster is neither switched on nor off.',
  explanation:
    'With high availability Flink finds the job and its state by what it has written itself, without it by what the ' +
    'operator hands over. A job that changes over would lose its state or start twice. It is on where ' +
    'high-availability.type (before Flink 1.17 high-availability) is not NONE and both kubernetes.cluster-id and ' +
    'high-availability.storageDir are set.',
  category: 'change',
  examples: {
    good: `spec: { job: { jarFile: ./job.jar, ${dir} }, flinkProperties: { parallelism.default: "2" } }`,
    bad: `spec: { job: { jarFile: ./job.jar, ${dir} }, flinkProperties: ${highlyAvailable} }`,
    given: { previous: inJob(dir) },
  },
  check({ spec }, at, { previous }) {
    if (!previous?.spec?.job || !spec.job) return nothing;
    const before = hasHighAvailability(previous.spec.flinkProperties);
    if (before === hasHighAvailability(spec.flinkProperties)) return nothing;
    return [
      forbidden(at.spec.flinkProperties, `must not switch high availability ${before ? 'off' : 'on'}`, {
        fix: 'cancel the job with a savepoint and create the cluster anew from it',
      }),
    ];
  },
};
