import { type CompletionTree, describe } from './completions/tree.ts';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';
import { ruleIds } from './rule-catalog.ts';

export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

const loaders: Readonly<Record<Shell, () => Promise<(tree: CompletionTree) => string>>> = {
  bash: async () => (await import('./completions/bash.ts')).bash,
  zsh: async () => (await import('./completions/zsh.ts')).zsh,
  fish: async () => (await import('./completions/fish.ts')).fish,
  powershell: async () => (await import('./completions/powershell.ts')).powershell,
};

/** A script that completes what the parser accepts, made from the parser itself. */
export const completion: Command<{ shell: Shell }> = async ({ shell }, { stdout }, program) => {
  const write = await loaders[shell]();
  stdout.write(write(describe(program, { rule: [...ruleIds()] })));
  return exitCode.ok;
};
