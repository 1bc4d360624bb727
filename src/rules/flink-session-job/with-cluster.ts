import type { FlinkSessionJob } from '../../api/flink-session-job/types.ts';
import type { ConfigurationFacts, SessionJobFacts } from '../facts.ts';
import {
  autoscalerExcludedPeriodsInvalid,
  autoscalerMetricsWindowTooSmall,
  autoscalerNumberOutOfRange,
  autoscalerNumberUnparsable,
} from '../flink-deployment/autoscaler.ts';
import { jobConfigValueInvalid } from '../flink-deployment/config-values.ts';
import {
  checkpointDirRequired,
  jobParallelismMin,
  savepointDirRequiredForCheckpointMaxAge,
  savepointDirRequiredForPeriodicSavepoint,
  savepointDirRequiredForSavepointTrigger,
  savepointDirRequiredForSavepointUpgrade,
} from '../flink-deployment/job.ts';
import { nothing, type Problem, problemsOf, type Rule } from '../rule.ts';
import { givenClusters } from './cluster.ts';

type SessionJobRule = Rule<FlinkSessionJob, SessionJobFacts>;
/** A rule about the job and its configuration, which applications have too. */
type SharedRule = Rule<FlinkSessionJob, ConfigurationFacts>;

/** What the cluster may still set right by its own configuration. */
const satisfiedByCluster: readonly SharedRule[] = [
  checkpointDirRequired,
  savepointDirRequiredForSavepointUpgrade,
  savepointDirRequiredForSavepointTrigger,
  savepointDirRequiredForPeriodicSavepoint,
  savepointDirRequiredForCheckpointMaxAge,
];

/** What is wrong with any cluster, since the keys of the job win over those of the cluster. */
const wrongAnyway: readonly SharedRule[] = [
  jobConfigValueInvalid,
  jobParallelismMin,
  autoscalerNumberUnparsable,
  autoscalerNumberOutOfRange,
  autoscalerExcludedPeriodsInvalid,
  autoscalerMetricsWindowTooSmall,
];

/** The configuration of a session job is known only together with its cluster. */
function whenClusterIsKnown(rule: SharedRule): SessionJobRule {
  // An API server knows no other object.
  const { net: _, ...shared } = rule;
  return {
    ...shared,
    examples: { ...rule.examples, given: givenClusters },
    check: (object, at, facts) => (typeof facts.cluster === 'string' ? nothing : rule.check(object, at, facts)),
  };
}

/** In the order of their findings. */
export const rulesWithCluster: readonly SessionJobRule[] = [
  jobConfigValueInvalid,
  ...satisfiedByCluster,
  ...wrongAnyway.slice(1),
].map(whenClusterIsKnown);

export const sessionJobCheckDeferred: SessionJobRule = {
  id: 'session-job-check-deferred',
  summary: 'What can already be seen to be wrong with a session job is told before its cluster is there.',
  explanation:
    'The configuration of a session job is laid over that of its cluster, so without the cluster nothing can be ' +
    'refused for certain. What the cluster would have to bring along, and what will be refused once it is there, is ' +
    'told as a warning.',
  severity: 'warning',
  examples: {
    good: 'spec: { deploymentName: later, job: { parallelism: 2 } }',
    bad: 'spec: { deploymentName: later, job: { parallelism: 0 } }',
    given: givenClusters,
  },
  check(object, at, facts) {
    if (typeof facts.cluster !== 'string') return nothing;
    const later = (rules: readonly SharedRule[], when: string) =>
      rules.flatMap((rule) => [...problemsOf(rule, object, at, facts)].map((problem) => deferred(problem, when)));
    return [
      ...later(satisfiedByCluster, 'unless the cluster brings it along'),
      ...later(wrongAnyway, 'and will be refused once the cluster is there'),
    ];
  },
};

const deferred = (problem: Problem, when: string): Problem => ({ ...problem, message: `${problem.message}, ${when}` });
