import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { readManifest } from '../../src/cli/manifest/read-manifest.ts';
import { asProcess, folderWith, inProcess } from './run-sluice.ts';
import { showsWhatIsPrinted } from './shows-what-is-printed.ts';

interface Changes {
  readonly name?: string;
  readonly version?: string;
  readonly spec?: string;
}

const cluster = ({ name = 'orders', version = "flinkVersion: '1.20'", spec = '' }: Changes = {}) => `
apiVersion: flinkoperator.k8s.io/v1beta1
kind: FlinkCluster
metadata: {name: ${name}, namespace: shop}
spec:
  image: {name: 'flink:1.20'}
  ${version}
${spec}`;

const job = '  job: {jarFile: /jobs/orders.jar, savepointsDir: s3://state/savepoints}\n';
const budget = '  podDisruptionBudget: {minAvailable: 1}\n';
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more, namespace: shop}\n';

const convert = (args: readonly string[], files: Readonly<Record<string, string>>, more = {}) =>
  inProcess(['convert', ...args], { cwd: folderWith(files), ...more });

test('convert prints manifests to stdout and its report to stderr', async () => {
  const { code, stdout, stderr } = await convert(['a.yaml'], {
    'a.yaml': `${cluster({ spec: job })}---\n${configMap}`,
  });
  assert.equal(code, 0);
  const { kind, metadata, spec } = parse(stdout);
  assert.deepEqual(
    { kind, metadata, jar: spec.job.jarURI },
    {
      kind: 'FlinkDeployment',
      metadata: { name: 'orders', namespace: 'shop' },
      jar: 'local:///jobs/orders.jar',
    },
  );
  assert.match(stderr, /^FlinkCluster shop\/orders \(a\.yaml\) → FlinkDeployment orders\n/);
  assert.match(stderr, /sluice convert a\.yaml --from-savepoint SAVEPOINT -o orders\.yaml/);
  assert.match(stderr, /^not converted: ConfigMap shop\/more \(a\.yaml\)$/m);
  assert.match(stderr, /1 converted, \d+ fields changed: none lost\n$/);
  assert.doesNotMatch(stderr, /^ {2}carried {4}spec/m);
});

test('what is converted is read back as it was meant, and lint finds nothing wrong', async () => {
  const odd = "  flinkProperties: {a: 'yes', b: '012', c: 'null', d: '1e3', e: 'x: y', f: '12:30:45', g: ''}\n";
  const { stdout } = await convert([], {}, { stdin: cluster({ spec: odd }) });
  const value = readManifest('', stdout).documents[0]?.value as { spec: { flinkConfiguration: object } };
  assert.deepEqual(
    { ...value.spec.flinkConfiguration },
    {
      a: 'yes',
      b: '012',
      c: 'null',
      d: '1e3',
      e: 'x: y',
      f: '12:30:45',
      g: '',
      'taskmanager.numberOfTaskSlots': '1',
    },
  );
  assert.equal((await inProcess(['lint', '-'], { stdin: stdout })).code, 0);
});

test('with -o the manifests go to a file, and the report to stdout', async () => {
  const cwd = folderWith({ 'a.yaml': cluster() });
  const args = ['convert', 'a.yaml', '-o', 'new/b.yaml', '-f', 'json', '--report', 'human=c.txt'];
  const { code, stdout, stderr } = await inProcess(args, { cwd });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.equal(parse(readFileSync(path.join(cwd, 'new/b.yaml'), 'utf8')).kind, 'FlinkDeployment');
  assert.match(readFileSync(path.join(cwd, 'c.txt'), 'utf8'), /^FlinkCluster shop\/orders/);
  const { schemaVersion, summary, clusters, others } = JSON.parse(stdout);
  assert.equal(schemaVersion, 1);
  assert.deepEqual(
    { converted: summary.converted, refused: summary.refused, others },
    { converted: 1, refused: 0, others: [] },
  );
  const [{ name, namespace, deployment, fields, handOver }] = clusters;
  assert.deepEqual({ name, namespace, deployment }, { name: 'orders', namespace: 'shop', deployment: 'orders' });
  assert.deepEqual(
    fields.find((field: { path: string }) => field.path === 'spec.flinkVersion'),
    { path: 'spec.flinkVersion', outcome: 'carried', to: 'spec.flinkVersion' },
  );
  assert.ok(handOver.length > 3);
});

test('--check fails where something is lost, and only there', async () => {
  const files = { 'a.yaml': cluster({ spec: job }), 'b.yaml': cluster({ spec: budget }) };
  assert.equal((await convert(['a.yaml', '--check'], files)).code, 0);
  assert.equal((await convert(['b.yaml'], files)).code, 0);
  const { code, stdout, stderr } = await convert(['b.yaml', '--check', '-q'], files);
  assert.equal(code, 1);
  assert.ok(stdout.startsWith('apiVersion'));
  assert.match(stderr, /^ {2}lost {7}spec\.podDisruptionBudget: apply a PodDisruptionBudget/m);
  assert.doesNotMatch(stderr, /changed {4}|From the one/);
});

