import { isObject } from '../../../src/values/json.ts';
import { sameMeaning } from '../../conformance/compare.ts';
import type { ClusterCase } from '../../conformance/corpus.ts';
import { ownVerdict } from '../../conformance/divergences.ts';
import type { ReplayCase } from './cases.ts';

/** Compares what the API server would have stored with the recorded object after all defaults, where there is one. */
export function wrongDefaults({ recorded }: ReplayCase, stored: unknown): string | undefined {
  const { defaulted } = recorded as Partial<ClusterCase>;
  const { id, mutated, expect } = recorded;
  if (!isObject(stored) || ownVerdict(id, expect.quirk)) return undefined;
  // Of the reference's patch for the flink kinds only the labels count: the rest is what its re-serialisation adds.
  const theirs = defaulted ? { spec: defaulted['spec'], labels: labelsOf(defaulted) } : { labels: labelsOf(mutated) };
  const ours = defaulted ? { spec: stored['spec'], labels: labelsOf(stored) } : { labels: labelsOf(stored) };
  if ((defaulted ?? mutated) === undefined || sameMeaning(ours, theirs)) return undefined;
  return `defaults: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`;
}

function labelsOf(object: unknown): unknown {
  return isObject(object) && isObject(object['metadata']) ? object['metadata']['labels'] : undefined;
}
