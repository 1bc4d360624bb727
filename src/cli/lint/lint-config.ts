import { existsSync } from 'node:fs';
import path from 'node:path';
import { readingError, UsageError } from '../errors.ts';
import { nameOf, readText } from '../manifest/inputs.ts';
import { Lines } from '../manifest/lines.ts';
import { locate } from '../manifest/locate.ts';
import type { ManifestDocument } from '../manifest/manifest.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import { problemsOf } from './check-config.ts';
import type { Severity } from './report.ts';

type RuleLevels = Readonly<Record<string, Severity | 'off'>>;

/** Levels for the files that match patterns, which are relative to a folder. */
interface Override {
  readonly folder: string;
  readonly files: readonly string[];
  readonly rules: RuleLevels;
}

/** What `.sluice.yaml` says, with everything that it extends (C-11). Paths are absolute. */
export interface LintConfig {
  readonly failOn?: Severity | 'never';
  readonly rules: RuleLevels;
  readonly overrides: readonly Override[];
  readonly ignore: readonly { readonly folder: string; readonly files: readonly string[] }[];
  readonly namespace?: string;
  readonly flinkVersion?: string;
  readonly flinkConf?: string;
  readonly context?: readonly string[];
  readonly resolve?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly baseline?: string;
}

/** The file as it is written. */
interface WrittenConfig extends Omit<LintConfig, 'rules' | 'overrides' | 'ignore'> {
  readonly extends?: string | readonly string[];
  readonly rules?: RuleLevels;
  readonly overrides?: readonly Omit<Override, 'folder'>[];
  readonly ignore?: readonly string[];
}

const noConfig: LintConfig = { rules: {}, overrides: [], ignore: [] };

/** Finds the configuration of each file: the nearest `.sluice.yaml` above it, read once. */
export class LintConfigs {
  private readonly byFolder = new Map<string, Promise<LintConfig>>();
  private readonly cwd: string;
  private readonly fixed: Promise<LintConfig> | undefined;

  constructor(cwd: string, file?: string) {
    this.cwd = cwd;
    this.fixed = file === undefined ? undefined : readConfig(path.resolve(cwd, file), cwd, []);
    // Reported by whoever asks; nobody may ask when there is nothing to lint.
    this.fixed?.catch(() => {});
  }

  of(folder: string): Promise<LintConfig> {
    if (this.fixed !== undefined) return this.fixed;
    const known = this.byFolder.get(folder);
    if (known !== undefined) return known;
    const found = this.search(folder);
    this.byFolder.set(folder, found);
    return found;
  }

  private search(folder: string): Promise<LintConfig> {
    for (const name of ['.sluice.yaml', '.sluice.yml']) {
      const file = path.join(folder, name);
      if (existsSync(file)) return readConfig(file, this.cwd, []);
    }
    const parent = path.dirname(folder);
    return parent === folder ? Promise.resolve(noConfig) : this.of(parent);
  }
}

async function readConfig(file: string, cwd: string, from: readonly string[]): Promise<LintConfig> {
  const name = nameOf(file, cwd);
  if (from.includes(file))
    throw new UsageError(`${name} extends itself: ${[...from, file].map((each) => nameOf(each, cwd)).join(' → ')}`);
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    throw new UsageError(readingError(name, error));
  }
  const [document] = readManifest(name, text, 'yaml-1.2').documents;
  const written = document ? await checked(document, name, new Lines(text)) : {};
  const folder = path.dirname(file);
  const bases: LintConfig[] = [];
  for (const base of [written.extends ?? []].flat()) {
    bases.push(await readConfig(path.resolve(folder, base), cwd, [...from, file]));
  }
  return [...bases, absolute(written, folder)].reduce(laidOver, noConfig);
}

async function checked(document: ManifestDocument, name: string, lines: Lines): Promise<WrittenConfig> {
  const problems = [
    ...document.problems.map(({ start, message }) => ({ start, message })),
    ...(document.value === undefined ? [] : await problemsOf(document.value ?? {})).map(({ at, aim, message }) => ({
      start: locate(document, at, aim).start,
      message,
    })),
  ];
  if (problems.length === 0) return (document.value ?? {}) as WrittenConfig;
  const told = problems.map(({ start, message }) => {
    const { line, column } = lines.region({ start, end: start });
    return `${name}:${line}:${column}: ${message}`;
  });
  throw new UsageError(told.join('\n'));
}

function absolute(written: WrittenConfig, folder: string): LintConfig {
  const { extends: _, rules = {}, overrides = [], ignore = [], ...plain } = written;
  return {
    ...plain,
    ...(plain.flinkConf !== undefined && { flinkConf: path.resolve(folder, plain.flinkConf) }),
    ...(plain.baseline !== undefined && { baseline: path.resolve(folder, plain.baseline) }),
    ...(plain.context && { context: plain.context.map((each) => path.resolve(folder, each)) }),
    rules,
    overrides: overrides.map((override) => ({ ...override, folder })),
    ignore: ignore.length === 0 ? [] : [{ folder, files: ignore }],
  };
}

function laidOver(base: LintConfig, top: LintConfig): LintConfig {
  return {
    ...base,
    ...top,
    rules: { ...base.rules, ...top.rules },
    overrides: [...base.overrides, ...top.overrides],
    ignore: [...base.ignore, ...top.ignore],
  };
}
