import type { CleanupPolicy } from '../../../api/flink-cluster/types.ts';
import { highAvailabilityType } from '../../../values/configuration-options.ts';
import type { Carrier } from '../carrier.ts';
import { propertyOf } from '../source.ts';

const restartKey = 'kubernetes.operator.job.restart.failed';
const ttlKey = 'kubernetes.operator.jm-deployment.shutdown-ttl';
const inConfiguration = (key: string): string => `spec.flinkConfiguration['${key}']`;

export const restarts: Carrier = {
  fields: ['job.restartPolicy'],
  becomes: '`kubernetes.operator.job.restart.failed`',
  carry(source, draft) {
    const { job } = source.spec;
    if (!job) return;
    const field = 'job.restartPolicy';
    if (job.restartPolicy === 'FromSavepointOnFailure') {
      draft.configuration.set(restartKey, 'true');
      const note =
        "a failed job begins again from its last checkpoint, else its last savepoint, with Sluice's engine ten times in a row at most";
      return draft.changed(field, inConfiguration(restartKey), note);
    }
    const type = propertyOf(source, highAvailabilityType)?.trim().toLowerCase() ?? 'none';
    if (type !== 'none' && type !== 'standalone')
      return draft.carried(field, inConfiguration(restartKey), 'false is the default');
    const note =
      'a job that fails stays failed; but a JobManager whose container dies begins its job anew from where it was begun, unless there is high availability';
    draft.changed(field, inConfiguration(restartKey), note);
  },
};

const keeps = '3650 d';
const ends = ['afterJobSucceeds', 'afterJobFails', 'afterJobCancelled'] as const satisfies (keyof CleanupPolicy)[];

export const cleanUp: Carrier = {
  fields: ['job.cleanupPolicy'],
  becomes:
    '`kubernetes.operator.jm-deployment.shutdown-ttl`, one for all ends: `0 s` where all of them delete, ten years where none does, and otherwise the default of a day',
  carry({ spec: { job } }, draft) {
    if (!job) return;
    const actions = ends.map((end) => job.cleanupPolicy?.[end]);
    const field = 'job.cleanupPolicy';
    const keepsTaskManagers = actions.includes('DeleteTaskManager')
      ? ['TaskManagers stay with the JobManager, in standalone mode']
      : [];
    const all = (deletes: boolean) => actions.every((action) => (action === 'DeleteCluster') === deletes);
    if (all(true)) draft.configuration.set(ttlKey, '0 s');
    else if (all(false)) draft.configuration.set(ttlKey, keeps);
    else
      keepsTaskManagers.unshift(
        'the cluster goes a day after its job has ended, however that was: there is one time for all ends',
      );
    draft.carriedUnless(keepsTaskManagers, field, inConfiguration(ttlKey));
  },
};
