import type { Carrier } from '../carrier.ts';
import { isReactive, parallelismOf, slotsOf } from '../slots.ts';
import { isStandalone, type Source } from '../source.ts';

export const jobManagers: Carrier = {
  fields: ['jobManager.replicas'],
  becomes: 'left out: one is what both mean',
  carry: (_, draft) => draft.carried('jobManager.replicas', 'spec.jobManager.replicas', '1 is the default'),
};

export const taskManagers: Carrier = {
  fields: ['taskManager.replicas'],
  becomes:
    '`taskManager.replicas` of a session cluster and with `scheduler-mode: reactive`; otherwise `job.parallelism` and the slots give the number of TaskManagers',
  carry(source, draft) {
    const field = 'taskManager.replicas';
    const { replicas = 0 } = source.spec.taskManager ?? {};
    if (!isStandalone(source) && isReactive(source)) {
      const fix = 'use --mode standalone';
      return draft.obstacle(
        "spec.flinkProperties['scheduler-mode']",
        'is reactive, which native mode does not have',
        fix,
      );
    }
    if (!isStandalone(source) && !source.spec.job) {
      return draft.lost(field, 'in native mode Flink starts TaskManagers when jobs need them');
    }
    if (!source.spec.job || isReactive(source)) {
      draft.taskManagers = replicas;
      return draft.carried(field, 'spec.taskManager.replicas');
    }
    const needed = neededBy(source);
    if (needed === undefined || needed === replicas) return draft.carried(field, 'spec.job.parallelism');
    const why = 'as many as the parallelism of the job takes';
    draft.changed(
      field,
      'spec.job.parallelism',
      `there will be ${needed} TaskManagers, ${why}, where there were ${replicas}`,
    );
  },
};

function neededBy(source: Source): number | undefined {
  const slots = slotsOf(source);
  const parallelism = parallelismOf(source);
  return slots === undefined || parallelism === undefined || slots < 1 ? undefined : Math.ceil(parallelism / slots);
}

export const deploymentType: Carrier = {
  fields: ['taskManager.deploymentType'],
  becomes: 'in standalone mode TaskManagers are a Deployment; in native mode Flink makes their pods',
  carry(source, draft) {
    const field = 'taskManager.deploymentType';
    const is = isStandalone(source) ? 'are a Deployment' : 'are pods that Flink makes';
    const { deploymentType: was } = source.spec.taskManager ?? {};
    if (was === 'Deployment' && isStandalone(source)) return draft.carried(field, 'spec.mode');
    draft.changed(
      field,
      'spec.mode',
      `TaskManagers ${is}, where they were a ${was}: their pods have other names each time`,
    );
  },
};

export const parallelism: Carrier = {
  fields: ['job.parallelism'],
  becomes: '`job.parallelism`; left out, all slots of the TaskManagers, as FlinkCluster reckons it',
  carry(source, draft) {
    const { job } = source.spec;
    if (!job) return;
    if (isReactive(source)) {
      return draft.idle('job.parallelism', 'scheduler-mode is reactive: the job takes all TaskManagers that there are');
    }
    const found = parallelismOf(source);
    if (found !== undefined) draft.job.parallelism = found;
    draft.carried('job.parallelism', 'spec.job.parallelism');
  },
};
