import { distance } from 'fastest-levenshtein';
import { forbiddenKeys, knownOptions } from './known-options.ts';
import { remembering } from './remembering.ts';

/** Nobody is advised to write a key that only the operator may set. */
const advisable = [...knownOptions]
  .filter(([, option]) => !forbiddenKeys.includes(option.key))
  .map(([key]) => ({ key, lower: key.toLowerCase() }));

const shortest = 12;
const longest = 100;
/** Letters that may be wrong, missing or too many. */
const likeness = 2;

/** The known key that this unknown one is most like; `undefined` where it is like none. */
export const nearestKey: (key: string) => string | undefined = remembering((key) => {
  if (key.length < shortest || key.length > longest) return undefined;
  const wanted = key.toLowerCase();
  let best: string | undefined;
  let least = likeness + 1;
  for (const { key: candidate, lower } of advisable) {
    if (Math.abs(lower.length - wanted.length) > likeness) continue;
    const difference = distance(wanted, lower);
    if (difference >= least) continue;
    best = candidate;
    least = difference;
  }
  return best;
});
