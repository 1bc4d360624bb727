import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { deployment, sessionJob } from './manifests.ts';
import { folderWith, inProcess } from './run-sluice.ts';

interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly severity: string;
  readonly document: number;
}

async function lint(
  files: Readonly<Record<string, string | Uint8Array>>,
  args: readonly string[] = ['.'],
  stdin?: string,
) {
  const cwd = folderWith(files);
  const ran = await inProcess(['lint', '-f', 'json', ...args], { cwd, ...(stdin !== undefined && { stdin }) });
  const report = ran.stdout === '' ? undefined : JSON.parse(ran.stdout);
  const findings: Finding[] = report?.findings ?? [];
  return {
    ...ran,
    cwd,
    summary: report?.summary,
    finds: findings.map(({ file, rule }) => `${file} ${rule}`),
    findings,
  };
}

const bad = deployment({ parallelism: 0 });
const suspicious = deployment({ job: '    paralelism: 1' });
const noted = deployment({ job: '    allowNonRestoredState: yes' });

const codes: readonly { name: string; files: Record<string, string | Uint8Array>; args?: string[]; code: number }[] = [
  { name: 'nothing to find', files: { 'a.yaml': deployment() }, code: 0 },
  { name: 'an error', files: { 'a.yaml': bad }, code: 1 },
  { name: 'a warning', files: { 'a.yaml': suspicious }, code: 0 },
  { name: 'a warning that fails', files: { 'a.yaml': suspicious }, args: ['--fail-on', 'warning'], code: 1 },
  { name: 'an info that fails', files: { 'a.yaml': noted }, args: ['--fail-on', 'info'], code: 1 },
  { name: 'an info below warnings', files: { 'a.yaml': noted }, args: ['--fail-on', 'warning'], code: 0 },
  { name: 'an error that never fails', files: { 'a.yaml': bad }, args: ['--fail-on', 'never'], code: 0 },
  { name: 'a broken document weighs more than a finding', files: { 'a.yaml': `${bad}---\na: [\n` }, code: 3 },
  {
    name: 'a broken document where nothing fails',
    files: { 'a.yaml': 'a: [\n' },
    args: ['--fail-on', 'never'],
    code: 3,
  },
  { name: 'bytes that are no UTF-8', files: { 'a.yaml': Buffer.from([0x61, 0x3a, 0x20, 0xff]) }, code: 3 },
  { name: 'a file that is not there', files: {}, args: ['nope.yaml'], code: 3 },
  { name: 'no file at all', files: { 'notes.txt': '' }, code: 2 },
  { name: 'no file at all, as expected', files: {}, args: ['--allow-empty'], code: 0 },
  { name: 'a pattern that finds nothing', files: {}, args: ['*.yaml'], code: 2 },
  { name: 'a baseline that is not there', files: { 'a.yaml': bad }, args: ['--baseline', 'nope.json'], code: 2 },
  { name: 'a configuration that is not there', files: { 'a.yaml': bad }, args: ['--config', 'nope.yaml'], code: 2 },
  {
    name: 'an operator configuration that is not there',
    files: { 'a.yaml': bad },
    args: ['--flink-conf', 'nope'],
    code: 3,
  },
  { name: 'a context that is not there', files: { 'a.yaml': bad }, args: ['--context', 'nope'], code: 3 },
  { name: 'an address that is none', files: { 'a.yaml': bad }, args: ['--resolve', 'example.com'], code: 2 },
  { name: 'a Flink version that is none', files: { 'a.yaml': bad }, args: ['--flink-version', 'latest'], code: 2 },
  { name: 'a report of no format', files: { 'a.yaml': bad }, args: ['--report', 'sarf=x'], code: 2 },
  { name: 'a format that is none', files: { 'a.yaml': bad }, args: ['--format', 'xml'], code: 2 },
];

