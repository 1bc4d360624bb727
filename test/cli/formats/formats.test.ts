import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { type FormatName, formatNames, loadFormat, type View } from '../../../src/cli/formats/format.ts';
import reportSchema from '../../../src/cli/formats/lint-report.schema.json' with { type: 'json' };
import type { LintReport } from '../../../src/cli/lint/report.ts';
import { palette } from '../../../src/cli/palette.ts';
import { empty, report } from './reports.ts';
import { sarifSubset } from './sarif-subset.ts';

const plain: View = { colors: palette(false), width: 80, quiet: false, verbose: false };

async function write(name: FormatName, of: LintReport = report, view: View = plain): Promise<string> {
  return (await loadFormat(name))(of, view);
}

const validReport = new Ajv({ allErrors: true, strict: false }).compile(reportSchema);
const validSarif = new Ajv({ allErrors: true, strict: false }).compile(sarifSubset);

test('json is what its schema says, also without findings', async () => {
  for (const each of [report, empty]) {
    const value = JSON.parse(await write('json', each));
    assert.ok(validReport(value), JSON.stringify(validReport.errors));
  }
  const { tool, findings } = JSON.parse(await write('json'));
  assert.deepEqual(tool, { name: 'sluice', version: '1.2.3' });
  assert.deepEqual(findings[2], {
    file: 'other.yaml',
    line: 1,
    column: 4,
    endLine: 1,
    endColumn: 7,
    document: 2,
    path: '$',
    rule: 'yaml-ambiguous-value',
    severity: 'info',
    message: 'kubectl reads yes as true',
    fingerprint: 'f3',
  });
});

test('yaml says the same as json', async () => {
  assert.deepEqual(parse(await write('yaml')), JSON.parse(await write('json')));
});

test('jsonl has a line for each finding and one for the summary', async () => {
  const lines = (await write('jsonl'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ type }) => type),
    ['finding', 'finding', 'finding', 'summary'],
  );
  assert.equal((await write('jsonl', empty)).split('\n').length, 2);
});

test('sarif is what its schema says, also without findings', async () => {
  for (const each of [report, empty]) {
    const value = JSON.parse(await write('sarif', each));
    assert.ok(validSarif(value), JSON.stringify(validSarif.errors, undefined, 1));
  }
});

test('sarif names rules, places, levels, fingerprints and fixes', async () => {
  const [run] = JSON.parse(await write('sarif')).runs;
  const results: Record<string, never>[] = run.results;
  assert.deepEqual(
    results.map(({ level }) => level),
    ['error', 'warning', 'note'],
  );
  for (const { ruleId, ruleIndex } of results) assert.equal(run.tool.driver.rules[ruleIndex ?? -1].id, ruleId);
  const [first, , third] = run.results;
  assert.deepEqual(first.locations[0].physicalLocation, {
    artifactLocation: { uri: 'jobs/a%2C%20b%3A100%25.yaml', uriBaseId: 'SRCROOT' },
    region: { startLine: 17, startColumn: 18, endLine: 17, endColumn: 19 },
  });
  assert.deepEqual(first.partialFingerprints, { 'sluice/v1': 'f1' });
  assert.deepEqual(third.fixes[0].artifactChanges[0].replacements, [
    { deletedRegion: { startLine: 1, startColumn: 4, endLine: 1, endColumn: 7 }, insertedContent: { text: 'true' } },
  ]);
  for (const rule of run.tool.driver.rules) assert.ok(rule.help.text.includes(rule.shortDescription.text));
});

