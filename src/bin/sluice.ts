#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import process from 'node:process';

// Keeps compiled code between runs: a third of the start-up time of a short command.
enableCompileCache();

const [argument, ...rest] = process.argv.slice(2);

// What scripts ask most often needs no parser.
if ((argument === '--version' || argument === '-V') && rest.length === 0) {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`sluice ${version}\n`);
} else {
  const [{ run }, { processIo }] = await Promise.all([import('../cli/program.ts'), import('../cli/io.ts')]);
  // A reader that has seen enough (`sluice rules | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  process.exitCode = await run(process.argv.slice(2), processIo());
}
