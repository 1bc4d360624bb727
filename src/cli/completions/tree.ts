import type { Command } from 'commander';

/** An option or a command's argument, with what can follow it. */
export interface CompletionOption {
  /** `-f`, `--format` */
  readonly flags: readonly string[];
  readonly description: string;
  readonly value: 'none' | 'file' | 'text' | readonly string[];
}

export interface CompletionCommand {
  /** Words after the program's name: `['config', 'print']`; none for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly CompletionOption[];
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  /** What can stand where no option is. */
  readonly operands: 'none' | 'file' | readonly string[];
}

export type CompletionTree = readonly CompletionCommand[];

const fileValues = /<(?:file|path|directory|format=file)>/;

/** All commands of a program, with what each accepts. `words` has the values of arguments that are no files. */
export function describe(program: Command, words: Readonly<Record<string, readonly string[]>>): CompletionTree {
  const shared = optionsOf(program).filter(({ flags }) => !flags.includes('--version'));
  return commandsOf(program, []).map((command) => {
    return command.path.length === 0 ? command : { ...command, options: unique([...command.options, ...shared]) };
  });

  function commandsOf(self: Command, path: readonly string[]): CompletionCommand[] {
    const inner = self.commands.map((each) => ({ name: each.name(), description: each.description() }));
    const own: CompletionCommand = {
      path,
      description: self.description(),
      options: optionsOf(self),
      commands: inner,
      operands: operandsOf(self),
    };
    return [own, ...self.commands.flatMap((each) => commandsOf(each, [...path, each.name()]))];
  }

  function operandsOf({ registeredArguments: [argument] }: Command): CompletionCommand['operands'] {
    if (!argument) return 'none';
    return argument.argChoices ?? words[argument.name()] ?? 'file';
  }
}

function optionsOf(self: Command): CompletionOption[] {
  const help: CompletionOption = { flags: ['-h', '--help'], description: 'show this', value: 'none' };
  const own = self.options
    .filter(({ hidden }) => !hidden)
    .map((option): CompletionOption => {
      const flags = [option.short, option.long].filter((flag) => flag !== undefined && flag !== null);
      const takes = option.required || option.optional;
      const value = !takes ? 'none' : (option.argChoices ?? (fileValues.test(option.flags) ? 'file' : 'text'));
      return { flags, description: option.description, value };
    });
  return [...own, help];
}

function unique(options: readonly CompletionOption[]): CompletionOption[] {
  return [...new Map(options.toReversed().map((option) => [option.flags.at(-1), option])).values()].toReversed();
}
