import { CommanderError } from 'commander';
import { commandTree } from './command-tree.ts';
import type { Load } from './definitions.ts';
import { UnreadableInput, UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { readVersion } from './version.ts';

/** Parses a command line, runs the command and tells how it went as an exit code. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCode.ok;
  const program = commandTree(async (load: Load, options) => {
    const command = await load();
    code = await command(options as never, io, program);
  });
  const speak = {
    writeOut: (text: string) => void io.stdout.write(text),
    writeErr: (text: string) => void io.stderr.write(text),
    getOutHelpWidth: () => io.stdout.columns ?? 80,
    getErrHelpWidth: () => io.stderr.columns ?? 80,
  };
  for (const each of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    each.configureOutput(speak).exitOverride().showHelpAfterError(false);
  }
  program.on('option:version', () => {
    io.stdout.write(`sluice ${readVersion()}\n`);
    throw new CommanderError(exitCode.ok, 'commander.version', '');
  });
  if (argv.length === 0) {
    program.outputHelp();
    return exitCode.ok;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return explainFailure(error, argv, io);
  }
}

function explainFailure(error: unknown, argv: readonly string[], { stderr }: Io): number {
  // Commander has said already what is wrong.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  if (error instanceof UsageError) {
    stderr.write(`error: ${error.message}\n`);
    return exitCode.usage;
  }
  if (error instanceof UnreadableInput) {
    stderr.write(`error: ${error.message}\n`);
    return exitCode.unreadable;
  }
  const told = error instanceof Error ? error : new Error(String(error));
  const detail = argv.includes('--debug') ? told.stack : `${told.message} (--debug shows where)`;
  stderr.write(`sluice: internal error: ${detail}\n`);
  return exitCode.internal;
}