test('what is in the way is named, and the others are converted all the same', async () => {
  const files = {
    'a.yaml': `${cluster({ name: 'old', version: "flinkVersion: '1.14'" })}---\n${cluster({ name: 'none', version: '' })}---\n${cluster()}`,
    'b.yaml': cluster({ version: "flinkVersion: '1.x'" }),
    'c.yaml': cluster({ name: 'x'.repeat(47) }),
  };
  const { code, stdout, stderr } = await convert(['.'], files, { env: { COLUMNS: '200' } });
  assert.equal(code, 1);
  assert.deepEqual(
    parseAllDocuments(stdout).map((document) => document.toJS().metadata.name),
    ['orders'],
  );
  assert.match(stderr, /FlinkCluster shop\/old .*is not converted\n {2}in the way spec\.flinkVersion 1\.14 is too old/);
  assert.match(stderr, /FlinkCluster shop\/none .*\n {2}in the way spec\.flinkVersion is not given/);
  assert.match(stderr, /in the way spec\.flinkVersion is no version number.* \[flink-version-parseable\]/);
  assert.match(stderr, /in the way FlinkDeployment metadata\.name has 47 characters.* \[deployment-name-format\]/);
  assert.equal((await convert(['c.yaml', '--name', 'orders'], files)).code, 0);
  const { stdout: newer } = await convert(['a.yaml', '--flink-version', '1.20'], files);
  assert.equal(parseAllDocuments(newer).length, 3);
});

test('a field that there is not is told, and so is what the gate advises', async () => {
  const spec = `${job}  jobManager: {ingress: {useTLS: true}}\n`;
  const { code, stderr } = await convert(['a.yaml', '--image', 'flink:2.1'], { 'a.yaml': cluster({ spec }) });
  assert.equal(code, 0);
  assert.match(stderr, /idle {7}spec\.jobManager\.ingress\.useTLS: is no field of FlinkCluster/);
  assert.match(stderr, /advice {5}spec\.flinkVersion .*\[flink-version-image-mismatch\]/s);
});

test('-v lists what is carried', async () => {
  const { stderr } = await convert(['a.yaml', '-v'], { 'a.yaml': cluster() });
  assert.match(stderr, /^ {2}carried {4}spec\.flinkVersion → spec\.flinkVersion$/m);
});

test('the report does not speak to the terminal', async () => {
  const spec = '  logConfig: {"a\\u001b[31m": x}\n';
  const { stderr } = await convert(['a.yaml'], { 'a.yaml': cluster({ spec }) });
  assert.match(stderr, /lost {7}spec\.logConfig: a\uFFFD\[31m cannot be/);
});

const wrong: readonly { args: string[]; code: number; told: RegExp }[] = [
  { args: ['two.yaml', '--name', 'x'], code: 2, told: /--name is for one FlinkCluster/ },
  { args: ['two.yaml', '--from-savepoint', 's3://x'], code: 2, told: /--from-savepoint is for one FlinkCluster/ },
  { args: ['two.yaml', '--flink-version', '1.14'], code: 2, told: /--flink-version 1\.14: it is one of 1\.15, / },
  { args: ['two.yaml', '--report', 'sarif=x'], code: 2, told: /write human=FILE or json=FILE/ },
  { args: ['two.yaml', '--mode', 'nativ'], code: 2, told: /did you mean 'native'/ },
  { args: ['none.yaml'], code: 3, told: /there is no such file/ },
  { args: ['broken.yaml'], code: 3, told: /broken\.yaml:1:\d+: / },
];

for (const { args, code, told } of wrong) {
  test(`convert ${args.join(' ')} is answered with ${code}`, async () => {
    const files = { 'two.yaml': `${cluster()}---\n${cluster({ name: 'b' })}`, 'broken.yaml': 'a: [\n' };
    const ran = await convert(args, files);
    assert.deepEqual({ code: ran.code, stdout: ran.stdout }, { code, stdout: '' });
    assert.match(ran.stderr, told);
  });
}

test('without a FlinkCluster nothing is printed', async () => {
  const { code, stdout, stderr } = await convert(['-'], {}, { stdin: configMap });
  assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
  assert.equal(stderr, 'not converted: ConfigMap shop/more (<stdin>)\nthere is no FlinkCluster\n');
});

test('convert runs as a process, with a list that kubectl has written', async () => {
  const status = { components: { job: { state: 'Cancelled', finalSavepoint: true, savepointLocation: 's3://last' } } };
  const items = [{ ...parse(cluster({ spec: job })), status }];
  const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const { code, stdout } = await asProcess(['convert', '--check'], { stdin });
  assert.equal(code, 0);
  assert.equal(parse(stdout).spec.job.initialSavepointPath, 's3://last');
});

const page = readFileSync(path.resolve('docs/convert.md'), 'utf8');

test('docs/convert.md shows what is printed', () => showsWhatIsPrinted(page));

test('every option of convert is in its page', async () => {
  const { stdout } = await inProcess(['convert', '--help']);
  for (const [, flag = ''] of stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)) {
    if (flag === '--help' || flag === '--no-ignore') continue;
    const short = { '--output': '-o', '--format': '-f' }[flag] ?? flag;
    assert.ok(page.includes(`\`${short}`) || page.includes(`${flag}`), flag);
  }
});
