import { UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import { wrap } from './formats/wrap.ts';
import type { Command } from './io.ts';
import { type Palette, palette, wantsColor, widthOf } from './palette.ts';
import { type CatalogRule, ruleCatalog } from './rule-catalog.ts';
import { hidingExample, shownExamples } from './rule-examples.ts';
import { ruleMarkdown } from './rule-markdown.ts';
import { kindsText } from './rules.ts';
import { didYouMean } from './suggest.ts';

export interface ExplainOptions {
  readonly rule: string;
  readonly format?: 'human' | 'json' | 'markdown';
}

/** Says what a rule wants and why, as a page to read. */
export const explain: Command<ExplainOptions> = async (options, { stdout, env }) => {
  const rule = ruleCatalog().get(options.rule);
  if (!rule) {
    const guess = didYouMean(options.rule, ruleCatalog().keys());
    throw new UsageError(`there is no rule ${options.rule}${guess}; 'sluice rules' lists them all`);
  }
  if (options.format === 'json') stdout.write(`${JSON.stringify(rule, undefined, 2)}\n`);
  else if (options.format === 'markdown') stdout.write(ruleMarkdown(rule, 1));
  else stdout.write(page(rule, Math.min(widthOf(stdout, env), 100), palette(wantsColor(stdout, options, env))));
  return exitCode.ok;
};

function page(rule: CatalogRule, width: number, colors: Palette): string {
  const { id, severity, kinds, summary, explanation } = rule;
  const paint = { error: colors.red, warning: colors.yellow, info: colors.cyan }[severity];
  const titles = { Good: colors.green, Bad: colors.red } as Readonly<Record<string, (text: string) => string>>;
  const blocks = [
    `${colors.bold(id)}  ${paint(severity)}  ${colors.dim(kindsText(kinds))}`,
    ...[summary, explanation].map((text) => wrap(text, width).join('\n')),
    ...shownExamples(rule).map(({ title, text }) => `${(titles[title] ?? colors.dim)(title)}\n${indented(text)}`),
    `${colors.dim('To hide it, with a reason')}\n${indented(hidingExample(rule))}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}
