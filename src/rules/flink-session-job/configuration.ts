import type { FlinkSessionJob } from '../../api/flink-session-job/types.ts';
import {
  highAvailabilityClusterId,
  kubernetesClusterId,
  kubernetesNamespace,
} from '../../values/configuration-options.ts';
import type { SessionJobFacts } from '../facts.ts';
import { keyPath } from '../flink-deployment/configuration.ts';
import { forbidden, invalid, nothing, type Rule } from '../rule.ts';

type SessionJobRule = Rule<FlinkSessionJob, SessionJobFacts>;

const forbiddenKeys = [kubernetesNamespace, kubernetesClusterId, highAvailabilityClusterId].flatMap(
  ({ key, fallbackKeys }) => [key, ...fallbackKeys],
);
const forbiddenSet = new Set(forbiddenKeys);

export const sessionJobForbiddenConfigKey: SessionJobRule = {
  id: 'session-job-forbidden-config-key',
  summary: 'A session job leaves alone the keys that say which cluster is meant.',
  explanation:
    'deploymentName says which cluster runs the job. kubernetes.namespace, kubernetes.cluster-id and ' +
    'high-availability.cluster-id in its configuration could make the operator talk to another cluster than that.',
  severity: 'warning',
  examples: {
    good: 'spec: { flinkConfiguration: { pipeline.name: word-count } }',
    bad: 'spec: { flinkConfiguration: { kubernetes.cluster-id: other } }',
  },
  check(_, at, { configuration }) {
    const own = configuration.layers.at(-1);
    if (!own) return nothing;
    return forbiddenKeys
      .filter((key) => own.path(key) !== undefined)
      .map((key) =>
        forbidden(keyPath(at, key), 'should not be set: deploymentName says which cluster is meant', {
          fix: 'remove the key',
        }),
      );
  },
};

const ofCluster = /^(?:jobmanager|taskmanager|high-availability|kubernetes(?!\.operator\.))\./;

export const sessionJobClusterKey: SessionJobRule = {
  id: 'session-job-cluster-config-key',
  summary: 'A session job sets only what belongs to a job.',
  explanation:
    'The processes of the session cluster run already when a job is submitted. Their memory, slots, high ' +
    'availability and pods are set in the FlinkDeployment; in a session job such keys have no effect.',
  severity: 'warning',
  examples: {
    good: 'spec: { flinkConfiguration: { pipeline.max-parallelism: 128 } }',
    bad: 'spec: { flinkConfiguration: { taskmanager.memory.process.size: 4g } }',
  },
  check(_, at, { configuration }) {
    const own = configuration.layers.at(-1);
    if (!own) return nothing;
    const fix = 'set it in the FlinkDeployment';
    return [...own.keys()]
      .filter((key) => ofCluster.test(key) && !forbiddenSet.has(key))
      .map((key) => invalid(keyPath(at, key), 'has no effect here: it belongs to the cluster', { fix }));
  },
};
