import type { CompletionCommand, CompletionOption, CompletionTree } from './tree.ts';

/** Bash has one function that looks at the words so far; words of the tree hold no characters that need quoting. */
export function bash(tree: CompletionTree): string {
  const groups = tree.filter(({ commands, path }) => path.length > 0 && commands.length > 0);
  const names = tree[0]?.commands.map(({ name }) => name) ?? [];
  return `# bash completion for sluice
_sluice() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command $word" in
      ${names.map((name) => `' ${name}'`).join('|')}) command=$word ;;
${groups.flatMap(inner).join('\n')}
    esac
  done
  case "$command" in
${tree.map(branch).join('\n')}
  esac
}
complete -o default -F _sluice sluice
`;
}

function inner({ path, commands }: CompletionCommand): string[] {
  return commands.map(({ name }) => `      '${path.join(' ')} ${name}') command='${[...path, name].join(' ')}' ;;`);
}

function branch({ path, options, commands, operands }: CompletionCommand): string {
  const flags = options.flatMap((option) => option.flags);
  const words = [...commands.map(({ name }) => name), ...(typeof operands === 'string' ? [] : operands)];
  return `    '${path.join(' ')}')
      case "$previous" in
${options
  .filter(({ value }) => value !== 'none')
  .map(afterOption)
  .join('\n')}
      esac
      case "$current" in
        -*) COMPREPLY=( $(compgen -W '${flags.join(' ')}' -- "$current") ); return ;;
      esac
      ${words.length > 0 ? `COMPREPLY=( $(compgen -W '${words.join(' ')}' -- "$current") )` : ':'}
      ;;`;
}

function afterOption({ flags, value }: CompletionOption): string {
  // Without a reply bash completes file names by itself.
  const reply =
    typeof value === 'string' ? 'return' : `COMPREPLY=( $(compgen -W '${value.join(' ')}' -- "$current") ); return`;
  return `        ${flags.join('|')}) ${reply} ;;`;
}
