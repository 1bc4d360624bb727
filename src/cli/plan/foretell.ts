import { judge } from '../../admission/judge.ts';
import { admittedKinds } from '../../admission/kinds.ts';
import type { GatePorts } from '../../admission/ports.ts';
import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import type { FlinkSessionJob } from '../../api/flink-session-job/types.ts';
import { kindNames } from '../../api/kinds.ts';
import type { Deployment } from '../../engine/flink-deployment/subject.ts';
import type { SessionJob } from '../../engine/flink-session-job/subject.ts';
import { previewDeployment } from '../../engine/preview/deployment.ts';
import type { Effect } from '../../engine/preview/effect.ts';
import { previewSessionJob } from '../../engine/preview/session-job.ts';
import { ReconcileError } from '../../engine/reconcile-error.ts';
import { readLastSpec } from '../../rules/last-spec.ts';
import type { Finding } from '../../rules/rule.ts';
import { flattenConfiguration } from '../../values/flink-configuration.ts';
import type { Before } from './before.ts';
import type { PlannedObject } from './objects.ts';

/** What becomes of one object. */
export interface Plan {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** `unknown`: nothing can be foretold; `why` says so. */
  readonly outcome: 'new' | 'changed' | 'unchanged' | 'refused' | 'removed' | 'unknown';
  readonly effect?: Effect;
  /** What the gate would refuse it for. */
  readonly refusals?: readonly Finding[];
  readonly why?: string;
}

const running = 'the old object is taken to run as it should: its job RUNNING, its JobManager READY';

export const named = ({ id, object: { metadata } }: PlannedObject) => ({
  kind: kindNames[id].kind,
  namespace: metadata.namespace,
  name: metadata.name,
});

/** Judges an object by the rules of the gate, and foretells what the engine then does. */
export async function foretell(planned: PlannedObject, before: Before, ports: GatePorts): Promise<Plan> {
  const { id, object } = planned;
  const { old, isTaken, status } = before;
  const { findings } = await judge(
    {
      kind: admittedKinds[id],
      object: { ...object, status },
      previous: old && { ...old.object, status },
      operation: old ? 'UPDATE' : 'CREATE',
      namespace: object.metadata.namespace,
    },
    ports,
  );
  const refusals = findings.filter(({ severity }) => severity === 'error');
  if (refusals.length > 0) return { ...named(planned), outcome: 'refused', refusals };
  const last = readLastSpec(id, status);
  if (last.state === 'unreadable') {
    return { ...named(planned), outcome: 'unknown', why: `what was brought about last cannot be read: ${last.why}` };
  }
  try {
    const told = effectOf(planned, before, ports);
    const effect = isTaken ? { ...told, assumed: [running, ...told.assumed] } : told;
    const outcome = effect.change === 'create' ? 'new' : effect.changes.length === 0 ? 'unchanged' : 'changed';
    return { ...named(planned), outcome, effect };
  } catch (error) {
    if (!(error instanceof ReconcileError)) throw error;
    return { ...named(planned), outcome: 'unknown', why: error.message };
  }
}

function effectOf({ id, object }: PlannedObject, { status, facts, cluster }: Before, ports: GatePorts): Effect {
  const operator = ports.operatorConfiguration();
  if (id === 'flinkDeployment') {
    return previewDeployment(object as unknown as Deployment, status, { operator, now: ports.now(), ...facts });
  }
  const { spec } = object as unknown as FlinkSessionJob;
  const of: Partial<FlinkDeployment['spec']> = typeof cluster === 'object' ? cluster.spec : {};
  const configuration = operator.effective(
    object.metadata.namespace,
    of.flinkVersion,
    flattenConfiguration(of.flinkConfiguration),
    flattenConfiguration(spec.flinkConfiguration),
  );
  const found = cluster as Deployment | 'unknown' | undefined;
  return previewSessionJob(object as unknown as SessionJob, status, { configuration, cluster: found });
}
