import type { CompletionCommand, CompletionOption, CompletionTree } from './tree.ts';

/** Zsh describes each option to `_arguments`, which does the rest. */
export function zsh(tree: CompletionTree): string {
  return `#compdef sluice
# zsh completion for sluice
${tree.map(completer).join('\n')}
if [ "$funcstack[1]" = "_sluice" ]; then
  _sluice "$@"
else
  compdef _sluice sluice
fi
`;
}

function completer({ path, options, commands, operands }: CompletionCommand): string {
  const lines = options.map(optionSpec);
  if (commands.length === 0) {
    if (operands !== 'none') lines.push(`'*: :${actionOf(operands)}'`);
    return `${nameOf(path)}() {\n  _arguments -s ${lines.join(' \\\n    ')}\n}\n`;
  }
  const described = commands.map(({ name, description }) => quote(`${name}:${description.replaceAll(':', '\\:')}`));
  const cases = commands.map(({ name }) => `        ${name}) ${nameOf([...path, name])} ;;`);
  return `${nameOf(path)}() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(${described.join(' ')})
  _arguments -C -s ${lines.join(' \\\n    ')} \\
    '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands; _files ;;
    rest)
      case $line[1] in
${cases.join('\n')}
        *) _files ;;
      esac ;;
  esac
}
`;
}

function nameOf(path: readonly string[]): string {
  return ['_sluice', ...path].join('_');
}

function optionSpec({ flags, description, value }: CompletionOption): string {
  const names = flags.length > 1 ? `'(${flags.join(' ')})'{${flags.join(',')}}` : (flags[0] ?? '');
  const text = `[${description.replace(/[[\]:]/g, '\\$&')}]`;
  return `${names}${quote(value === 'none' ? text : `${text}: :${actionOf(value)}`)}`;
}

function actionOf(value: CompletionOption['value']): string {
  if (value === 'file') return '_files';
  return typeof value === 'string' ? ' ' : `(${value.join(' ')})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
