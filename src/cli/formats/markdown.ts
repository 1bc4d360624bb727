import { type LintFinding, objectTitle, sentence } from '../lint/report.ts';
import { closingLine } from './closing-line.ts';
import type { Format } from './format.ts';

/** A table for the comment of a change or the summary of a pipeline. */
export const markdown: Format = ({ findings, summary }) => {
  const rows = findings.map(row).join('');
  const table =
    rows === '' ? '' : `| | Place | Object | What is wrong | Rule |\n| --- | --- | --- | --- | --- |\n${rows}\n`;
  return `### sluice lint\n\n${table}${closingLine(summary)}\n`;
};

const signs = { error: '❌', warning: '⚠️', info: 'ℹ️' } as const;

function row(finding: LintFinding): string {
  const { file, line, column, severity, rule, fix } = finding;
  const what = `${cell(sentence(finding))}${fix === undefined ? '' : `<br>*${cell(fix)}*`}`;
  const place = code(`${file}:${line}:${column}`);
  return `| ${signs[severity]} ${severity} | ${place} | ${cell(objectTitle(finding))} | ${what} | ${code(rule)} |\n`;
}

function cell(text: string): string {
  return text.replace(/[\\`*_<>[\]|#]/g, '\\$&').replaceAll('\n', ' ');
}

/** A backtick cannot be escaped inside of code; a longer fence can hold it. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${text.replaceAll('|', '\\|').replaceAll('\n', ' ')}${space}${fence}`;
}
