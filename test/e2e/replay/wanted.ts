import type { ClusterCase, FlinkCase } from '../../conformance/corpus.ts';
import { ownVerdict } from '../../conformance/divergences.ts';

export interface Wanted {
  readonly allowed: boolean;
  readonly rule?: string | undefined;
  readonly field?: string | undefined;
}

/** What the corpora want, or what we chose instead. */
export function wantedOf(recorded: FlinkCase | ClusterCase, isRandom: boolean): Wanted {
  const { id, expect } = recorded;
  const own = ownVerdict(id, expect.quirk);
  if (own) return own;
  // Of random changes only the verdict counts: several things may be wrong at once.
  if (isRandom) return { allowed: expect.allowed };
  if (!('better' in recorded) || !recorded.better) {
    const isCrash = expect.rule === 'decode' || expect.rule === 'internal-error';
    return isCrash ? { allowed: expect.allowed, field: expect.field } : expect;
  }
  const { allowed, rule } = recorded.better;
  return { allowed, rule };
}
