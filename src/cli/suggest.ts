import { distance } from 'fastest-levenshtein';

/** The known word that was probably meant: at most a third of its letters differ. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  const wanted = word.toLowerCase();
  for (const candidate of known) {
    const away = distance(wanted, candidate.toLowerCase());
    if (away < bestDistance) [best, bestDistance] = [candidate, away];
  }
  if (best === undefined || bestDistance > Math.max(1, Math.floor(Math.max(word.length, best.length) / 3)))
    return undefined;
  return best;
}

/** ` (did you mean 'lint'?)`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const guess = nearest(word, known);
  return guess === undefined ? '' : ` (did you mean '${guess}'?)`;
}
