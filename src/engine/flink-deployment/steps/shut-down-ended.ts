import { jobManagerTtl, milliseconds } from '../../options.ts';
import { isTerminal } from '../../status/observed-job.ts';
import type { Step } from '../../step.ts';
import type { ObservedDeployment } from '../observed.ts';
import { isGone } from '../remains.ts';
import { stopActions } from '../stop.ts';
import type { Status } from '../subject.ts';

/**
 * The cluster of a job that has ended stays for a while, so that people can look at it; not that of one which is to be suspended, as it
 * would run again with the next start of its JobManager. Source: `spec/flink-engine.md` 5.7. */
export const shutDownEnded: Step<ObservedDeployment, Status> = (observed) => {
  const { last, wanted, status, configuration, remains, limits, now } = observed;
  const { state, updateTime } = status.jobStatus ?? {};
  if (!last?.spec.job || !isTerminal(state) || updateTime === undefined) return undefined;
  const stays = wanted.job?.state === 'suspended' ? 0 : milliseconds(configuration.value(jobManagerTtl));
  const left = Number(updateTime) + stays - now.getTime();
  const isDown = (status.jobManagerDeploymentStatus ?? 'MISSING') === 'MISSING';
  if (left > 0 || (isDown && (!remains || isGone(remains)))) return undefined;
  return {
    status: { ...status, jobManagerDeploymentStatus: 'MISSING' },
    actions: stopActions(observed, 'last-state'),
    again: limits.times.progress,
  };
};
