import { fieldPath } from '../../api/field-path.ts';
import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import type { FlinkSessionJob } from '../../api/flink-session-job/types.ts';
import type { SessionJobFacts } from '../facts.ts';
import { nameFault, nameFix } from '../flink-deployment/metadata.ts';
import { shown } from '../flink-deployment/shown.ts';
import { leavesEmptySpecs } from '../net.ts';
import { forbidden, invalid, nothing, type Rule, required } from '../rule.ts';

type SessionJobRule = Rule<FlinkSessionJob, SessionJobFacts>;

const inCluster = (name: string) => `spec: { deploymentName: ${name} }`;
const resolve = '{ repo.example.com: 151.101.1.69 }';
const clusterOf = (name: string, spec: string) =>
  `{ apiVersion: flink.apache.org/v1beta1, kind: FlinkDeployment, metadata: { name: ${name}, namespace: default }, spec: ${spec} }`;

/** The session cluster that the smallest valid session job refers to, and an application. */
export const givenClusters = {
  context: `[${clusterOf('session', '{ flinkVersion: v1_20 }')}, ${clusterOf('word-count', '{ job: {} }')}, ${clusterOf('bare', 'null')}]`,
  resolve,
};

export const sessionDeploymentNameFormat: SessionJobRule = {
  id: 'session-deployment-name-format',
  summary: 'A session job names its cluster, by a name that a FlinkDeployment can have.',
  explanation:
    'deploymentName is the name of a FlinkDeployment without a job in the same namespace. A name that no ' +
    'FlinkDeployment can have would be waited for without end.',
  examples: { good: inCluster('session'), bad: inCluster('Session_1'), given: givenClusters },
  net: {
    holds:
      "has(self.deploymentName) ? self.deploymentName.matches('^[a-z]([-a-z0-9]{0,43}[a-z0-9])?$') : !has(self.job)",
    field: '.deploymentName',
    leaves: leavesEmptySpecs,
  },
  check({ spec: { deploymentName } }, at) {
    if (deploymentName === undefined) {
      return [
        required(at.spec.deploymentName, 'must name the FlinkDeployment whose session cluster runs the job', {
          fix: 'name a FlinkDeployment without a job in the same namespace',
        }),
      ];
    }
    const fault = nameFault(deploymentName);
    if (fault !== undefined) return [invalid(at.spec.deploymentName, fault, { fix: nameFix })];
    return nothing;
  },
};

export const sessionJobSpecRequired: SessionJobRule = {
  id: 'session-job-spec-required',
  summary: 'A session job has a job.',
  explanation: 'The job is all that a session job adds to its cluster: the jar, its arguments, its parallelism.',
  examples: { good: 'spec: { job: { parallelism: 1 } }', bad: 'spec: { job: null }', given: givenClusters },
  net: {
    holds: 'has(self.job) || !has(self.deploymentName)',
    field: '.job',
    reason: 'FieldValueRequired',
    leaves: leavesEmptySpecs,
  },
  check({ spec }, at) {
    if (!spec.job)
      return [required(at.spec.job, 'must say which job to run', { fix: 'add job with jarURI and parallelism' })];
    return nothing;
  },
};

const lastIn = (name: string) =>
  `status: { reconciliationStatus: { lastReconciledSpec: '{"spec":{"deploymentName":"${name}","job":{}}}' } }`;

export const sessionDeploymentNameImmutable: SessionJobRule = {
  id: 'session-deployment-name-immutable',
  summary: 'A session job never moves to another cluster.',
  explanation:
    'The job runs inside its session cluster and cannot be carried over to another one. With another name the ' +
    'operator would lose sight of the running job.',
  category: 'change',
  examples: {
    good: `{ ${inCluster('session')}, ${lastIn('session')} }`,
    bad: `{ ${inCluster('session')}, ${lastIn('other')} }`,
    given: givenClusters,
  },
  check({ spec: { deploymentName } }, at, { lastSpec }) {
    if (lastSpec.state !== 'known' || deploymentName === undefined) return nothing;
    const before = lastSpec.spec.deploymentName;
    if (before === undefined || before === deploymentName) return nothing;
    return [
      forbidden(at.spec.deploymentName, `cannot change from ${shown(before)}: a job stays in its cluster`, {
        fix: 'create a FlinkSessionJob of another name for the other cluster',
      }),
    ];
  },
};

