import type { CompletionCommand, CompletionOption, CompletionTree } from './tree.ts';

/** Fish takes one statement for each option, with the condition under which it counts. */
export function fish(tree: CompletionTree): string {
  return `# fish completion for sluice\ncomplete -c sluice -f\n${tree.flatMap(statements).join('\n')}\n`;
}

function statements({ path, options, commands, operands }: CompletionCommand): string[] {
  const when = `-n ${quote(conditionOf(path, commands))}`;
  const words = typeof operands === 'string' ? '' : operands.join(' ');
  return [
    ...commands.map(({ name, description }) => `complete -c sluice ${when} -a ${name} -d ${quote(description)}`),
    ...(operands === 'file' || path.length === 0 ? [`complete -c sluice ${when} -F`] : []),
    ...(words === '' ? [] : [`complete -c sluice ${when} -a ${quote(words)}`]),
    ...options.map((option) => `complete -c sluice ${when} ${optionWords(option)}`),
  ];
}

function conditionOf(path: readonly string[], commands: CompletionCommand['commands']): string {
  const [outer, inner] = path;
  const among = commands.map(({ name }) => name).join(' ');
  if (outer === undefined) return '__fish_use_subcommand';
  if (inner !== undefined) return `__fish_seen_subcommand_from ${outer}; and __fish_seen_subcommand_from ${inner}`;
  const none = among === '' ? '' : `; and not __fish_seen_subcommand_from ${among}`;
  return `__fish_seen_subcommand_from ${outer}${none}`;
}

function optionWords({ flags, description, value }: CompletionOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const takes = value === 'none' ? [] : value === 'file' ? ['-r', '-F'] : ['-x'];
  const words = typeof value === 'string' ? [] : [`-a ${quote(value.join(' '))}`];
  return [...names, ...takes, ...words, `-d ${quote(description)}`].join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
