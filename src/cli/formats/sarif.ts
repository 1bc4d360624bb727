import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LintFinding, objectTitle, type Severity, sentence } from '../lint/report.ts';
import { type CatalogRule, ruleCatalog } from '../rule-catalog.ts';
import type { Format } from './format.ts';
import type { SarifLevel, SarifLog, SarifReportingDescriptor, SarifResult } from './sarif-types.ts';

const levels: Readonly<Record<Severity, SarifLevel>> = { error: 'error', warning: 'warning', info: 'note' };

/** SARIF 2.1.0 with one run, for code scanning (C-21). */
export const sarif: Format = ({ version, findings }) => {
  const ids = [...new Set(findings.map(({ rule }) => rule))].toSorted();
  const indexes = new Map(ids.map((id, i) => [id, i]));
  const log: SarifLog = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'sluice',
            version,
            semanticVersion: version,
            informationUri: 'https://sluice.dev',
            rules: ids.map((id) => descriptor(id, ruleCatalog().get(id))),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The directory in which sluice was started.' } } },
        results: findings.map((finding) => result(finding, indexes.get(finding.rule) ?? -1)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

function descriptor(id: string, rule: CatalogRule | undefined): SarifReportingDescriptor {
  const base = { id, helpUri: `https://sluice.dev/rules#${id}` };
  if (!rule) return base;
  const { summary, explanation, severity, examples } = rule;
  return {
    ...base,
    name: id.replace(/(?:^|-)([a-z\d])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: summary },
    fullDescription: { text: explanation },
    defaultConfiguration: { level: levels[severity] },
    help: {
      text: `${summary}\n\n${explanation}\n\nGood:\n${examples.good}\n\nBad:\n${examples.bad}\n`,
      markdown: `${explanation}\n\nGood:\n\n\`\`\`yaml\n${examples.good}\n\`\`\`\n\nBad:\n\n\`\`\`yaml\n${examples.bad}\n\`\`\`\n`,
    },
  };
}

function result(finding: LintFinding, ruleIndex: number): SarifResult {
  const { rule, severity, file, line, column, endLine, endColumn, fix, path: at, replacement } = finding;
  const artifactLocation = location(file);
  const region = { startLine: line, startColumn: column, endLine, endColumn: Math.max(endColumn, column) };
  const title = objectTitle(finding);
  const logical = { fullyQualifiedName: title === '' ? at : `${title} ${at}`, kind: 'object' };
  return {
    ruleId: rule,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: levels[severity],
    message: { text: `${sentence(finding)}${fix === undefined ? '' : `. To do: ${fix}.`}` },
    locations: [{ physicalLocation: { artifactLocation, region }, logicalLocations: [logical] }],
    partialFingerprints: { 'sluice/v1': finding.fingerprint },
    ...(replacement !== undefined && {
      fixes: [
        {
          description: { text: fix ?? `Write ${replacement}` },
          artifactChanges: [
            { artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text: replacement } }] },
          ],
        },
      ],
    }),
  };
}

/** Relative with `/`, as code scanning wants it; what lies elsewhere needs its whole address. */
function location(file: string): SarifResult['locations'][number]['physicalLocation']['artifactLocation'] {
  if (file === '<stdin>') return { uri: 'stdin' };
  if (path.isAbsolute(file)) return { uri: pathToFileURL(file).href };
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}
