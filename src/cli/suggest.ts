import { distance } from 'fastest-levenshtein';

/** The known word that was probably meant: at most two letters differ, or a third of a long word; one of a short word. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  const wanted = word.toLowerCase();
  for (const candidate of known) {
    const away = distance(wanted, candidate.toLowerCase());
    if (away < bestDistance) [best, bestDistance] = [candidate, away];
  }
  const length = best === undefined ? 0 : Math.max(word.length, best.length);
  const allowed = length < 4 ? 1 : Math.max(2, Math.floor(length / 3));
  return bestDistance <= allowed ? best : undefined;
}

/** ` (did you mean 'lint'?)`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const guess = nearest(word, known);
  return guess === undefined ? '' : ` (did you mean '${guess}'?)`;
}
