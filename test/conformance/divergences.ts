import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Divergence {
  readonly ids: readonly string[];
  /** Begins with `allowed` or `refused`. */
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

const divergent = byId(divergences);
const chosen = byId(quirks);

export const divergentCount = divergent.size;
export const quirkCount = chosen.size;

/** Our own verdict on a case, where it differs from the recorded one on purpose. */
export function ownVerdict(id: string, quirk: boolean | undefined): { readonly allowed: boolean } | undefined {
  const verdict = divergent.get(id) ?? (quirk ? chosen.get(id) : undefined);
  return verdict === undefined ? undefined : { allowed: verdict.startsWith('allowed') };
}

function byId(listed: readonly Divergence[]): ReadonlyMap<string, string> {
  return new Map(listed.flatMap(({ ids, verdict }) => ids.map((id) => [id, verdict])));
}
