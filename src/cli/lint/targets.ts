import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readingError, UsageError } from '../errors.ts';
import { type FormatName, formatNames, loadFormat, type View } from '../formats/format.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { palette, wantsColor, widthOf } from '../palette.ts';
import { didYouMean } from '../suggest.ts';
import type { LintReport } from './report.ts';

/** Where a report goes and how it is written; without a file it is stdout. */
export interface Target {
  readonly format: FormatName;
  readonly file?: string;
}

export interface TargetOptions extends GlobalOptions {
  readonly format?: FormatName;
  readonly output?: string;
  readonly report?: readonly string[];
}

/** Read before anything is linted, so that a misspelt format is told at once. */
export function targetsOf({ format, output, report = [] }: TargetOptions, env: Io['env']): Target[] {
  const first: Target = { format: format ?? 'human', ...(output !== undefined && { file: output }) };
  // On GitHub Actions people read the log, and the change shows what is on its lines (C-03).
  const annotations: Target[] = format === undefined && env['GITHUB_ACTIONS'] === 'true' ? [{ format: 'github' }] : [];
  return [first, ...annotations, ...report.map(readTarget)];
}

function readTarget(given: string): Target {
  const [, format = '', file = ''] = /^([^=]*)=(.*)$/.exec(given) ?? [];
  if (file === '') throw new UsageError(`--report ${given}: write FORMAT=FILE, such as sarif=lint.sarif`);
  if (!formatNames.includes(format as FormatName)) {
    throw new UsageError(`--report ${given}: there is no format ${format}${didYouMean(format, formatNames)}`);
  }
  return { format: format as FormatName, file };
}

export async function writeReports(
  report: LintReport,
  targets: readonly Target[],
  options: GlobalOptions,
  io: Io,
): Promise<void> {
  for (const { format, file } of targets) {
    const write = await loadFormat(format);
    if (file === undefined) io.stdout.write(write(report, viewOf(options, io, true)));
    else writeFile(path.resolve(io.cwd, file), write(report, viewOf(options, io, false)));
  }
}

function viewOf(options: GlobalOptions, { stdout, env }: Io, onScreen: boolean): View {
  const colored = onScreen ? wantsColor(stdout, options, env) : options.color === 'always';
  return {
    colors: palette(colored),
    width: onScreen ? widthOf(stdout, env) : 100,
    quiet: options.quiet ?? false,
    verbose: (options.verbose ?? false) || (options.debug ?? false),
  };
}

export function writeFile(file: string, text: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${readingError(file, error)}`);
  }
}
