import type { LintReport } from '../lint/report.ts';
import type { Palette } from '../palette.ts';

/** How people like to look at a report. Machine formats take no notice of it. */
export interface View {
  readonly colors: Palette;
  readonly width: number;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Writes a whole report; what it returns ends with a newline unless it is empty. */
export type Format = (report: LintReport, view: View) => string;

export type FormatName = 'human' | 'json' | 'jsonl' | 'sarif' | 'junit' | 'github' | 'markdown' | 'yaml';

/** Only the format that is asked for is loaded. */
const loaders: Readonly<Record<FormatName, () => Promise<Format>>> = {
  human: async () => (await import('./human.ts')).human,
  json: async () => (await import('./json.ts')).json,
  jsonl: async () => (await import('./json.ts')).jsonLines,
  yaml: async () => (await import('./json.ts')).yaml(),
  sarif: async () => (await import('./sarif.ts')).sarif,
  junit: async () => (await import('./junit.ts')).junit,
  github: async () => (await import('./github.ts')).github,
  markdown: async () => (await import('./markdown.ts')).markdown,
};

export const formatNames = Object.keys(loaders) as FormatName[];

export function loadFormat(name: FormatName): Promise<Format> {
  return loaders[name]();
}
