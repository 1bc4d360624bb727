import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { deployment, sessionJob } from './manifests.ts';
import { asProcess, folderWith, inProcess } from './run-sluice.ts';
import { showsWhatIsPrinted } from './shows-what-is-printed.ts';

const checkpoints = '    execution.checkpointing.interval: 1 min';
const old = deployment({ configuration: checkpoints });
const edited = old.replace('flink:1.20', 'flink:1.20.1');
const session = deployment({ name: 'session' }).replace(/^ {2}job:[\s\S]*$/m, '');

async function plan(args: readonly string[], files: Readonly<Record<string, string>>, stdin?: string) {
  return inProcess(['plan', ...args], { cwd: folderWith(files), ...(stdin !== undefined && { stdin }) });
}

const json = (text: string) => JSON.parse(text).plans;

test('plan says what an edit stops, and from what the job begins again', async () => {
  const { code, stdout } = await plan(['old.yaml', 'new.yaml'], { 'old.yaml': old, 'new.yaml': edited });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^FlinkDeployment default\/orders: upgrade\n {2}differs {6}image\n {2}stops {8}the job is cancelled/,
  );
  assert.match(stdout, /may lose {5}spec\.job\.upgradeMode is stateless: the job makes checkpoints/);
  assert.match(stdout, /assumed {6}the old object is taken to run as it should/);
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
});

test('plan --check fails where state may be lost', async () => {
  const files = { 'old.yaml': old, 'new.yaml': edited, 'fine.yaml': old };
  assert.equal((await plan(['old.yaml', 'new.yaml', '--check'], files)).code, 1);
  assert.equal((await plan(['old.yaml', 'fine.yaml', '--check'], files)).code, 0);
});

test('plan tells a program the same, and goes by a status that is there', async () => {
  const status = { jobStatus: { state: 'FINISHED' }, reconciliationStatus: { state: 'DEPLOYED' } };
  const spec = { ...parse(old).spec, job: { ...parse(old).spec.job, upgradeMode: 'last-state' } };
  const lastReconciledSpec = JSON.stringify({ spec });
  const stored = {
    ...parse(old),
    status: { ...status, reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec } },
  };
  const args = ['-', 'new.yaml', '--format', 'json'];
  const { code, stdout } = await plan(args, { 'new.yaml': edited }, JSON.stringify(stored));
  assert.equal(code, 0);
  const { schemaVersion, summary, plans } = JSON.parse(stdout);
  assert.equal(schemaVersion, 1);
  assert.deepEqual(summary, {
    new: 0,
    changed: 1,
    unchanged: 0,
    refused: 0,
    removed: 0,
    unknown: 0,
    mayLoseState: 1,
    others: 0,
  });
  const [{ told, loss, ...first }] = plans;
  assert.deepEqual(first, {
    kind: 'FlinkDeployment',
    namespace: 'default',
    name: 'orders',
    outcome: 'changed',
    change: 'upgrade',
    differs: ['image', 'job.upgradeMode'],
    stop: 'stateless',
    begin: { type: 'empty' },
    mayLoseState: true,
    assumed: [],
  });
  assert.equal(loss.path, 'spec.job.upgradeMode');
  assert.match(told.interruption, /^a restart: /);
});

test('plan matches objects by kind, namespace and name, in any order and over several files', async () => {
  const other = deployment({ name: 'clicks' });
  const { stdout } = await plan(['before', 'after.yaml', '-n', 'shop', '--format', 'json'], {
    'before/a.yaml': `${old}---\n${other}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: orders}\n`,
    'before/b.yaml': sessionJob('session', 'gone'),
    'after.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${JSON.stringify(parse(other))}\n- ${JSON.stringify(parse(edited))}\n- ${JSON.stringify(parse(deployment({ name: 'new' })))}\n`,
  });
  assert.deepEqual(
    json(stdout).map(
      ({ kind, namespace, name, outcome }: Record<string, string>) => `${kind} ${namespace}/${name} ${outcome}`,
    ),
    [
      'FlinkDeployment shop/clicks unchanged',
      'FlinkDeployment shop/orders changed',
      'FlinkDeployment shop/new new',
      'FlinkSessionJob shop/gone removed',
    ],
  );
});

test('plan says what the gate would refuse', async () => {
  const files = { 'old.yaml': old, 'new.yaml': old.replace('parallelism: 2', 'parallelism: 0') };
  const { code, stdout } = await plan(['old.yaml', 'new.yaml'], files);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /orders: would be refused by the gate\n {2}refused {6}spec\.job\.parallelism .*\[job-parallelism-min\]/s,
  );
});

