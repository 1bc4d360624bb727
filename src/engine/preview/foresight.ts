import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import type { Edit, EditEffect, SessionJobEdit } from '../../rules/facts.ts';
import type { Deployment } from '../flink-deployment/subject.ts';
import type { SessionJob } from '../flink-session-job/subject.ts';
import { ReconcileError } from '../reconcile-error.ts';
import { previewDeployment } from './deployment.ts';
import type { Effect } from './effect.ts';
import { previewSessionJob } from './session-job.ts';
import { inShort } from './words.ts';

/** What the gate tells the author of an edit, from the object as it is stored. */
export const foresight = {
  deployment({ previous, object, operator, namespace, now }: Edit<FlinkDeployment>): EditEffect | undefined {
    if (previous.metadata.deletionTimestamp !== undefined || object.spec.flinkVersion === undefined) return undefined;
    const metadata = { ...object.metadata, namespace };
    return effectOf(() =>
      previewDeployment({ ...object, metadata } as Deployment, previous.status ?? {}, { operator, now }),
    );
  },
  sessionJob({ previous, object, cluster, configuration }: SessionJobEdit): EditEffect | undefined {
    if (previous.metadata.deletionTimestamp !== undefined) return undefined;
    const found = cluster === 'absent' ? undefined : (cluster as Deployment | 'unknown');
    return effectOf(() =>
      previewSessionJob(object as SessionJob, previous.status ?? {}, { configuration, cluster: found }),
    );
  },
};

/** Of what was deployed though nobody can make a cluster of it, nothing can be foretold. */
function effectOf(foretell: () => Effect): EditEffect | undefined {
  let effect: Effect;
  try {
    effect = foretell();
  } catch (error) {
    if (error instanceof ReconcileError) return undefined;
    throw error;
  }
  const summary = inShort(effect);
  const { loss } = effect;
  return { ...(summary !== undefined && { summary }), ...(loss && { loss }) };
}
