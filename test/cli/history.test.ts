import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { stringify } from 'yaml';
import { type RestoreEntry, restoresAnnotation } from '../../src/engine/restores.ts';
import { folderWith, inProcess } from './run-sluice.ts';

const first: RestoreEntry = {
  at: '2026-11-25T12:00:00.000Z',
  generation: 1,
  jobId: 'a'.repeat(32),
  source: 'empty',
  why: 'first deployment; initialSavepointPath names no state',
};
const second: RestoreEntry = {
  ...first,
  at: '2026-11-25T13:00:00.000Z',
  generation: 2,
  jobId: 'b'.repeat(32),
  source: 'savepoint',
  path: 's3://savepoints/1',
  why: 'the spec has changed; this is the newest state that is known',
};

const object = (kind: string, name: string, restores?: string, namespace: string | null = 'shop') => ({
  apiVersion: 'flink.apache.org/v1beta1',
  kind,
  metadata: {
    name,
    ...(namespace !== null && { namespace }),
    ...(restores !== undefined && { annotations: { [restoresAnnotation]: restores } }),
  },
});

const orders = object('FlinkDeployment', 'orders', JSON.stringify([first, second]));
const stored = new Map<string, object>([
  ['flinkdeployments/orders', orders],
  ['flinkdeployments/both', object('FlinkDeployment', 'both')],
  ['flinksessionjobs/both', object('FlinkSessionJob', 'both', JSON.stringify([first]))],
  ['flinkdeployments/spoilt', object('FlinkDeployment', 'spoilt', 'no list')],
]);

/** Knows the objects of one namespace. */
const server = createServer(({ url = '' }, response) => {
  const found = stored.get(url.replace('/apis/flink.apache.org/v1beta1/namespaces/shop/', ''));
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found ?? { kind: 'Status', reason: 'NotFound', code: 404, message: 'not found' }));
});
let kubeconfig: string;

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server: address, 'insecure-skip-tls-verify': true } }],
    contexts: ['shop', 'empty'].map((namespace) => ({
      name: namespace,
      context: { cluster: 'fake', user: 'me', namespace },
    })),
    users: [{ name: 'me', user: {} }],
    'current-context': 'shop',
  };
  kubeconfig = path.join(folderWith({ config: stringify(config) }), 'config');
});
after(() => server.close());

const history = (...args: readonly string[]) => inProcess(['history', ...args, '--kubeconfig', kubeconfig]);

test('the starts of the jobs of an object, as a table', async () => {
  const args = ['history', 'orders', '--kubeconfig', kubeconfig];
  const { code, stdout } = await inProcess(args, { env: { COLUMNS: '200' } });
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `FlinkDeployment shop/orders
  TIME                      GENERATION  JOB ID                            FROM                         WHY
  2026-11-25T12:00:00.000Z  1           aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  empty                        first deployment; initialSavepointPath names no state
  2026-11-25T13:00:00.000Z  2           bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb  savepoint s3://savepoints/1  the spec has changed; this is the newest state that is known
`,
  );
});

test('on a narrow terminal where from, and why, go below', async () => {
  const { stdout } = await history('orders');
  assert.ok(
    stdout.endsWith(`  2026-11-25T13:00:00.000Z  2           ${'b'.repeat(32)}
      savepoint s3://savepoints/1
      the spec has changed; this is the newest state that is known
`),
    stdout,
  );
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
});

test('the same for programs', async () => {
  const { code, stdout } = await history('orders', '--format', 'json');
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), {
    objects: [{ kind: 'FlinkDeployment', namespace: 'shop', name: 'orders', restores: [first, second] }],
  });
});

test('both kinds are searched, unless one is named', async () => {
  const kindsOf = async (...args: readonly string[]) => {
    const { stdout } = await history('both', '--format', 'json', ...args);
    return JSON.parse(stdout).objects.map(({ kind }: { kind: string }) => kind);
  };
  assert.deepEqual(await kindsOf(), ['FlinkDeployment', 'FlinkSessionJob']);
  assert.deepEqual(await kindsOf('--kind', 'FlinkSessionJob'), ['FlinkSessionJob']);
});

