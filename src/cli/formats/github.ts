import { type LintFinding, objectTitle, type Severity, sentence } from '../lint/report.ts';
import type { Format } from './format.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands that GitHub Actions shows beside the lines of a change (C-23). */
export const github: Format = ({ findings }) => findings.map((finding) => `${annotation(finding)}\n`).join('');

function annotation(finding: LintFinding): string {
  const { file, line, column, endLine, endColumn, severity, rule, fix } = finding;
  // GitHub takes columns only where a finding does not span lines.
  const columns = line === endLine ? { col: column, endColumn: Math.max(column, endColumn) } : {};
  const properties = Object.entries({ file, line, endLine, ...columns, title: rule })
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
  const title = objectTitle(finding);
  const text = `${title === '' ? '' : `${title}: `}${sentence(finding)}${fix === undefined ? '' : `\n${fix}`}`;
  return `::${commands[severity]} ${properties}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
