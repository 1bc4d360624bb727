import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import jsonPatch from 'fast-json-patch';
import { parse } from 'yaml';
import { readManifest } from '../../src/cli/manifest/read-manifest.ts';
import { ruleCatalog } from '../../src/cli/rule-catalog.ts';
import { withoutNulls } from '../../src/values/json.ts';
import { deployment, sessionJob } from './manifests.ts';
import { folderWith, inProcess } from './run-sluice.ts';

test('explain has a page for every rule', async () => {
  for (const { id, summary } of ruleCatalog().values()) {
    const { code, stdout } = await inProcess(['explain', id], { env: { COLUMNS: '200' } });
    assert.equal(code, 0, id);
    const flat = stdout.replace(/\s+/g, ' ');
    assert.ok(flat.startsWith(id) && flat.includes(summary), id);
    assert.match(stdout, /^Good\n {2}\S[\s\S]*^Bad\n {2}\S/m, id);
  }
});

test('explain tells a program the same', async () => {
  const { stdout } = await inProcess(['explain', 'job-parallelism-min', '-f', 'json']);
  assert.equal(JSON.parse(stdout).id, 'job-parallelism-min');
  assert.match(
    (await inProcess(['explain', 'job-parallelism-min', '-f', 'markdown'])).stdout,
    /^# job-parallelism-min\n/,
  );
});

test('rules lists all of them, and those of one kind', async () => {
  const all = JSON.parse((await inProcess(['rules', '-f', 'json'])).stdout);
  assert.equal(all.length, ruleCatalog().size);
  const { stdout } = await inProcess(['rules', '--kind', 'FlinkStateSnapshot']);
  assert.match(stdout, /^snapshot-exactly-one-kind {2,}error$/m);
  assert.doesNotMatch(stdout, /^job-parallelism-min/m);
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80 && line === line.trimEnd());
  assert.match((await inProcess(['rules', '-f', 'markdown'])).stdout, /^\| Rule \| Severity \|/);
});

const source = `# orders of the shop
${deployment({ job: '    args: [] # none' }).replace('    state: running\n', '')}`;

test('default keeps comments and adds what is implied', async () => {
  const { code, stdout } = await inProcess(['default', '-'], { stdin: source });
  assert.equal(code, 0);
  assert.ok(stdout.startsWith('# orders of the shop\n'));
  assert.ok(stdout.includes('    args: [] # none\n'));
  assert.equal(parse(stdout).spec.job.state, 'running');
});

test('default applied twice changes nothing more', async () => {
  const once = (await inProcess(['default', '-'], { stdin: source })).stdout;
  assert.equal((await inProcess(['default', '-'], { stdin: once })).stdout, once);
  assert.equal((await inProcess(['default', '--diff', '-'], { stdin: once })).stdout, '');
});

test('default prints a difference that git applies', async () => {
  const cwd = folderWith({ 'a.yaml': source });
  const { stdout } = await inProcess(['default', '--diff', 'a.yaml'], { cwd });
  execFileSync('git', ['apply', '-'], {
    cwd,
    input: stdout,
    env: { ...process.env, GIT_CEILING_DIRECTORIES: path.dirname(cwd) },
  });
  const printed = (await inProcess(['default', '-'], { stdin: source })).stdout;
  assert.equal(readFileSync(path.join(cwd, 'a.yaml'), 'utf8'), printed);
});

test('default prints a patch for each object', async () => {
  const { stdout } = await inProcess(['default', '--patch', '-'], { stdin: `${source}---\n${sessionJob('orders')}` });
  const patches = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(patches.length, 2);
  const before = withoutNulls(readManifest('', source).documents[0]?.value as object, 100);
  const after = withoutNulls(parse((await inProcess(['default', '-'], { stdin: source })).stdout), 100);
  assert.deepEqual(jsonPatch.applyPatch(before, patches[0]).newDocument, after);
});

