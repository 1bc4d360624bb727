import { isDeepStrictEqual } from 'node:util';
import type { ObservedDeployment } from '../../src/engine/flink-deployment/observed.ts';
import { steps as deploymentSteps } from '../../src/engine/flink-deployment/steps/index.ts';
import { scalingCourse } from '../../src/engine/flink-deployment/steps/scale-in-place.ts';
import { type Deployment, observedConfiguration, specThatRuns } from '../../src/engine/flink-deployment/subject.ts';
import type { ObservedSessionJob } from '../../src/engine/flink-session-job/observed.ts';
import { steps as sessionJobSteps } from '../../src/engine/flink-session-job/steps.ts';
import { configurationOf, type SessionJob } from '../../src/engine/flink-session-job/subject.ts';
import { previewDeployment } from '../../src/engine/preview/deployment.ts';
import type { Effect } from '../../src/engine/preview/effect.ts';
import { mayHaveData } from '../../src/engine/preview/imagined.ts';
import { previewSessionJob } from '../../src/engine/preview/session-job.ts';
import { ageOfState } from '../../src/engine/state-age.ts';
import { type CommonStatus, isRolledBack, lastReconciled } from '../../src/engine/status/bookkeeping.ts';
import { isTerminal } from '../../src/engine/status/observed-job.ts';
import { type Decision, decide, type Step } from '../../src/engine/step.ts';
import type { EffectiveConfiguration, OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { type Decided, decidedOf, disagreement, isBegin, isUnderWay } from './decided.ts';
import type { Change } from './kube-store.ts';
import type { World } from './world.ts';

interface Foretold {
  readonly generation: number;
  readonly effect: Effect;
}

/** A preview as the author of an edit gets it, who has only the object as it is stored. */
interface Edit extends Foretold {
  readonly before: CommonStatus;
}

/** What the engine knows at a decision, and what is foretold from that. */
interface Looked extends Foretold {
  readonly uid: string;
  readonly name: string;
  readonly seen: CommonStatus;
  /** What was looked at is as who has not looked takes it to be. */
  readonly isUsual: boolean;
  /** The job has ended, and the savepoint with which it was to end came to nothing. */
  readonly isInVain: boolean;
}

type Listener = (looked: Looked, decided: Decided) => void;

let listener: Listener = () => {};

/** What is foretold of an edit is what the engine does: compared at the edit, at every decision, and from a stop to the next beginning. */
export class Foretelling {
  readonly #world: World;
  readonly #operator: OperatorConfiguration;
  readonly #edits = new Map<string, Edit>();
  readonly #stopped = new Map<string, Foretold>();
  /** Decisions that were foretold, by what they were. */
  readonly agreed = new Map<string, number>();

  constructor(world: World, operator: OperatorConfiguration) {
    this.#world = world;
    this.#operator = operator;
    world.store.listen((change) => this.#changed(change));
    listener = (looked, decided) => this.#decided(looked, decided);
  }

  #changed({ plural, before, after, by }: Change): void {
    if (by !== 'user' || !before || !after || before.spec === after.spec) return;
    const { uid, generation = 0, namespace, name } = after.metadata;
    const status = (after.status ?? {}) as CommonStatus;
    const foretell = (): Effect | undefined => {
      switch (plural) {
        case 'flinkdeployments':
          return previewDeployment(after as never, status as never, {
            operator: this.#operator,
            now: new Date(Date.UTC(2026, 0, 1) + this.#world.time.now),
          });
        case 'flinksessionjobs': {
          const of = { namespace, name: after.spec?.deploymentName ?? name };
          const cluster = this.#world.store.get('flinkdeployments', of) as Deployment | undefined;
          const configuration = cluster && this.#configurationOf(after as never, cluster);
          return previewSessionJob(after as never, status as never, { cluster, configuration });
        }
        default:
          return undefined;
      }
    };
    const effect = foretell();
    if (effect) this.#edits.set(uid, { generation, before: status, effect });
  }

  #configurationOf(job: SessionJob, cluster: Deployment): EffectiveConfiguration {
    const runs = specThatRuns(cluster.status ?? {}, cluster.spec as never);
    const configuration = observedConfiguration(cluster, runs, { operator: () => this.#operator });
    return configurationOf(job, { configuration } as never);
  }

  #decided(looked: Looked, decided: Decided): void {
    const { uid, name, generation, seen, effect, isInVain } = looked;
    if (isInVain) {
      this.#stopped.delete(uid);
      return;
    }
    this.#compareWithEdit(looked);
    const isNew = !isUnderWay(seen);
    // Lost while it was to be stopped, for a spec that was taken back since.
    if (effect.change === 'ignore' && seen.reconciliationStatus?.state === 'DEPLOYED') {
      this.#stopped.delete(uid);
      return;
    }
    // A lost JobManager, and an attempt that came to nothing, are no matter of the spec.
    if (isNew ? effect.change === 'ignore' || effect.change === 'create' : effect.blocked) {
      this.#stopped.delete(uid);
      return;
    }
    const wrong = disagreement(effect, decided, seen);
    if (wrong !== undefined) this.#world.violated(`the preview of ${name} is wrong: ${wrong}`);
    // A job that has ended by itself since its stop came to nothing.
    if (isNew) this.#stopped.delete(uid);
    if (decided.type === 'begin') this.#compareWithStop(looked, decided);
    else if (isNew && decided.type !== 'nothing') this.#stopped.set(uid, { generation, effect });
    if (decided.type === 'nothing' && !effect.blocked) return;
    this.#count(`${effect.stop} → ${effect.begin.type}${effect.blocked ? ' (waits)' : ''}`);
  }

  #compareWithEdit({ uid, name, generation, seen, effect, isUsual }: Looked): void {
    const edit = this.#edits.get(uid);
    if (!isUsual || edit?.generation !== generation || !sameGrounds(edit.before, seen)) return;
    // Of which class a change is, is known where the cluster is.
    const waits = edit.effect.blocked ?? effect.blocked;
    const [then, now] = [edit.effect, effect].map(({ stop, begin, change }) => ({
      stop,
      begin,
      ...(!waits && { change }),
    }));
    if (!isDeepStrictEqual(then, now)) {
      this.#world.violated(`${name} was to ${JSON.stringify(then)} at its edit, and is to ${JSON.stringify(now)}`);
    }
    if (effect.change !== 'ignore') this.#count('as at the edit');
  }

  #compareWithStop({ uid, name, generation }: Looked, decided: Extract<Decided, { type: 'begin' }>): void {
    const known = this.#stopped.get(uid);
    this.#stopped.delete(uid);
    if (known?.generation !== generation || isBegin(known.effect.begin, decided)) return;
    const begin = JSON.stringify(known.effect.begin);
    this.#world.violated(`${name} was to begin as ${begin}, and does so as ${JSON.stringify(decided)}`);
  }

  #count(told: string): void {
    this.agreed.set(told, (this.agreed.get(told) ?? 0) + 1);
  }
}