test('plan knows session jobs of the same manifests, and their cluster', async () => {
  const files = { 'old.yaml': `${session}---\n${sessionJob('session')}` };
  const changed = {
    'new.yaml': files['old.yaml'].replace('flink:1.20', 'flink:1.20.1').replace('parallelism: 2', 'parallelism: 3'),
  };
  const { stdout } = await plan(['old.yaml', 'new.yaml', '--format', 'json'], { ...files, ...changed });
  const [cluster, job] = json(stdout);
  assert.equal(cluster.stop, 'replaced');
  assert.match(cluster.loss.message, /word-count end with the cluster/);
  assert.deepEqual([job.stop, job.begin.type, job.waits], ['stateless', 'empty', undefined]);
});

const wrong: readonly { name: string; args: string[]; code: number; says: RegExp }[] = [
  { name: 'one file', args: ['old.yaml'], code: 2, says: /name the old and the new manifests, or -f NEW/ },
  { name: 'both from stdin', args: ['-', '-'], code: 2, says: /only one side can be read from stdin/ },
  {
    name: 'a cluster for two files',
    args: ['old.yaml', 'old.yaml', '--kube-context', 'x'],
    code: 2,
    says: /with -f NEW only/,
  },
  {
    name: 'a cluster and an old file',
    args: ['old.yaml', '-f', 'old.yaml'],
    code: 2,
    says: /stands for both manifests/,
  },
  {
    name: 'a file that is not there',
    args: ['old.yaml', 'none.yaml'],
    code: 3,
    says: /none\.yaml: there is no such file/,
  },
  { name: 'broken YAML', args: ['broken.yaml', 'old.yaml'], code: 3, says: /broken\.yaml:1:\d+: / },
  {
    name: 'an object without a name',
    args: ['old.yaml', 'nameless.yaml'],
    code: 3,
    says: /a FlinkDeployment has no metadata\.name/,
  },
  {
    name: 'an object without a spec',
    args: ['old.yaml', 'empty.yaml'],
    code: 3,
    says: /FlinkDeployment orders has no spec/,
  },
  {
    name: 'an object twice',
    args: ['old.yaml', 'twice.yaml'],
    code: 3,
    says: /default\/orders is in twice\.yaml already/,
  },
];

for (const { name, args, code, says } of wrong) {
  test(`plan refuses ${name}`, async () => {
    const ran = await plan(args, {
      'old.yaml': old,
      'broken.yaml': 'a: [',
      'nameless.yaml': 'apiVersion: flink.apache.org/v1beta1\nkind: FlinkDeployment\nspec: {}\n',
      'empty.yaml': 'apiVersion: flink.apache.org/v1beta1\nkind: FlinkDeployment\nmetadata: {name: orders}\n',
      'twice.yaml': `${old}---\n${edited}`,
    });
    assert.equal(ran.code, code);
    assert.match(ran.stderr, says);
    assert.equal(ran.stdout, '');
  });
}

test('plan asks a cluster for the object as it is stored, and for what high availability keeps', async () => {
  const ha = 'high-availability.type: kubernetes\n    high-availability.storageDir: s3://ha';
  const manifest = deployment({
    configuration: `    execution.checkpointing.dir: s3://checkpoints\n    ${ha}`,
  }).replace('upgradeMode: stateless', 'upgradeMode: last-state');
  const stored = {
    ...parse(manifest),
    metadata: { name: 'orders', namespace: 'shop', uid: 'u', generation: 3 },
    status: {
      jobManagerDeploymentStatus: 'READY',
      jobStatus: { jobId: 'a1', state: 'RUNNING' },
      reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec: JSON.stringify({ spec: parse(manifest).spec }) },
    },
  };
  const kept = { metadata: { name: 'orders-a1-config-map', uid: 'c' }, data: { 'checkpointID-1': 'x' } };
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url.replace(/\?.*/, ''));
    const body = url.includes('/configmaps') ? { kind: 'ConfigMapList', items: [kept], metadata: {} } : stored;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cwd = folderWith({
    'new.yaml': manifest.replace('flink:1.20', 'flink:1.20.1'),
    config: `{"kind": "Config", "current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u", "namespace": "shop"}}],
      "clusters": [{"name": "k", "cluster": {"server": "http://127.0.0.1:${port}", "insecure-skip-tls-verify": true}}], "users": [{"name": "u", "user": {}}]}`,
  });
  const args = ['plan', '-f', 'new.yaml', '--kubeconfig', path.join(cwd, 'config'), '--format', 'json'];
  const { code, stdout, stderr } = await asProcess(args, { cwd });
  server.close();
  assert.equal(code, 0, stderr);
  assert.deepEqual(asked, [
    '/apis/flink.apache.org/v1beta1/namespaces/shop/flinkdeployments/orders',
    '/api/v1/namespaces/shop/configmaps',
  ]);
  const [{ stop, begin, assumed }] = json(stdout);
  assert.deepEqual({ stop, begin, assumed }, { stop: 'last-state', begin: { type: 'last-state' }, assumed: [] });
});

const page = readFileSync(path.resolve('docs/plan.md'), 'utf8');

test('docs/plan.md shows what is printed', () => showsWhatIsPrinted(page));