test('default writes an object anew where its text cannot be kept', async () => {
  const shared = deployment().replace('  job:\n', '  job: &job\n').replace('    state: running\n', '');
  const list = `apiVersion: v1\nkind: List\nitems:\n  - &one\n    ${shared.replaceAll('\n', '\n    ').trimEnd()}\n  - *one\n`;
  const { code, stdout, stderr } = await inProcess(['default', '-'], { stdin: list });
  assert.equal(code, 0);
  const { items } = parse(stdout);
  assert.deepEqual(
    items.map((item: { spec: { job: { state: string } } }) => item.spec.job.state),
    ['running', 'running'],
  );
  assert.ok(stderr === '' || stderr.includes('written anew'));
});

test('default of what cannot be read', async () => {
  const { code, stdout, stderr } = await inProcess(['default', '-'], { stdin: 'a: [\n' });
  assert.deepEqual({ code, stdout }, { code: 3, stdout: '' });
  assert.match(stderr, /<stdin>:1:4: /);
});

test('schema writes one file for each kind and version, and one for all', async () => {
  const cwd = folderWith({});
  const { code } = await inProcess(['schema', '-o', 'schemas'], { cwd });
  assert.equal(code, 0);
  assert.deepEqual(readdirSync(path.join(cwd, 'schemas')).toSorted(), [
    'all.json',
    'flinkbluegreendeployment_v1beta1.json',
    'flinkcluster_v1alpha1.json',
    'flinkcluster_v1beta1.json',
    'flinkdeployment_v1beta1.json',
    'flinksessionjob_v1beta1.json',
    'flinkstatesnapshot_v1beta1.json',
  ]);
});

test('the schema for all kinds judges each by its own and lets others pass', async () => {
  const all = JSON.parse((await inProcess(['schema'])).stdout);
  const valid = new Ajv({ strict: false, validateFormats: false }).compile(all);
  const value = (text: string) => readManifest('', text).documents[0]?.value;
  assert.equal(valid(value(deployment())), true, JSON.stringify(valid.errors));
  assert.equal(valid(value(sessionJob('orders'))), true, JSON.stringify(valid.errors));
  assert.equal(valid(value(deployment().replace('upgradeMode: stateless', 'upgradeMode: statless'))), false);
  assert.equal(valid({ apiVersion: 'v1', kind: 'ConfigMap', data: {} }), true);
});

test('schema writes those of our own documents', async () => {
  for (const name of ['lint-report', 'lint-config']) {
    const schema = JSON.parse((await inProcess(['schema', '--of', name])).stdout);
    new Ajv({ strict: false }).compile(schema);
  }
});

test('completion names every command and option in every shell', async () => {
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const { code, stdout } = await inProcess(['completion', shell]);
    assert.equal(code, 0);
    for (const word of ['lint', 'explain', 'update-baseline', 'sarif', 'job-parallelism-min']) {
      assert.ok(stdout.includes(word), `${shell} misses ${word}`);
    }
  }
});

const completions: readonly (readonly [words: string[], found: string])[] = [
  [['li'], 'lint'],
  [['lint', '--fo'], '--format'],
  [['lint', '-f', 'sa'], 'sarif'],
  [['lint', '--color', 'n'], 'never'],
  [['--color', 'never', 'lint', '--fail-on', 'w'], 'warning'],
  [['explain', 'job-parallelism-m'], 'job-parallelism-min'],
  [['completion', 'z'], 'zsh'],
];

for (const [words, found] of completions) {
  test(`bash completes sluice ${words.join(' ')} to ${found}`, async () => {
    const { stdout } = await inProcess(['completion', 'bash']);
    const quoted = ['sluice', ...words].map((word) => `'${word}'`).join(' ');
    const script = `${stdout}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _sluice; echo "\${COMPREPLY[*]}"`;
    assert.equal(execFileSync('bash', ['-c', script]).toString(), `${found}\n`);
  });
}