/** Whether a decision that rests on the one rests on the other as well. */
function sameGrounds(one: CommonStatus, other: CommonStatus): boolean {
  return isDeepStrictEqual(groundsOf(one), groundsOf(other));
}

function groundsOf(status: CommonStatus & { readonly jobManagerDeploymentStatus?: string }) {
  const { jobStatus, reconciliationStatus, jobManagerDeploymentStatus } = status;
  const { state, upgradeSavepointPath, savepointInfo } = jobStatus ?? {};
  const { state: stage, lastReconciledSpec } = reconciliationStatus ?? {};
  return [state, upgradeSavepointPath, savepointInfo?.triggerId, stage, lastReconciledSpec, jobManagerDeploymentStatus];
}

/** Looks on at each decision, without a part in it. */
function watchSteps<O extends { readonly status: S; readonly randomId: () => string }, S extends CommonStatus>(
  steps: readonly Step<O, S>[],
  look: (observed: O) => Looked,
): void {
  const own = [...steps];
  const watch: Step<O, S> = (observed) => {
    const decision = decideAlone(own, observed);
    if (decision) listener(look(observed), decidedOf(decision, observed.status));
    return undefined;
  };
  (steps as Step<O, S>[]).unshift(watch);
}

/** With ids that nobody else misses. What the engine throws is not foretold. */
function decideAlone<O extends { readonly status: S; readonly randomId: () => string }, S extends CommonStatus>(
  steps: readonly Step<O, S>[],
  observed: O,
): Decision<CommonStatus> | undefined {
  try {
    return decide(steps, { ...observed, randomId: () => 'f'.repeat(32) });
  } catch {
    return undefined;
  }
}

function cameToNothing({ status, savepoint }: Pick<ObservedDeployment, 'status' | 'savepoint'>): boolean {
  const isAnswered = savepoint?.type === 'failed' || savepoint?.type === 'unknown';
  return isAnswered && isTerminal(status.jobStatus?.state);
}

watchSteps(deploymentSteps, (observed: ObservedDeployment) => {
  const { deployment, wanted, generation, status, planning, highAvailability, last } = observed;
  const { now, checkpoints, neverStarted = false, scaling } = observed;
  const { uid, name } = deployment.metadata;
  const course = scaling?.stage === 'wanted' ? scalingCourse(observed, scaling) : undefined;
  const facts = {
    operator: planning.operator,
    now,
    checkpoints: checkpoints ?? ('silent' as const),
    neverStarted,
    scaling: course?.type,
    ...(highAvailability && { highAvailability }),
  };
  const isTold = !course || course.type === 'act';
  // Of a spec that was rolled back, something else is wanted than its owner has written.
  const spec = isRolledBack(status) ? lastReconciled<typeof wanted>(status)?.spec : wanted;
  const effect = previewDeployment({ ...deployment, spec: spec ?? wanted }, status, facts);
  const usual = last !== undefined && mayHaveData(status, last.spec);
  const isKept = !highAvailability || (highAvailability.hasCheckpoint === usual && highAvailability.exists === usual);
  const isUsual = isKept && isTold && !neverStarted && ageOfState(observed) === 'fine';
  return { uid, name, generation, seen: status, effect, isUsual, isInVain: cameToNothing(observed) };
});

watchSteps(sessionJobSteps, (observed: ObservedSessionJob) => {
  const { job, wanted, generation, status, cluster, configuration, answer, stateAge = 'fine' } = observed;
  const isLost = answer?.type === 'missing';
  const { uid, name } = job.metadata;
  const effect = previewSessionJob({ ...job, spec: wanted }, status, {
    configuration,
    isLost,
    stateAge,
    cluster: cluster?.deployment,
  });
  return {
    uid,
    name,
    generation,
    seen: status,
    effect,
    isUsual: !isLost && stateAge === 'fine',
    isInVain: cameToNothing(observed),
  };
});