export const sessionLastSpecUnreadable: SessionJobRule = {
  id: 'last-reconciled-spec-unreadable',
  summary: 'What the operator last brought about can be read where a change must be compared with it.',
  explanation:
    'A session job may not move to another cluster, and where it runs stands as JSON in status. When that text is ' +
    'damaged, or written by a newer operator, a change of the cluster cannot be judged. Other changes, metadata and ' +
    'deletion are not held up.',
  category: 'change',
  examples: {
    good: `{ ${inCluster('session')}, ${lastIn('session')} }`,
    bad: `{ ${inCluster('session')}, status: { reconciliationStatus: { lastReconciledSpec: '{' } } }`,
    given: givenClusters,
  },
  check({ spec }, at, { lastSpec, previous }) {
    const why = unreadable(lastSpec);
    if (why === undefined || (previous?.spec && previous.spec.deploymentName === spec.deploymentName)) return nothing;
    return [
      invalid(
        at.status.reconciliationStatus.lastReconciledSpec,
        `cannot be read, so the change cannot be judged: ${why}`,
        {
          fix: 'repair the text with kubectl edit --subresource=status',
        },
      ),
    ];
  },
};

function unreadable(lastSpec: SessionJobFacts['lastSpec']): string | undefined {
  if (lastSpec.state === 'unreadable') return lastSpec.why;
  return lastSpec.state === 'known' && lastSpec.spec.deploymentName === undefined ? 'it names no cluster' : undefined;
}

export const sessionTargetSpecRequired: SessionJobRule = {
  id: 'session-target-spec-required',
  summary: 'The cluster of a session job has a spec.',
  explanation:
    'The job runs with the configuration of its cluster below its own, so a FlinkDeployment without a spec gives it ' +
    'nothing to run in. The fault is in that object.',
  examples: { good: inCluster('session'), bad: inCluster('bare'), given: givenClusters },
  check({ spec: { deploymentName } }, _, { cluster }) {
    if (typeof cluster === 'string' || cluster.spec) return nothing;
    const path = fieldPath<FlinkDeployment>('$related').spec;
    return [
      required(path, `is missing in FlinkDeployment ${deploymentName}`, {
        fix: 'repair that FlinkDeployment first',
      }),
    ];
  },
};

export const sessionTargetIsApplication: SessionJobRule = {
  id: 'session-target-is-application',
  summary: 'The cluster of a session job is a session cluster.',
  explanation:
    'A FlinkDeployment with a job runs that job and no other; its JobManager takes none from outside. Session jobs ' +
    'run in a FlinkDeployment without a job.',
  examples: { good: inCluster('session'), bad: inCluster('word-count'), given: givenClusters },
  check(_, at, { cluster }) {
    if (typeof cluster === 'string' || !cluster.spec?.job) return nothing;
    return [
      invalid(at.spec.deploymentName, 'names an application, which runs its own job only', {
        fix: 'name a FlinkDeployment without a job',
      }),
    ];
  },
};

export const sessionClusterUnchecked: SessionJobRule = {
  id: 'session-cluster-unchecked',
  summary: 'It is known in which cluster a session job will run.',
  explanation:
    'Directories, autoscaler and much else come from the cluster, so a session job can only be judged in full ' +
    'together with its FlinkDeployment. A job that names none yet waits until there is one.',
  severity: 'warning',
  examples: { good: inCluster('session'), bad: inCluster('later'), given: givenClusters },
  check({ spec: { deploymentName } }, at, { cluster }) {
    if (deploymentName === undefined || nameFault(deploymentName) !== undefined) return nothing;
    if (cluster === 'absent') {
      return [
        invalid(at.spec.deploymentName, 'names no FlinkDeployment in this namespace yet; the job waits for it', {
          fix: 'create the session cluster, or correct the name',
        }),
      ];
    } else if (cluster === 'unknown') {
      return [
        invalid(at.spec.deploymentName, 'was not checked: nothing here can say whether this cluster exists', {
          fix: 'check it together with the manifest of the cluster',
        }),
      ];
    }
    return nothing;
  },
};
