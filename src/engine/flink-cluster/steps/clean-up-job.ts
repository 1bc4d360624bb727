import { isStopped } from '../../../rules/flink-cluster/job-state.ts';
import type { Step } from '../../step.ts';
import { removeSubmitter } from '../remove-submitter.ts';
import type { Situation } from '../situation.ts';
import type { Status } from '../subject.ts';

/** What has submitted a job that has ended for good goes with the cluster, once it has told how it ended. Source: `spec/flinkcluster.md` 14. */
export const cleanUpJob: Step<Situation, Status> = ({ observed: { submitter }, status, plan, metadata }) => {
  const { job } = status.components;
  if (!submitter || plan.wanted.job || !job || !isStopped(job)) return undefined;
  return removeSubmitter(submitter.job, metadata, status);
};