for (const { name, files, args = [], code } of codes) {
  test(`lint exits with ${code}: ${name}`, async () => {
    const paths = args.some((arg) => /^(?:nope|\*)\S*yaml$/.test(arg)) && !args.includes('--config') ? [] : ['.'];
    assert.equal((await lint(files, [...args, ...paths])).code, code);
  });
}

test('lint: settings of other tools are no broken manifests, unless they are named', async () => {
  const files = { 'a.yaml': deployment(), 'tsconfig.json': '{"lib": [ // strict\n}' };
  const { code, summary } = await lint(files);
  assert.deepEqual([code, summary.documents, summary.skipped], [0, 2, 1]);
  assert.equal((await lint(files, ['tsconfig.json'])).code, 3);
  assert.equal((await lint({ 'a.json': '{"apiVersion": "flink.apache.org/v1beta1",' })).code, 3);
});

test('lint: files come in order, and each broken document only costs itself', async () => {
  const { finds } = await lint({ 'b.yaml': bad, 'a.yaml': `a: [\n---\n${bad}---\n"x\n---\n${bad}` });
  assert.deepEqual(finds, [
    'a.yaml yaml-syntax',
    'a.yaml job-parallelism-min',
    'a.yaml yaml-syntax',
    'a.yaml job-parallelism-min',
    'b.yaml job-parallelism-min',
  ]);
});

test('lint: a document is counted from the start of its file', async () => {
  const { findings, summary } = await lint({ 'a.yaml': `---\n---\n${deployment()}---\n${bad}` });
  assert.deepEqual(
    findings.map(({ document, line }) => [document, line]),
    [[2, 39]],
  );
  assert.equal(summary.documents, 2);
});

for (const [name, text] of [
  ['a byte order mark', `\uFEFF${bad}`],
  ['Windows line ends', bad.replaceAll('\n', '\r\n')],
] as const) {
  test(`lint: ${name} moves nothing`, async () => {
    const { findings } = await lint({ 'a.yaml': text });
    assert.deepEqual(
      findings.map(({ line, rule }) => [line, rule]),
      [[17, 'job-parallelism-min']],
    );
  });
}

test('lint: what helm renders is called by its template', async () => {
  const { finds } = await lint({}, ['-'], `---\n# Source: shop/templates/orders.yaml\n${bad}`);
  assert.deepEqual(finds, ['shop/templates/orders.yaml job-parallelism-min']);
});

test('lint: stdin has a name', async () => {
  assert.deepEqual((await lint({}, ['-'], bad)).finds, ['<stdin> job-parallelism-min']);
});

const session = deployment({ name: 'session' }).replace(/ {2}job:\n(?: {4}.*\n)+/, '');
const resolved = ['--resolve', 'repo.example.com=151.101.1.69'];

test('lint: objects of one run see each other, whatever the order of their files', async () => {
  assert.deepEqual((await lint({ 'a.yaml': sessionJob('orders'), 'b.yaml': deployment() }, ['.', ...resolved])).finds, [
    'a.yaml session-target-is-application',
  ]);
  assert.deepEqual((await lint({ 'a.yaml': sessionJob('session'), 'b.yaml': session }, ['.', ...resolved])).finds, []);
});

test('lint: without a cluster to look into it says what was not checked', async () => {
  const { findings, code } = await lint({ 'a.yaml': sessionJob('session') }, ['.', ...resolved]);
  assert.equal(code, 0);
  assert.deepEqual(new Set(findings.map(({ severity }) => severity)), new Set(['warning']));
});

test('lint: a context stands for the cluster', async () => {
  const files = { 'a.yaml': sessionJob('orders'), 'cluster/orders.yaml': deployment() };
  assert.deepEqual((await lint(files, ['a.yaml', '--context', 'cluster', ...resolved])).finds, [
    'a.yaml session-target-is-application',
  ]);
});

