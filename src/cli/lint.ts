import path from 'node:path';
import { UsageError } from './errors.ts';
import { exitCode, gravest } from './exit-code.ts';
import { closingLine } from './formats/closing-line.ts';
import type { Command, GlobalOptions, Io } from './io.ts';
import { readBaseline, sift, writeBaseline } from './lint/baseline.ts';
import { type SettingFlags, SettingsByFile, type SettingsParts } from './lint/file-settings.ts';
import { keepHeapLean } from './lint/lean-heap.ts';
import type { LintConfig } from './lint/lint-config.ts';
import { isUnreadable } from './lint/own-rules.ts';
import { progressOn } from './lint/progress.ts';
import { isAtLeast, type LintFinding, type LintReport, type Severity, type Summary } from './lint/report.ts';
import { lintFiles, type RunResult, unreadable } from './lint/run.ts';
import { type TargetOptions, targetsOf, writeFile, writeReports } from './lint/targets.ts';
import { findInputs, type Inputs, nameOf } from './manifest/inputs.ts';
import { didYouMean } from './suggest.ts';
import { readVersion } from './version.ts';

export interface LintOptions extends SettingFlags, TargetOptions {
  readonly paths: readonly string[];
  readonly failOn?: Severity | 'never';
  readonly config?: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly strictKinds?: boolean;
  readonly allowEmpty?: boolean;
  /** False for `--no-ignore`. */
  readonly ignore?: boolean;
}

const commandNames = [
  'lint',
  'default',
  'review',
  'plan',
  'explain',
  'rules',
  'schema',
  'serve',
  'certs',
  'config',
  'completion',
  'version',
];

/** Says of every manifest what the admission server would say, with file and line. */
export const lint: Command<LintOptions> = async (options, io) => {
  const start = performance.now();
  keepHeapLean();
  const targets = targetsOf(options, io.env);
  const inputs = await inputsOf(options, io);
  const settings = new SettingsByFile(partsOf(options, io));
  const config = await settings.ofRun();
  if (options.verbose || options.debug) for (const { name } of inputs.files) io.stderr.write(`checking ${name}\n`);
  const progress = progressOn(io, options);
  const run = await lintFiles(inputs.files, settings, { ...io, ...options, ...(progress && { progress }) });
  progress?.stop();
  const found = [
    ...run.findings,
    ...inputs.unreadable.flatMap(({ name, message }) => unreadable(name, message).findings),
  ];
  const { findings, hidden } = withoutKnown(found, options, config, io);
  const summary = summarize(run, findings, run.suppressed + hidden, performance.now() - start);
  const report: LintReport = { version: readVersion(), findings, documents: run.documents, summary };
  await writeReports(report, targets, options, io);
  if (!options.quiet && targets[0]?.format !== 'human') io.stderr.write(`${closingLine(summary)}\n`);
  speakOfBrokenRules(run, io);
  if (findings.length > 0 && io.stderr.isTTY && !options.quiet && targets[0]?.format === 'human') {
    io.stderr.write("'sluice explain RULE' says why, and shows how it is right\n");
  }
  return codeOf(findings, run, options.failOn ?? config.failOn ?? 'error');
};

function partsOf(
  { config, namespace, flinkVersion, flinkConf, context, resolve }: LintOptions,
  { cwd }: Io,
): SettingsParts {
  return {
    cwd,
    ...(config !== undefined && { config }),
    flags: {
      ...(namespace !== undefined && { namespace }),
      ...(flinkVersion !== undefined && { flinkVersion }),
      ...(flinkConf !== undefined && { flinkConf }),
      ...(context && { context }),
      ...(resolve && { resolve }),
    },
  };
}

async function inputsOf({ paths, ignore, allowEmpty, quiet }: LintOptions, io: Io): Promise<Inputs> {
  const given = paths.length === 0 ? ['.'] : paths;
  const inputs = await findInputs(given, { cwd: io.cwd, ...(ignore !== undefined && { ignore }) });
  const first = inputs.unreadable[0]?.name;
  // A misspelt command arrives here as a path, because lint is the default.
  if (first !== undefined && first === given[0] && /^[a-z]+$/.test(first)) {
    const guess = didYouMean(first, commandNames);
    if (guess !== '') throw new UsageError(`there is no command or file ${first}${guess}`);
  }
  for (const folder of quiet ? [] : inputs.templates) {
    const chart = path.dirname(folder);
    io.stderr.write(
      `note: ${folder} holds templates; check what they render: helm template ${chart} | sluice lint -\n`,
    );
  }
  if (inputs.files.length === 0 && inputs.unreadable.length === 0 && !allowEmpty) {
    throw new UsageError(`no *.yaml, *.yml or *.json in ${given.join(', ')} (--allow-empty makes this no error)`);
  }
  return inputs;
}

function withoutKnown(
  findings: readonly LintFinding[],
  { baseline, updateBaseline, quiet, verbose }: LintOptions & GlobalOptions,
  config: LintConfig,
  { cwd, stderr }: Io,
): { readonly findings: readonly LintFinding[]; readonly hidden: number } {
  const file = baseline === undefined ? config.baseline : path.resolve(cwd, baseline);
  if (file === undefined) {
    if (updateBaseline) throw new UsageError('--update-baseline needs --baseline FILE');
    return { findings, hidden: 0 };
  }
  if (updateBaseline) {
    writeFile(file, writeBaseline(findings));
    if (!quiet) stderr.write(`wrote ${nameOf(file, cwd)}\n`);
  }
  const { stale, ...sifted } = sift(findings, readBaseline(file));
  if (stale > 0 && verbose)
    stderr.write(`${stale} findings of ${nameOf(file, cwd)} are gone; --update-baseline forgets them\n`);
  return sifted;
}

function summarize(
  run: RunResult,
  findings: readonly LintFinding[],
  suppressed: number,
  milliseconds: number,
): Summary {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    documents: run.documents.length,
    skipped: run.documents.filter(({ skipped }) => skipped).length,
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    suppressed,
    milliseconds: Math.round(milliseconds),
  };
}

function speakOfBrokenRules({ brokenRules }: RunResult, { stderr }: Io): void {
  for (const rule of new Set(brokenRules))
    stderr.write(`sluice: internal error: the rule ${rule} broke down and was left out\n`);
}

/** C-01: what could not be read weighs more than what was found. */
function codeOf(findings: readonly LintFinding[], { brokenRules }: RunResult, failOn: Severity | 'never'): number {
  return gravest(
    brokenRules.length > 0 ? exitCode.internal : exitCode.ok,
    findings.some(({ rule }) => isUnreadable(rule)) ? exitCode.unreadable : exitCode.ok,
    findings.some(({ severity }) => isAtLeast(severity, failOn)) ? exitCode.findings : exitCode.ok,
  );
}
