import type { RestoreEntry } from '../../engine/restores.ts';
import { wrap } from '../formats/wrap.ts';
import type { Palette } from '../palette.ts';
import { printable } from '../printable.ts';
import type { History } from './history.ts';

interface View {
  readonly colors: Palette;
  readonly width: number;
}

/** For programs: one entry for each object. */
export function asJson(histories: readonly History[]): string {
  const objects = histories.map(({ kind, namespace, name, restores = [] }) => ({ kind, namespace, name, restores }));
  return `${JSON.stringify({ objects }, undefined, 2)}\n`;
}

/** For the eyes: a table of each object, the newest start last. */
export function asHuman(histories: readonly History[], view: View): string {
  return `${histories.map((history) => tableOf(history, view)).join('\n\n')}\n`;
}

const heads = ['TIME', 'GENERATION', 'JOB ID', 'FROM', 'WHY'] as const;

function tableOf({ title, restores = [] }: History, view: View): string {
  const heading = view.colors.bold(printable(title));
  if (restores.length === 0) return `${heading}\n  the engine has begun no job of it`;
  const rows = restores.map(cellsOf);
  const widths = heads.map((head, i) => Math.max(...[heads, ...rows].map((cells) => (cells[i] ?? head).length)));
  const isWide = widths.reduce((sum, width) => sum + width + 2, 0) <= view.width;
  const shown = [heads, ...rows].map((cells, row) => {
    const line = isWide ? lineOf(cells, widths) : folded(cells, widths, view.width);
    return row === 0 ? view.colors.dim(line) : line;
  });
  return [heading, ...shown].join('\n');
}

function cellsOf({ at, generation, jobId, source, path, why }: RestoreEntry): readonly string[] {
  const from = path === undefined ? source : `${source} ${path}`;
  return [at, String(generation), jobId, from, why].map(printable);
}

const lineOf = (cells: readonly string[], widths: readonly number[]): string =>
  `  ${cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ')}`;

/** Where a row is too long for a line: from where, and why, go below. A path is not cut, so that it can be copied. */
function folded(cells: readonly string[], widths: readonly number[], width: number): string {
  const [from = '', why = ''] = cells.slice(3);
  const lines = [from, ...wrap(why, Math.max(width - 6, 20))].map((line) => `      ${line}`);
  return [lineOf(cells.slice(0, 3), widths), ...lines].join('\n');
}
