import path from 'node:path';
import { readingError } from '../errors.ts';
import type { Input } from '../io.ts';
import { readAll } from '../io.ts';
import { decode, type InputFile, readText } from '../manifest/inputs.ts';
import { Lines } from '../manifest/lines.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { objectsOf } from '../manifest/objects.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import { type CheckedDocument, checkDocument } from './check-document.ts';
import type { FileSettings, SettingsByFile } from './file-settings.ts';
import { fingerprint } from './fingerprint.ts';
import type { Progress } from './progress.ts';
import type { LintedDocument, LintFinding } from './report.ts';

export interface RunResult {
  readonly findings: readonly LintFinding[];
  readonly documents: readonly LintedDocument[];
  readonly suppressed: number;
  readonly brokenRules: readonly string[];
}

export interface RunOptions {
  readonly cwd: string;
  readonly stdin: Input;
  readonly strictKinds?: boolean;
  readonly progress?: Progress;
}

interface CheckRun extends RunOptions {
  /** Documents of the files before, and of all files. */
  readonly before: number;
  readonly total: number;
}

interface Read {
  readonly input: InputFile;
  readonly settings: FileSettings;
  readonly manifest?: Manifest;
  readonly error?: string;
}

/** Reads all files first, because their objects see each other, then checks one after the other (C-08). */
export async function lintFiles(
  files: readonly InputFile[],
  settings: SettingsByFile,
  options: RunOptions,
): Promise<RunResult> {
  const reads: Read[] = [];
  for (const [i, input] of files.entries()) {
    const own = await settings.of(input.path ? path.dirname(input.path) : options.cwd);
    if (!own.ignores(input.path)) {
      const read = await readInput(input, own, options);
      own.gather(read.manifest?.documents.flatMap(({ value }) => objectsOf(value)) ?? []);
      reads.push(read);
    }
    await options.progress?.tick('reading', i + 1, files.length);
  }
  const results: RunResult[] = [];
  const total = reads.reduce((sum, { manifest }) => sum + (manifest?.documents.length ?? 0), 0);
  let before = 0;
  for (const read of reads) {
    results.push(await checkFile(read, { ...options, before, total }));
    before += read.manifest?.documents.length ?? 0;
  }
  return {
    findings: results.flatMap(({ findings }) => findings),
    documents: results.flatMap(({ documents }) => documents),
    suppressed: results.reduce((sum, { suppressed }) => sum + suppressed, 0),
    brokenRules: results.flatMap(({ brokenRules }) => brokenRules),
  };
}

async function readInput(input: InputFile, settings: FileSettings, { stdin }: RunOptions): Promise<Read> {
  try {
    const text = input.path === undefined ? decode(await readAll(stdin)) : readText(input.path);
    return { input, settings, manifest: readManifest(input.name, text) };
  } catch (error) {
    return { input, settings, error: readingError(input.name, error) };
  }
}

async function checkFile({ input, settings, manifest, error }: Read, options: CheckRun): Promise<RunResult> {
  const { strictKinds, progress, before, total } = options;
  if (!manifest) return unreadable(input.name, error ?? '');
  const lines = new Lines(manifest.text);
  const checked: CheckedDocument[] = [];
  for (const document of manifest.documents) {
    await progress?.tick('checking', before + document.index, total);
    if (document.value === null) continue;
    checked.push(
      await checkDocument(
        { manifest, document, lines },
        {
          ports: settings.ports(),
          ...(strictKinds !== undefined && { strictKinds }),
          ...(settings.namespace !== undefined && { namespace: settings.namespace }),
          ...(settings.flinkVersion !== undefined && { flinkVersion: settings.flinkVersion }),
        },
      ),
    );
  }
  return {
    findings: settings.weighed(
      checked.flatMap(({ findings }) => findings),
      input.path,
    ),
    documents: checked.map(({ document }) => document),
    suppressed: checked.reduce((sum, { suppressed }) => sum + suppressed, 0),
    brokenRules: checked.flatMap(({ brokenRules }) => brokenRules),
  };
}

/** A file of which nothing is known but that it cannot be read. */
export function unreadable(file: string, message: string): RunResult {
  const said = { file, path: '$', rule: 'file-unreadable', message };
  const place = { document: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    findings: [{ ...said, ...place, severity: 'error', fingerprint: fingerprint(said) }],
    documents: [{ file, document: 0, line: 1, title: '', skipped: false }],
    suppressed: 0,
    brokenRules: [],
  };
}
