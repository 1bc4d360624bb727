import type { Child } from '../../child.ts';
import type { Step } from '../../step.ts';
import { type ControllerRevision, numbered, unnumbered } from '../revision.ts';
import type { Situation } from '../situation.ts';
import type { Status } from '../subject.ts';

/** Kept where the spec does not say how many. */
const usualHistory = 10;

/** A spec is kept before it is carried out; those that are too old go. Source: `spec/flinkcluster.md` 13.1. */
export const keepRevision: Step<Situation, Status> = (situation) => {
  const { revision, observed, status } = situation;
  const recorded = observed.recorded?.revision;
  if (!revision || recorded?.nextRevision === numbered(revision)) return undefined;
  const { revision: _, ...rest } = status;
  return {
    status: recorded ? { ...rest, revision: recorded } : rest,
    actions: [{ type: 'ensure', child: revision as unknown as Child }, ...outdated(situation, revision)],
    done: status,
    again: 0,
  };
};

function outdated({ kept = [], status, spec, metadata: { namespace } }: Situation, revision: ControllerRevision) {
  // The one that runs may have got a higher number since.
  const needed = [unnumbered(status.revision?.currentRevision ?? ''), revision.metadata.name];
  const others = kept.filter(({ metadata }) => !needed.includes(metadata.name));
  const oldest = others.toSorted((a, b) => a.revision - b.revision);
  const surplus = Math.max(0, oldest.length - (spec.revisionHistoryLimit ?? usualHistory));
  return oldest.slice(0, surplus).map(({ metadata: { name } }) => {
    const key = { apiVersion: 'apps/v1', kind: 'ControllerRevision', namespace, name };
    return { type: 'remove', key } as const;
  });
}
