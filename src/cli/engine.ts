import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import type { RunningEngine } from '../bin/engine.ts';
import { loadSettings } from '../config/settings.ts';
import { createLog } from '../log.ts';
import { SetupProblem } from '../server/setup-problem.ts';
import { UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';
import { endAtSignals, runUntilStopped } from './serve-signals.ts';
import { type SettingOptions, settingsSources } from './setting-options.ts';

/** Runs the reconciliation engine until it is told to stop, or somebody else leads. */
export const engine: Command<SettingOptions> = async (options, { stdout, stderr, env }) => {
  // Passes leave nothing but short-lived garbage; see the same lines of the webhook server.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
  const loaded = await loadSettings(settingsSources(options, env));
  if ('problems' in loaded) {
    stderr.write(`${loaded.problems.map((problem) => `error: ${problem}\n`).join('')}`);
    return exitCode.usage;
  }
  const { settings } = loaded;
  const { level, format } = settings.log;
  const writer = createLog({ level, format: format === 'auto' ? (stdout.isTTY ? 'text' : 'json') : format });
  const { startEngine } = await import('../bin/engine.ts');
  const ended = (reason: string) => {
    writer.log.error({ reason }, 'ends, so that another one can lead');
    writer.flush();
    process.exit(exitCode.internal);
  };
  let running: RunningEngine;
  const started = endAtSignals(writer.flush);
  try {
    running = await startEngine({ settings, environment: env, log: writer.log, ended });
  } catch (error) {
    writer.flush();
    throw startError(error);
  }
  started();
  await runUntilStopped(
    { ...running, reload: async () => {} },
    { interactive: stderr.isTTY === true, flush: writer.flush },
  );
  writer.flush();
  return exitCode.ok;
};

/** What a person can do something about is said in one line; everything else is a fault of the program. */
function startError(error: unknown): unknown {
  if (error instanceof SetupProblem) return new UsageError(error.message);
  const { code, port, syscall } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall !== 'listen') return error;
  const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`;
  return new UsageError(`port ${port} ${why}; --set engine.health.port=PORT takes another`);
}
