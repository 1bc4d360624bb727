/** A line that stays, goes or comes. */
interface Change {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

const context = 3;

/** The difference of two texts as `diff -u` and `git apply` write it; empty where there is none. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const changes = compare(splitLines(before), splitLines(after));
  return `--- a/${name}\n+++ b/${name}\n${hunks(changes)}`;
}

/** Lines with their ends, so that a missing newline at the end is seen. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Myers' greedy algorithm: the fewest lines that go and come. */
function compare(a: readonly string[], b: readonly string[]): Change[] {
  const offset = a.length + b.length;
  const furthest = new Int32Array(2 * offset + 2);
  const trace: Int32Array[] = [];
  for (let steps = 0; steps <= offset; steps++) {
    trace.push(furthest.slice());
    for (let k = -steps; k <= steps; k += 2) {
      let x = goesDown(furthest, offset, k, steps) ? at(furthest, offset + k + 1) : at(furthest, offset + k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return backtrack(a, b, trace, offset);
    }
  }
  return [];
}

function goesDown(furthest: Int32Array, offset: number, k: number, steps: number): boolean {
  return k === -steps || (k !== steps && at(furthest, offset + k - 1) < at(furthest, offset + k + 1));
}

function at(furthest: Int32Array, index: number): number {
  return furthest[index] ?? 0;
}

function backtrack(a: readonly string[], b: readonly string[], trace: readonly Int32Array[], offset: number): Change[] {
  const changes: Change[] = [];
  let [x, y] = [a.length, b.length];
  for (let steps = trace.length - 1; steps >= 0; steps--) {
    const furthest = trace[steps] ?? new Int32Array();
    const k = x - y;
    const previous = goesDown(furthest, offset, k, steps) ? k + 1 : k - 1;
    const startX = at(furthest, offset + previous);
    const startY = startX - previous;
    while (x > startX && y > startY && x > 0 && y > 0) {
      changes.push({ kind: ' ', line: a[--x] ?? '' });
      y--;
    }
    if (steps === 0) break;
    if (x === startX) changes.push({ kind: '+', line: b[--y] ?? '' });
    else changes.push({ kind: '-', line: a[--x] ?? '' });
  }
  return changes.reverse();
}

function hunks(changes: readonly Change[]): string {
  const text: string[] = [];
  let [lineA, lineB, i] = [1, 1, 0];
  while (i < changes.length) {
    const first = changes.findIndex(({ kind }, j) => j >= i && kind !== ' ');
    if (first === -1) break;
    const start = Math.max(i, first - context);
    lineA += start - i;
    lineB += start - i;
    const end = endOfHunk(changes, first);
    const part = changes.slice(start, end);
    const [gone, come] = [count(part, '-'), count(part, '+')];
    const same = part.length - gone - come;
    text.push(`@@ -${range(lineA, same + gone)} +${range(lineB, same + come)} @@\n`);
    for (const { kind, line } of part) {
      text.push(line.endsWith('\n') ? `${kind}${line}` : `${kind}${line}\n\\ No newline at end of file\n`);
    }
    lineA += same + gone;
    lineB += same + come;
    i = end;
  }
  return text.join('');
}

/** Changes that are close together share a hunk. */
function endOfHunk(changes: readonly Change[], first: number): number {
  let last = first;
  for (let j = first; j < changes.length && j - last <= 2 * context; j++) if (changes[j]?.kind !== ' ') last = j;
  return Math.min(changes.length, last + context + 1);
}

function count(changes: readonly Change[], kind: Change['kind']): number {
  return changes.filter((change) => change.kind === kind).length;
}

function range(start: number, length: number): string {
  return `${length === 0 ? start - 1 : start},${length}`;
}