test('an object of which no job was begun says so', async () => {
  const { code, stdout } = await history('both', '--kind', 'FlinkDeployment');
  assert.deepEqual([code, stdout], [0, 'FlinkDeployment shop/both\n  the engine has begun no job of it\n']);
});

test('an object that is not there, nor in the namespace of the flag or of the context, is an unreadable input', async () => {
  for (const [args, said] of [
    [['nothing'], 'there is no FlinkDeployment or FlinkSessionJob shop/nothing'],
    [['orders', '-n', 'elsewhere'], 'there is no FlinkDeployment or FlinkSessionJob elsewhere/orders'],
    [['orders', '--kube-context', 'empty', '--kind', 'FlinkDeployment'], 'there is no FlinkDeployment empty/orders'],
  ] as const) {
    const { code, stdout, stderr } = await history(...args);
    assert.deepEqual([code, stdout, stderr], [3, '', `error: ${said}\n`]);
  }
});

test('an annotation that somebody else has written is told', async () => {
  const { code, stdout, stderr } = await history('spoilt', '--format', 'json');
  assert.equal(code, 3);
  assert.deepEqual(JSON.parse(stdout).objects[0].restores, []);
  assert.match(stderr, /^error: FlinkDeployment shop\/spoilt: the annotation is no list of restores/);
});

const manifest = [
  orders,
  { ...object('ConfigMap', 'other'), apiVersion: 'v1' },
  object('FlinkSessionJob', 'job', undefined, null),
];

test('a manifest tells the same, without a cluster', async () => {
  const list = { apiVersion: 'v1', kind: 'List', items: manifest };
  const stdin = stringify(list);
  const titles = async (...args: readonly string[]) => {
    const { stdout, stderr } = await inProcess(['history', '-f', '-', '--format', 'json', ...args], { stdin });
    assert.equal(stderr, '');
    return JSON.parse(stdout).objects.map(({ name }: { name: string }) => name);
  };
  assert.deepEqual(await titles(), ['orders', 'job']);
  assert.deepEqual(await titles('job'), ['job']);
  assert.deepEqual(await titles('-n', 'shop'), ['orders']);
  assert.deepEqual(await titles('--kind', 'FlinkSessionJob'), ['job']);
});

test('a file of several documents is read', async () => {
  const cwd = folderWith({ 'all.yaml': manifest.map((each) => stringify(each)).join('---\n') });
  const { code, stdout } = await inProcess(['history', '-f', 'all.yaml'], { cwd });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^FlinkDeployment shop\/orders\n[\s\S]*\n\nFlinkSessionJob job\n {2}the engine has begun no job of it\n$/,
  );
});

test('what a file says cannot speak to a terminal', async () => {
  const why = '\u001B[31mred\n';
  const stdin = JSON.stringify(object('FlinkDeployment', 'orders', JSON.stringify([{ ...first, why }])));
  const { stdout } = await inProcess(['history', '-f', '-'], { stdin });
  assert.match(stdout, /\uFFFD\[31mred/);
});

for (const [name, args, code, said] of [
  ['neither a name nor a file', [], 2, 'a name is needed, or a file with -f'],
  ['a file that is not there', ['-f', 'none.yaml'], 3, 'none.yaml: there is no such file'],
  ['a file that is no YAML', ['-f', 'broken.yaml'], 3, 'broken.yaml: '],
  ['a file with nothing of ours', ['-f', 'other.yaml'], 3, 'there is no FlinkDeployment or FlinkSessionJob'],
] as const) {
  test(`${name} cannot work`, async () => {
    const cwd = folderWith({ 'broken.yaml': 'a: [', 'other.yaml': 'kind: Other\n' });
    const ran = await inProcess(['history', ...args], { cwd });
    assert.equal(ran.code, code);
    assert.ok(ran.stderr.startsWith(`error: ${said}`), ran.stderr);
  });
}
