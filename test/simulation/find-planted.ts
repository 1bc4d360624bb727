import type { Mutation } from './plant.ts';
import { type FamilyName, runSeeds } from './run-seeds.ts';

interface Found {
  readonly seed: number;
  readonly violation: string;
}

/** Seeds within which each bug comes to light. */
const most = 3000;

/** The first seed that goes wrong with the bug and goes well without it. */
export async function findPlanted(family: FamilyName, mutation: Mutation): Promise<Found | undefined> {
  const end = (mutation.from ?? 0) + most;
  for (let from = mutation.from ?? 0; from < end; ) {
    const run = { family, threads: 1 };
    const { violations } = await runSeeds({ ...run, from, seeds: end - from, mutation, stopsAtFirst: true });
    const [found] = violations;
    if (!found) return undefined;
    const without = await runSeeds({ ...run, from: found.seed, seeds: 1 });
    if (without.violations.length === 0) return found;
    from = found.seed + 1;
  }
  return undefined;
}
