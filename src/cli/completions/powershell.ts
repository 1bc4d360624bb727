import type { CompletionCommand, CompletionOption, CompletionTree } from './tree.ts';

/** PowerShell asks one block, which looks the command up in a table. */
export function powershell(tree: CompletionTree): string {
  return `# PowerShell completion for sluice
Register-ArgumentCompleter -Native -CommandName sluice -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $table = @{
${tree.map(entry).join('\n')}
  }
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($wordToComplete -and $words.Count) { $words = @($words | Select-Object -SkipLast 1) }
  $command = ''
  foreach ($word in $words) {
    $next = "$command $word".Trim()
    if ($table.ContainsKey($next)) { $command = $next }
  }
  $previous = if ($words.Count) { $words[-1] } else { '' }
  $here = $table[$command]
  if ($here.values.ContainsKey($previous)) { $found = $here.values[$previous] }
  elseif ($wordToComplete -like '-*') { $found = $here.options }
  else { $found = $here.words }
  $found | Where-Object { $_ -like "$wordToComplete*" } |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`;
}

function entry({ path, options, commands, operands }: CompletionCommand): string {
  const words = [...commands.map(({ name }) => name), ...(typeof operands === 'string' ? [] : operands)];
  const flags = options.flatMap((option) => option.flags);
  return `    '${path.join(' ')}' = @{
      options = ${list(flags)}
      words = ${list(words)}
      values = @{ ${options
        .filter(({ value }) => typeof value !== 'string')
        .flatMap(values)
        .join('; ')} }
    }`;
}

function values({ flags, value }: CompletionOption): string[] {
  return typeof value === 'string' ? [] : flags.map((flag) => `'${flag}' = ${list(value)}`);
}

function list(words: readonly string[]): string {
  return `@(${words.map((word) => `'${word.replaceAll("'", "''")}'`).join(', ')})`;
}