test('junit has a suite for each file, a case for each document, and counts that add up', async () => {
  const xml = await write('junit');
  assert.match(
    xml,
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="sluice lint" tests="4" failures="1" errors="0" skipped="1" time="0\.012">/,
  );
  assert.equal(xml.match(/<testsuite /g)?.length, 3);
  assert.match(xml, /<testcase [^>]*name="ConfigMap shop\/x"[^>]*>\s*<skipped message="of another kind"\/>/);
  assert.match(
    xml,
    /<failure message="1 error" type="job-parallelism-min">[^<]*is 0 \| &lt;none&gt;; at least&#10;1 is &quot;needed&quot;[^<]*<\/failure>/,
  );
  assert.match(xml, /name="document 2"[^>]*>\s*<system-out>[^<]*yaml-ambiguous-value/);
  assert.match(xml, /name="FlinkDeployment good"[^>]*\/>/);
  // Neither the escape character nor a bare ampersand may be in XML.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: one is looked for
  assert.doesNotMatch(xml, /\u001b|&(?!amp;|lt;|gt;|quot;|#10;)/);
  assert.match(await write('junit', empty), /<testsuites [^>]*tests="0"[^>]*>\n<\/testsuites>\n$/);
});

test('github escapes what would end a property or a command', async () => {
  assert.deepEqual((await write('github')).split('\n'), [
    '::error file=jobs/a%2C b%3A100%25.yaml,line=17,endLine=17,col=18,endColumn=19,title=job-parallelism-min::FlinkDeployment shop/orders: spec.job.parallelism is 0 | <none>; at least%0A1 is "needed"%0Aset it to the number of parallel tasks',
    "::warning file=jobs/a%2C b%3A100%25.yaml,line=20,endLine=21,title=schema-unknown-field::FlinkDeployment shop/orders: spec.flinkConfiguration['a`b'] is not a known field",
    '::notice file=other.yaml,line=1,endLine=1,col=4,endColumn=7,title=yaml-ambiguous-value::kubectl reads yes as true',
    '',
  ]);
});

test('markdown keeps each finding in one row', async () => {
  const text = await write('markdown');
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  assert.equal(rows.length, 5);
  assert.ok(rows.every((row) => row.replaceAll('\\|', '').split('|').length === 7));
  assert.match(text, /\\<none\\>/);
  assert.match(text, /4 documents, 1 errors, 1 warnings, 2 suppressed in 12 ms/);
});

test('human names place, rule, path, sentence and fix, and underlines the value', async () => {
  assert.equal(
    await write('human'),
    `FlinkDeployment shop/orders

jobs/a, b:100%.yaml:17:18 error job-parallelism-min
  spec.job.parallelism is 0 | <none>; at least�1 is "needed"
  17 │     parallelism: 0
     │                  ^
  → set it to the number of parallel tasks

jobs/a, b:100%.yaml:20:5 warning schema-unknown-field
  spec.flinkConfiguration['a\`b'] is not a known field
  20 │  a�[31mb: 1
     │     ^^^^^^^

other.yaml:1:4 info yaml-ambiguous-value
  kubectl reads yes as true
  1 │ a: yes
    │    ^^^

✗ 4 documents, 1 errors, 1 warnings, 2 suppressed in 12 ms
`,
  );
});

test('human in colour is the same text', async () => {
  const colored = await write('human', report, { ...plain, colors: palette(true) });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of colours
  assert.equal(colored.replace(/\u001b\[\d+m/g, ''), await write('human'));
  assert.ok(colored.includes('\u001b[31merror\u001b[39m'));
});

test('human fits into the terminal and shows the underlined part of a long line', async () => {
  const [finding] = report.findings;
  assert.ok(finding);
  const long = { ...finding, column: 203, endColumn: 208, excerpt: `${'x'.repeat(202)}wrong${'y'.repeat(200)}` };
  const lines = (await write('human', { ...report, findings: [long] }, { ...plain, width: 60 })).split('\n');
  assert.ok(lines.every((line) => line.length <= 60));
  const index = lines.findIndex((line) => line.includes('wrong'));
  assert.equal(lines[index]?.indexOf('wrong'), lines[index + 1]?.indexOf('^^^^^'));
});

test('human without findings is one line, and nothing at all when quiet', async () => {
  assert.equal(await write('human', empty), '✓ 0 documents, 0 errors, 0 warnings, 0 suppressed in 1 ms\n');
  assert.equal(await write('human', empty, { ...plain, quiet: true }), '');
});

test('every format ends with a newline', async () => {
  for (const name of formatNames) assert.match(await write(name), /\n$/, name);
});
