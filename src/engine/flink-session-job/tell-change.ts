import { specChanged, suspends } from '../spec-changed.ts';
import { specChanges } from '../spec-difference.ts';
import type { Step } from '../step.ts';
import type { ObservedSessionJob } from './observed.ts';
import type { Status } from './subject.ts';

type SessionJobStep = Step<ObservedSessionJob, Status>;

const ends: ReadonlySet<string> = new Set(['cancelJob', 'stopWithSavepoint']);

/** Tells of the changes that a step brings about, and of the job that is stopped for them. */
export function tellChange(step: SessionJobStep): SessionJobStep {
  return (observed) => {
    const decision = step(observed);
    const { last, wanted, cluster, generation } = observed;
    // What rests goes on resting.
    const rests = last?.spec.job?.state === 'suspended' && wanted.job?.state === 'suspended';
    if (!decision || !last || rests) return decision;
    const changes = specChanges(last.spec, wanted, cluster?.deployment.spec.mode ?? 'native');
    const stops = decision.actions?.some(({ type }) => ends.has(type)) ? [suspends] : [];
    const told = specChanged('FlinkSessionJob', generation, changes);
    return { ...decision, happenings: [told, ...stops, ...(decision.happenings ?? [])] };
  };
}
