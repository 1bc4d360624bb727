import { type LintFinding, objectTitle, type Severity, sentence } from '../lint/report.ts';
import type { Palette } from '../palette.ts';
import { withoutControls } from '../printable.ts';
import { closingLine } from './closing-line.ts';
import type { Format, View } from './format.ts';
import { wrap } from './wrap.ts';

/** For the eyes: where, what, the line itself, what to do. The place comes first so that terminals make it a link. */
export const human: Format = ({ findings, summary }, view) => {
  const blocks: string[] = [];
  let title: string | undefined;
  for (const finding of findings) {
    const own = objectTitle(finding);
    // One heading over all findings of an object; a file that cannot be read has none.
    if (own !== title && own !== '') blocks.push(view.colors.bold(view.colors.underline(own)));
    title = own;
    blocks.push(block(finding, view));
  }
  if (!view.quiet) blocks.push(closing(summary, view));
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
};

function closing(summary: Parameters<typeof closingLine>[0], { colors, verbose }: View): string {
  const line = closingLine(summary);
  const detail = verbose ? colors.dim(` (${summary.skipped} of other kinds, ${summary.infos} infos)`) : '';
  const paint = summary.errors > 0 ? colors.red : summary.warnings > 0 ? colors.yellow : colors.green;
  return `${paint(summary.errors > 0 ? '✗' : '✓')} ${line}${detail}`;
}

function block(finding: LintFinding, { colors, width }: View): string {
  const { file, line, column, severity, rule, fix } = finding;
  const paint = painter(severity, colors);
  const lines = [
    `${colors.bold(`${file}:${line}:${column}`)} ${paint(severity)} ${colors.dim(rule)}`,
    ...paragraph(finding, width - 2, colors),
    ...excerpt(finding, width, colors),
  ];
  if (fix !== undefined) {
    const [first = '', ...rest] = wrap(withoutControls(`→ ${fix}`), width - 4);
    lines.push(`  ${colors.green(first)}`, ...rest.map((text) => `    ${colors.green(text)}`));
  }
  return lines.join('\n');
}

/** The path stands out, because it says where to look before the line is found. */
function paragraph(finding: LintFinding, width: number, colors: Palette): string[] {
  const [first = '', ...rest] = wrap(withoutControls(sentence(finding)), width);
  const path = withoutControls(finding.path);
  const start = path !== '$' && first.startsWith(path) ? `${colors.cyan(path)}${first.slice(path.length)}` : first;
  return [start, ...rest].map((text) => `  ${text}`);
}

function painter(severity: Severity, colors: Palette): (text: string) => string {
  return { error: colors.red, warning: colors.yellow, info: colors.cyan }[severity];
}

/** The line with what is meant underlined; a long line is cut so that the underlined part is seen. */
function excerpt(finding: LintFinding, width: number, colors: Palette): string[] {
  const { excerpt: text, line, column, endLine, endColumn, severity } = finding;
  if (text === undefined || text.trim() === '') return [];
  const number = String(line);
  const room = Math.max(20, width - number.length - 6);
  const end = Math.max(column, endLine === line ? endColumn - 1 : text.length);
  const from = end <= room ? 0 : Math.max(0, Math.min(column - 1 - 8, text.length - room));
  const shown = withoutControls(`${from > 0 ? '…' : ''}${text.slice(from > 0 ? from + 1 : 0, from + room)}`);
  const cut = text.length > from + room ? '…' : '';
  const start = Math.min(column - 1 - from, shown.length);
  const length = Math.max(1, Math.min(end - column + 1, shown.length - start));
  const gutter = ' '.repeat(number.length);
  return [
    `  ${colors.dim(`${number} │`)} ${shown}${cut}`,
    `  ${colors.dim(`${gutter} │`)} ${' '.repeat(start)}${painter(severity, colors)('^'.repeat(length))}`,
  ];
}
