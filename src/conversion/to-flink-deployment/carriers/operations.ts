import type { Carrier } from '../carrier.ts';
import { isGiven, type Source } from '../source.ts';

const nameOf = ({ name, options }: Source): string => options.name ?? name;

export const disruptionBudget: Carrier = {
  fields: ['podDisruptionBudget'],
  becomes: 'nothing: a PodDisruptionBudget of your own, whose selector is `app: NAME`',
  carry: (source, draft) =>
    draft.lost(
      'podDisruptionBudget',
      `apply a PodDisruptionBudget of your own, whose selector is app: ${nameOf(source)}`,
    ),
};

export const autoscaler: Carrier = {
  fields: ['taskManager.horizontalPodAutoscaler'],
  becomes:
    'nothing: an HPA of your own on the scale subresource of the FlinkDeployment, for session clusters and with `scheduler-mode: reactive` in standalone mode, or ' +
    '`job.autoscaler.enabled` with an operator that has the autoscaler',
  carry: (source, draft) =>
    draft.lost(
      'taskManager.horizontalPodAutoscaler',
      `apply a HorizontalPodAutoscaler of your own, whose scaleTargetRef is FlinkDeployment ${nameOf(source)}; jobs follow it with scheduler-mode: reactive in standalone mode`,
    ),
};

const queueAnnotation = 'scheduling.volcano.sh/queue-name';

export const batchScheduler: Carrier = {
  fields: ['batchScheduler', 'batchSchedulerName'],
  becomes: '`schedulerName` and `priorityClassName` of the pods, and their queue as an annotation; no PodGroup is made',
  carry(source, draft) {
    const { batchScheduler: scheduler } = source.spec;
    if (!scheduler?.name) {
      draft.idle('batchScheduler', 'names no scheduler');
      return draft.idle('batchSchedulerName', 'names no scheduler');
    }
    const { name, queue, priorityClassName } = scheduler;
    for (const pod of Object.values(draft.pods)) {
      pod.spec.schedulerName = name;
      if (priorityClassName) pod.spec.priorityClassName = priorityClassName;
      if (queue) pod.annotations[queueAnnotation] = queue;
    }
    const note = `${name} schedules the pods, but one by one: nobody makes a PodGroup of all of them`;
    draft.lost('batchScheduler', isGiven(source, 'batchSchedulerName') ? 'batchSchedulerName comes over it' : note);
    draft.lost('batchSchedulerName', note);
  },
};

export const revisions: Carrier = {
  fields: ['revisionHistoryLimit', 'recreateOnUpdate'],
  becomes: 'nothing: there are no ControllerRevisions, and an upgrade replaces the pods of an application',
  carry({ spec: { recreateOnUpdate } }, draft) {
    draft.idle(
      'revisionHistoryLimit',
      'there are no ControllerRevisions; status.reconciliationStatus has the last spec and the last stable one',
    );
    if (recreateOnUpdate === false)
      return draft.changed('recreateOnUpdate', undefined, 'an upgrade always stops the job and replaces its pods');
    draft.idle('recreateOnUpdate', 'is what an upgrade always does');
  },
};
