import type { LintFinding, LintReport } from '../lint/report.ts';
import type { Format } from './format.ts';

/** Additions only within a version (C-20); `sluice schema --of lint-report` describes it. */
const schemaVersion = 1;

export const json: Format = (report) => `${JSON.stringify(document(report), undefined, 2)}\n`;

/** One finding a line, the summary last. */
export const jsonLines: Format = ({ findings, summary }) =>
  [...findings.map((finding) => ({ type: 'finding', ...shown(finding) })), { type: 'summary', ...summary }]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');

export async function yaml(): Promise<Format> {
  const { stringify } = await import('yaml');
  return (report) => stringify(document(report), { aliasDuplicateObjects: false });
}

function document({ version, summary, findings }: LintReport): unknown {
  return { schemaVersion, tool: { name: 'sluice', version }, summary, findings: findings.map(shown) };
}

/** In an order that reads well; what only people look at is left out. */
function shown(finding: LintFinding): Omit<LintFinding, 'excerpt' | 'replacement'> {
  const { file, line, column, endLine, endColumn, document, kind, namespace, name } = finding;
  const { path, rule, severity, message, fix, under } = finding;
  return {
    file,
    line,
    column,
    endLine,
    endColumn,
    document,
    ...(kind !== undefined && { kind }),
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    path,
    rule,
    ...(under !== undefined && { under }),
    severity,
    message,
    ...(fix !== undefined && { fix }),
    fingerprint: finding.fingerprint,
  };
}
