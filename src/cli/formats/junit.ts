import { type LintedDocument, type LintFinding, type LintReport, sentence } from '../lint/report.ts';
import type { Format } from './format.ts';

/** A suite for each file, a case for each document (C-22). Warnings do not fail a case; they are its output. */
export const junit: Format = ({ documents, findings, summary }) => {
  const suites = [...Map.groupBy(documents, ({ file }) => file)].map(([file, own]) => suite(file, own, findings));
  const cases = suites.flatMap((each) => each.cases);
  const seconds = (summary.milliseconds / 1000).toFixed(3);
  const counts = `tests="${cases.length}" failures="${count(cases, 'failed')}" errors="0" skipped="${count(cases, 'skipped')}"`;
  const body = suites.map(({ name, cases: own }) => suiteText(name, own)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="sluice lint" ${counts} time="${seconds}">\n${body}</testsuites>\n`;
};

interface Case {
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly text: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

function suite(name: string, documents: readonly LintedDocument[], findings: LintReport['findings']): Suite {
  const byDocument = Map.groupBy(
    findings.filter(({ file }) => file === name),
    ({ document }) => document,
  );
  return { name, cases: documents.map((document) => testCase(document, byDocument.get(document.document) ?? [])) };
}

function testCase({ file, document, line, title, skipped }: LintedDocument, found: readonly LintFinding[]): Case {
  const name = title === '' ? `document ${document}` : title;
  const start = `    <testcase classname="${xmlText(file)}" name="${xmlText(name)}" file="${xmlText(file)}" line="${line}"`;
  const errors = found.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const told = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`;
    const failure = `<failure message="${told}" type="${xmlText(errors[0]?.rule ?? '')}">${xmlText(found.map(entry).join('\n'))}</failure>`;
    return { state: 'failed', text: `${start}>\n      ${failure}\n    </testcase>\n` };
  }
  if (skipped)
    return { state: 'skipped', text: `${start}>\n      <skipped message="of another kind"/>\n    </testcase>\n` };
  if (found.length === 0) return { state: 'passed', text: `${start}/>\n` };
  const output = `<system-out>${xmlText(found.map(entry).join('\n'))}</system-out>`;
  return { state: 'passed', text: `${start}>\n      ${output}\n    </testcase>\n` };
}

function entry(finding: LintFinding): string {
  const { file, line, column, severity, rule, fix } = finding;
  return `${file}:${line}:${column} ${severity} ${rule}: ${sentence(finding)}${fix === undefined ? '' : ` (${fix})`}`;
}

function suiteText(name: string, cases: readonly Case[]): string {
  const counts = `tests="${cases.length}" failures="${count(cases, 'failed')}" errors="0" skipped="${count(cases, 'skipped')}"`;
  return `  <testsuite name="${xmlText(name)}" ${counts}>\n${cases.map(({ text }) => text).join('')}  </testsuite>\n`;
}

function count(cases: readonly Case[], state: Case['state']): number {
  return cases.filter((each) => each.state === state).length;
}

/** XML has no way at all to write most control characters. */
function xmlText(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('\n', '&#10;')
  );
}
