import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Divergence {
  readonly ids: readonly string[];
  readonly verdict: string;
  readonly reason: string;
}

interface Divergences {
  /** Cases in which we differ from the recorded verdict on purpose (design D4). */
  readonly divergences: readonly Divergence[];
  /** Cases marked `quirk` in which we are stricter or kinder, as the specification suggests. */
  readonly quirks: readonly Divergence[];
}

const file = new URL('divergences.yaml', import.meta.url);
const { divergences, quirks } = parse(readFileSync(file, 'utf8')) as Divergences;

export const divergentIds: ReadonlySet<string> = new Set(divergences.flatMap(({ ids }) => ids));
export const quirkIds: ReadonlySet<string> = new Set(quirks.flatMap(({ ids }) => ids));
