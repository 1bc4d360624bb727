import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { manifestFiles } from '../../scripts/manifests.ts';
import { type Bench, startControlPlane } from '../bench/control-plane.ts';
import { toolBinaries } from '../bench/tools.ts';
import { inProcess } from '../cli/run-sluice.ts';
import { flinkDeployment } from '../support/flink-objects.ts';
import { foreignKinds } from './chart/foreign-kinds.ts';
import { podFaults, podOf, type Rendered } from './chart/pod-faults.ts';
import { valueSets } from './chart/value-sets.ts';

const chart = path.resolve(import.meta.dirname, '../../charts/sluice');
const release = { name: 'sluice', namespace: 'sluice-system' };

let bench: Bench;

before(async () => {
  // Accounts are objects of the chart, and a dry run makes none.
  bench = await startControlPlane({ apiServerFlags: ['--disable-admission-plugins=ServiceAccount'] });
  const labels = {
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': 'latest',
  };
  const namespace = (name: string, more = {}) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...more } });
  const crds = readdirSync(path.join(chart, 'crds')).map((file) =>
    parse(readFileSync(path.join(chart, 'crds', file), 'utf8')),
  );
  await applied([...foreignKinds(), ...crds, namespace('shop'), namespace('search')]);
  await applied([namespace(release.namespace, { labels })]);
  const { code, stderr } = await bench.kubectl([
    'wait',
    '--for=condition=Established',
    'crd',
    '--all',
    '--timeout=30s',
  ]);
  assert.equal(code, 0, stderr);
});

after(() => bench?.stop());

async function applied(objects: readonly object[], flags: readonly string[] = []): Promise<void> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const args = ['apply', '--server-side', '--validate=strict', ...flags, '-f', '-'];
  const { code, stderr } = await bench.kubectl(args, { input, timeoutSeconds: 60 });
  assert.equal(code, 0, stderr);
}

async function render(values: object): Promise<string> {
  const args = ['template', release.name, chart, '--namespace', release.namespace, '--values', '-'];
  const { code, stdout, stderr } = await bench.helm(args, { input: JSON.stringify(values) });
  assert.equal(code, 0, stderr);
  return stdout;
}

const objectsOf = (text: string): Rendered[] =>
  parseAllDocuments(text).flatMap((document) => (document.contents === null ? [] : [document.toJS() as Rendered]));

test('the chart passes the linter of Helm', async () => {
  const { code, stdout, stderr } = await bench.helm(['lint', '--strict', chart]);
  assert.equal(code, 0, `${stdout}${stderr}`);
});

describe('rendered', () => {
  for (const { name, values, unrestricted } of valueSets) {
    test(`${name}: an API server takes every object as it is`, async () => {
      const text = await render(values);
      assert.equal(await render(values), text, 'two renders differ');
      const objects = objectsOf(text);
      assert.deepEqual(podFaults(objects), []);
      for (const { data = {} } of objects) {
        for (const [name, file] of Object.entries(data)) {
          if (/\.(yaml|json)$/.test(name)) assert.equal(typeof parse(file), 'object', file);
        }
      }
      await applied(objects, ['--dry-run=server']);
      const pods = objects.flatMap((object) => {
        const pod = podOf(object);
        return pod ? [{ apiVersion: 'v1', kind: 'Pod', metadata: { ...object.metadata }, spec: pod.spec }] : [];
      });
      // Pod Security refuses pods; of what makes pods it only speaks in warnings.
      const args = ['create', '--dry-run=server', '--validate=strict', '-f', '-'];
      const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: pods });
      const { code, stderr } = await bench.kubectl(args, { input });
      if (unrestricted)
        assert.match(stderr, /violates PodSecurity "restricted:latest": host namespaces \(hostNetwork=true\)/);
      else assert.equal(code, 0, stderr);
    });
  }
});

