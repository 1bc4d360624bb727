import picocolors from 'picocolors';
import type { GlobalOptions, Io, Output } from './io.ts';

export type Palette = ReturnType<typeof picocolors.createColors>;

/** Whether escape codes are welcome: the flag, then FORCE_COLOR, NO_COLOR, then whether this is a terminal (C-12). */
export function wantsColor(output: Output, { color }: GlobalOptions, env: Io['env']): boolean {
  if (color === 'always') return true;
  if (color === 'never') return false;
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return output.isTTY === true && terminal !== 'dumb';
}

export function palette(enabled: boolean): Palette {
  return picocolors.createColors(enabled);
}

/** Columns to write in: the terminal's, COLUMNS, or 80. */
export function widthOf(output: Output, env: Io['env']): number {
  const columns = output.columns ?? Number(env['COLUMNS'] ?? Number.NaN);
  return Number.isInteger(columns) && columns >= 20 ? columns : 80;
}
