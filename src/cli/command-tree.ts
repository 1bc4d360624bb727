import { Command, type Option } from 'commander';
import { type Definition, definitions, type Load } from './definitions.ts';
import { type Example, helpText } from './help.ts';
import type { GlobalOptions } from './io.ts';
import { choice, option } from './options.ts';

/** Runs the command that was named, with its options and arguments by name. */
type Act = (load: Load, options: GlobalOptions & Record<string, unknown>) => Promise<void>;

const nothing: Act = async () => {};

const everywhere = (): Option[] => [
  option('-q, --quiet', 'say only what was found'),
  option('-v, --verbose', 'say more about what is done'),
  option('--debug', 'say everything, with stack traces'),
  choice('--color <when>', 'auto, always, never', ['auto', 'always', 'never']),
];

const programExamples: readonly Example[] = [
  ['sluice lint deploy/', 'check manifests before a cluster does'],
  ['sluice serve', 'answer admission reviews over HTTPS'],
];

/** The whole program as a tree of commands: what is parsed, helped with and completed. */
export function commandTree(act: Act = nothing): Command {
  const program = withHelp(new Command('sluice'), programExamples)
    .description('The gate for Apache Flink on Kubernetes: checks, completes, explains.')
    .option('-V, --version', 'print the version');
  for (const each of everywhere()) program.addOption(each);
  for (const definition of definitions) {
    program.addCommand(command(definition, act), { isDefault: definition.name === 'lint' });
  }
  return program;
}

function command(definition: Definition, act: Act): Command {
  const built = withHelp(new Command(definition.name), definition.examples ?? []).description(definition.summary);
  for (const argument of definition.arguments ?? []) built.addArgument(argument);
  for (const each of definition.options ?? []) built.addOption(each);
  for (const inner of definition.commands ?? []) built.addCommand(command(inner, act));
  const { load } = definition;
  if (!load) return built;
  return built.action(async (...given: unknown[]) => {
    const self = given.at(-1) as Command;
    const words = self.registeredArguments.map((argument, i) => [argument.name(), self.processedArgs[i]]);
    await act(load, { ...self.optsWithGlobals(), ...Object.fromEntries(words) });
  });
}

function withHelp(built: Command, examples: readonly Example[]): Command {
  return built
    .helpOption('-h, --help', 'show this')
    .helpCommand(false)
    .configureHelp({ formatHelp: (self, helper) => helpText(self, helper, examples) });
}