describe('without Helm', () => {
  test('the manifests and the kustomize base are made of the chart as it is', async () => {
    for (const [file, text] of manifestFiles((await toolBinaries()).helm)) {
      assert.equal(readFileSync(path.join(chart, '..', file), 'utf8'), text, `${file}: run node scripts/manifests.ts`);
    }
  });

  test('an API server takes the kustomize base, and what sluice manifests prints', async () => {
    const base = await bench.kubectl(['kustomize', path.join(chart, '..')]);
    assert.equal(base.code, 0, base.stderr);
    const printed = await inProcess(['manifests']);
    const all = objectsOf(printed.stdout);
    assert.deepEqual(placesOf(objectsOf(base.stdout)), placesOf(all));
    assert.deepEqual(podFaults(all), []);
    await applied(objectsOf(base.stdout), ['--dry-run=server']);
    await applied(all, ['--dry-run=server']);
  });

  test('another namespace and another image are used throughout', async () => {
    const { stdout } = await inProcess([
      'manifests',
      '--skip-crds',
      '-n',
      'gates',
      '--image',
      'registry.example.com/gate:7',
    ]);
    assert.doesNotMatch(stdout, /sluice-system|ghcr\.io/);
    const values = ['--set-string', 'image.repository=registry.example.com/gate,image.tag=7'];
    const chartText = await bench.helm(['template', release.name, chart, '-n', 'gates', '--no-hooks', ...values]);
    assert.deepEqual(placesOf(objectsOf(stdout).slice(1)), placesOf(objectsOf(chartText.stdout)));
    for (const bad of [
      ['-n', 'Big'],
      ['--image', 'a b'],
    ])
      assert.equal((await inProcess(['manifests', ...bad])).code, 2);
  });
});

const placesOf = (objects: readonly Rendered[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`).toSorted();

describe('refused before anything is installed', () => {
  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ['a value that is not known', { replica: 3 }, /additional properties 'replica' not allowed/],
    ['a setting that is not known', { settings: { rules: { mood: 'x' } } }, /additional properties 'mood' not allowed/],
    [
      'a word that is none of the allowed',
      { mode: 'strict' },
      /at '\/mode': value must be one of 'enforce', 'warn', 'off'/,
    ],
    [
      'a time that API servers refuse',
      { webhooks: { validating: { timeoutSeconds: 60 } } },
      /maximum: got 60, want 30/,
    ],
    [
      'files without a Secret',
      { certificates: { mode: 'files' } },
      /certificates\.existingSecret must name the Secret/,
    ],
    ['a list in place of a map', { podLabels: ['a'] }, /got array, want object/],
  ];
  for (const [name, values, sentence] of refusals) {
    test(name, async () => {
      const args = ['template', release.name, chart, '--values', '-'];
      const { code, stderr } = await bench.helm(args, { input: JSON.stringify(values) });
      assert.notEqual(code, 0);
      assert.match(stderr, sentence);
    });
  }
});

test('the condition that leaves out bookkeeping is cheap enough for the largest objects', async () => {
  const namespace = await bench.namespace('large');
  const configuration = Object.fromEntries(
    Array.from({ length: 13_000 }, (_, index) => [`key.${index}`, 'x'.repeat(60)]),
  );
  const large = flinkDeployment({
    metadata: { name: 'large', namespace },
    spec: { flinkConfiguration: configuration },
  });
  assert.ok(JSON.stringify(large).length > 900_000);
  await applied([large]);
  const webhooks = objectsOf(await render({})).filter(({ kind }) => kind === 'ValidatingWebhookConfiguration');
  assert.equal(webhooks.length, 1);
  await applied(webhooks);
  const patch = (change: object) =>
    bench.kubectl(['patch', 'flinkdeployment', 'large', '-n', namespace, '--type=merge', '-p', JSON.stringify(change)]);
  try {
    // Nobody answers here: what is asked about is refused, and what is not asked about is stored.
    const judged = await patch({ spec: { image: 'flink:2.0' } });
    assert.match(judged.stderr, /failed calling webhook "validate\.flinkdeployments\.sluice\.dev"/);
    const { code, stderr } = await patch({ metadata: { finalizers: ['example.com/held'] } });
    assert.equal(code, 0, stderr);
    await patch({ metadata: { finalizers: [] } });
  } finally {
    await bench.kubectl(['delete', 'validatingwebhookconfiguration', '--all']);
  }
});
