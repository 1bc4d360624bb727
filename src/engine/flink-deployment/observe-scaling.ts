import type { FlinkCluster, Reply, ResourceRequirements } from '../flink-port.ts';
import type { Happening } from '../happening.ts';
import { milliseconds, readinessTimeout } from '../options.ts';
import { unreached } from '../parallelism.ts';
import type { Ports } from '../ports.ts';
import { isTerminal } from '../status/observed-job.ts';
import { type InPlaceScaling, isHeard, scalingBySpec } from './in-place-scaling.ts';
import type { ObservedDeployment, Seen } from './observed.ts';
import { changeOf } from './restore.ts';
import { scaledOf, withoutScaled, withScaled } from './scaled.ts';
import type { Status } from './subject.ts';

/** What is known of a parallelism that is brought about while the cluster goes on. */
export interface SeenScaling {
  readonly way: InPlaceScaling;
  /**
   * `unfinished`: the spec counts as deployed, but nobody has heard yet that its parallelism was brought about; `unheard`: and there is nobody
   * to be told now.
   */
  readonly stage: 'wanted' | 'unfinished' | 'unheard' | 'done';
  /** What Flink was told last; asked only where the job may have to be told something else. */
  readonly requirements?: Reply<ResourceRequirements | undefined>;
  /** Flink has said no to this very spec. */
  readonly refusal?: Error | undefined;
}

type Known = Omit<ObservedDeployment, 'scaling' | 'remains' | 'highAvailability'>;

interface Look extends Seen {
  readonly scaling?: SeenScaling;
}

/** Looks at what can be scaled while it runs. Whether a job has come to its parallelism is told by the condition `Scaled`. */
export async function lookAtScaling(observed: Known, ports: Pick<Ports, 'flink' | 'memory'>): Promise<Look> {
  const { status, generation, deployment, place } = observed;
  const { uid, deletionTimestamp } = deployment.metadata;
  const stays = status.reconciliationStatus?.state === 'DEPLOYED' && deletionTimestamp === undefined;
  const way = stays ? scalingBySpec(observed) : undefined;
  const stage =
    changeOf(observed) === 'scale' ? 'wanted' : status.observedGeneration === generation ? 'done' : 'unfinished';
  if (!way || !isHeard(way, observed)) {
    const isUnheard = way && stage === 'unfinished' && !isTerminal(status.jobStatus?.state);
    return { status: withoutScaled(status), happenings: [], ...(isUnheard && { scaling: { way, stage: 'unheard' } }) };
  }
  const refused = ports.memory.of(uid).refusedScaling;
  const refusal = refused?.generation === generation ? refused.error : undefined;
  const scaling: SeenScaling = { way, stage, refusal };
  const { jobId, state } = status.jobStatus ?? {};
  if (way.type !== 'vertices' || jobId === undefined) return { status, happenings: [], scaling };
  const flink = ports.flink(place);
  const withRequirements = async () => ({ ...scaling, requirements: await flink.requirements(jobId) });
  if (stage !== 'done') return { status, happenings: [], scaling: await withRequirements() };
  const has = state === 'RUNNING' ? await parallelismOf(jobId, flink) : undefined;
  if (!has) return { status, happenings: [], scaling };
  const lacks = unreached(way.after, has);
  return { ...told(observed, lacks), scaling: lacks.length > 0 ? await withRequirements() : scaling };
}

async function parallelismOf(jobId: string, flink: FlinkCluster) {
  const reply = await flink.parallelism(jobId);
  return reply.type === 'answer' ? reply.value : undefined;
}

/** People are told once that a job has not come to its parallelism in time. */
function told({ status, configuration, now }: Known, lacks: readonly string[]): Seen {
  const patience = milliseconds(configuration.value(readinessTimeout));
  const seen: Status = withScaled(status, lacks, { now, patience });
  const { reason = '', message = '' } = scaledOf(seen) ?? {};
  const isNew = reason === 'ScalingIncomplete' && scaledOf(status)?.reason !== reason;
  const happening: Happening = { component: 'Job', type: 'Warning', reason, message };
  return { status: seen, happenings: isNew ? [happening] : [] };
}
