import { readFileSync } from 'node:fs';
import process from 'node:process';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';

export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

export const version: Command<{ format?: 'text' | 'json' }> = async ({ format }, { stdout }) => {
  const told = {
    name: 'sluice',
    version: readVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
  stdout.write(format === 'json' ? `${JSON.stringify(told)}\n` : `sluice ${told.version}\n`);
  return exitCode.ok;
};
