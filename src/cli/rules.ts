import { kindNames } from '../api/kinds.ts';
import { exitCode } from './exit-code.ts';
import { wrap } from './formats/wrap.ts';
import type { Command } from './io.ts';
import { palette, wantsColor, widthOf } from './palette.ts';
import { type CatalogRule, kindTitle, ruleCatalog } from './rule-catalog.ts';

export interface RulesOptions {
  readonly format?: 'table' | 'json' | 'markdown';
  readonly kind?: string;
}

export const listRules: Command<RulesOptions> = async (options, { stdout, env }) => {
  const { format = 'table', kind } = options;
  const rules = [...ruleCatalog().values()].filter(
    (rule) => kind === undefined || rule.kinds.some((id) => kindNames[id].kind === kind),
  );
  if (format === 'json') stdout.write(`${JSON.stringify(rules.map(shown), undefined, 2)}\n`);
  else if (format === 'markdown') stdout.write(markdown(rules));
  else stdout.write(table(rules, widthOf(stdout, env), wantsColor(stdout, options, env)));
  return exitCode.ok;
};

/** For programs: the kinds by name, as objects write them. */
function shown({ kinds, ...rule }: CatalogRule): object {
  return { ...rule, kinds: kinds.map((id) => `${kindNames[id].group}/${kindNames[id].version} ${kindNames[id].kind}`) };
}

function markdown(rules: readonly CatalogRule[]): string {
  const rows = rules.map(({ id, severity, kinds, summary }) => {
    return `| \`${id}\` | ${severity} | ${kindsText(kinds)} | ${summary.replaceAll('|', '\\|')} |\n`;
  });
  return `| Rule | Severity | Kinds | What must hold |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

/** One line for each rule on a wide terminal; on others the summary goes below its rule. */
function table(rules: readonly CatalogRule[], width: number, colored: boolean): string {
  const colors = palette(colored);
  const idWidth = Math.max(...rules.map(({ id }) => id.length));
  const paint = { error: colors.red, warning: colors.yellow, info: colors.cyan };
  const lines = rules.map(({ id, severity, summary }) => {
    const start = `${colors.bold(id)}${' '.repeat(idWidth - id.length)}  ${paint[severity](severity)}`;
    return idWidth + 11 + summary.length <= width
      ? `${start}${' '.repeat(7 - severity.length)}  ${summary}`
      : `${start}\n${wrap(summary, width - 4)
          .map((text) => `    ${colors.dim(text)}`)
          .join('\n')}`;
  });
  return `${lines.join('\n')}\n`;
}

/** `FlinkDeployment, FlinkCluster v1beta1`; a version is named only where the other one is not meant. */
export function kindsText(kinds: CatalogRule['kinds']): string {
  if (kinds.length === 0) return 'files';
  if (kinds.length === Object.keys(kindNames).length) return 'all kinds';
  const counts = Map.groupBy(kinds, (id) => kindNames[id].kind);
  const names = [...counts].flatMap(([kind, ids]) => (ids.length > 1 ? [kind] : ids.map(kindTitle)));
  return names.join(', ');
}