test('lint: objects of another namespace are not seen', async () => {
  const other = deployment().replace('  name: orders', '  name: orders\n  namespace: shop');
  const files = { 'a.yaml': sessionJob('orders'), 'b.yaml': other };
  assert.equal((await lint(files, ['.', ...resolved])).finds.includes('a.yaml session-target-is-application'), false);
  assert.ok(
    (await lint(files, ['.', '-n', 'shop', ...resolved])).finds.includes('a.yaml session-target-is-application'),
  );
});

test('lint: the configuration of the operator counts', async () => {
  const stateful = deployment().replace('upgradeMode: stateless', 'upgradeMode: last-state');
  const files = { 'a.yaml': stateful, 'conf.yaml': 'execution:\n  checkpointing.dir: s3://bucket/checkpoints\n' };
  const required = 'a.yaml checkpoint-dir-required';
  assert.equal((await lint(files, ['a.yaml'])).finds.includes(required), true);
  assert.equal((await lint(files, ['a.yaml', '--flink-conf', 'conf.yaml'])).finds.includes(required), false);
});

test('lint: a baseline hides what it lists, once for each time', async () => {
  const cwd = folderWith({ 'a.yaml': bad });
  const args = ['lint', '-f', 'json', '--baseline', 'known.json', 'a.yaml'];
  const first = await inProcess([...args, '--update-baseline'], { cwd });
  assert.equal(first.code, 0);
  assert.match(first.stderr, /wrote known\.json/);
  const [entry] = JSON.parse(readFileSync(path.join(cwd, 'known.json'), 'utf8')).findings;
  assert.deepEqual(
    [entry.file, entry.object, entry.rule, entry.count],
    ['a.yaml', 'FlinkDeployment orders', 'job-parallelism-min', 1],
  );
  const again = await inProcess(args, { cwd });
  assert.equal(again.code, 0);
  assert.equal(JSON.parse(again.stdout).summary.suppressed, 1);
  const twice = await inProcess([...args, '-'], { cwd, stdin: `${bad}---\n${bad}` });
  assert.equal(JSON.parse(twice.stdout).findings.length, 2);
});

test('lint: the report goes to a file, and further reports to others', async () => {
  const { cwd, stdout, stderr } = await lint({ 'a.yaml': bad }, [
    'a.yaml',
    '-o',
    'out/report.json',
    '--report',
    'github=out/github.txt',
  ]);
  assert.equal(stdout, '');
  assert.match(stderr, /^1 documents, 1 errors, 0 warnings, 0 suppressed in \d+ ms\n$/);
  assert.equal(JSON.parse(readFileSync(path.join(cwd, 'out/report.json'), 'utf8')).summary.errors, 1);
  assert.match(readFileSync(path.join(cwd, 'out/github.txt'), 'utf8'), /^::error file=a\.yaml,line=17/);
});

test('lint: on GitHub Actions people get text and the change gets annotations', async () => {
  const cwd = folderWith({ 'a.yaml': bad });
  const { stdout } = await inProcess(['lint', 'a.yaml'], { cwd, env: { GITHUB_ACTIONS: 'true' } });
  assert.match(stdout, /^a\.yaml:17:18 error job-parallelism-min$/m);
  assert.match(stdout, /^::error file=a\.yaml,line=17,endLine=17,col=18,endColumn=19,title=job-parallelism-min::/m);
});

test('lint: a misspelt command is no file', async () => {
  const { code, stderr } = await inProcess(['lnt'], { cwd: folderWith({}) });
  assert.equal(code, 2);
  assert.match(stderr, /did you mean 'lint'\?/);
});

test('lint: a rule that breaks down is our fault', async (t) => {
  const { admittedKinds } = await import('../../src/admission/kinds.ts');
  const [rule] = admittedKinds.flinkDeployment.rules;
  t.mock.method(rule as unknown as { check: () => never }, 'check', () => {
    throw new Error('planted');
  });
  const { code, stderr } = await lint({ 'a.yaml': deployment() });
  assert.equal(code, 4);
  assert.match(stderr, /internal error: the rule \S+ broke down/);
});
