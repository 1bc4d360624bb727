import type { Command, Help } from 'commander';
import { wrap } from './formats/wrap.ts';

/** A command line and what it is for. */
export type Example = readonly [line: string, purpose: string];

/** Examples first, then what can be given; kept to one screen (C-15). */
export function helpText(self: Command, helper: Help, examples: readonly Example[]): string {
  const blocks = [self.description()];
  if (examples.length > 0) blocks.push(block('Examples:', examples));
  blocks.push(`Usage: ${helper.commandUsage(self)}`);
  const words = helper.visibleArguments(self).map((argument) => [argument.name(), argument.description] as const);
  if (words.length > 0) blocks.push(block('Arguments:', words));
  const commands = helper.visibleCommands(self).map((each) => [each.name(), each.description()] as const);
  if (commands.length > 0) blocks.push(block('Commands:', commands));
  const options = helper.visibleOptions(self).map((each) => [each.flags, each.description] as const);
  if (options.length > 0) blocks.push(block('Options:', options));
  if (self.parent) blocks.push('Everywhere: -q, --quiet  -v, --verbose  --debug  --color auto|always|never');
  else blocks.push("Without a command, lint is meant. 'sluice COMMAND --help' tells more.");
  return `${blocks.join('\n\n')}\n`;
}

const screenWidth = 80;

/** Two columns; what does not fit beside its line goes on below itself. */
function block(title: string, rows: readonly Example[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.flatMap(([left, right]) => {
    if (right === '') return [`  ${left}`];
    const [first = '', ...rest] = wrap(right, screenWidth - width - 4);
    return [`  ${left.padEnd(width)}  ${first}`, ...rest.map((text) => ' '.repeat(width + 4) + text)];
  });
  return [title, ...lines].join('\n');
}
