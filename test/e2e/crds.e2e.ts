import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { type Bench, startControlPlane } from '../bench/control-plane.ts';
import { eventually } from '../bench/processes.ts';
import { inProcess } from '../cli/run-sluice.ts';

interface Crd {
  metadata: { name: string; labels?: object; resourceVersion?: string };
  spec: { versions: Version[]; conversion?: { strategy: string } };
}

interface Version {
  name: string;
  served: boolean;
  schema: { openAPIV3Schema: { properties: { spec: { properties: Record<string, object> } } } };
}

const sessionJobs = 'flinksessionjobs.flink.apache.org';
const clusters = 'flinkclusters.flinkoperator.k8s.io';

let bench: Bench;

before(async () => {
  bench = await startControlPlane();
});
after(() => bench?.stop());

const crds = (...args: readonly string[]) => inProcess(['crds', ...args, '--kubeconfig', bench.kubeconfig]);

async function kubectl(args: readonly string[], input?: object): Promise<string> {
  const { code, stdout, stderr } = await bench.kubectl(args, input && { input: JSON.stringify(input) });
  assert.equal(code, 0, stderr);
  return stdout;
}

const stored = async (name: string): Promise<Crd> => JSON.parse(await kubectl(['get', 'crd', name, '-o', 'json']));

const fieldsOf = ({ spec }: Crd) => spec.versions[0]?.schema.openAPIV3Schema.properties.spec.properties ?? {};

test('where nothing is installed, that is said', async () => {
  const { code, stdout } = await crds('check');
  assert.equal(code, 1);
  assert.equal(stdout.match(/^\S+: not installed$/gm)?.length, 5);
});

test('a dry run stores nothing', async () => {
  const { code, stdout } = await crds('apply', '--dry-run', '--kind', 'FlinkSessionJob');
  assert.deepEqual({ code, stdout }, { code: 0, stdout: `${sessionJobs}: created (dry run)\n` });
  assert.equal((await crds('check', '--kind', 'FlinkSessionJob')).code, 1);
});

test('apply makes them, and once more changes nothing', async () => {
  const first = await crds('apply');
  assert.equal(first.code, 0, first.stderr);
  assert.equal(first.stdout.match(/: created$/gm)?.length, 5);
  const again = await crds('apply');
  assert.equal(again.stdout.match(/: unchanged$/gm)?.length, 5, again.stdout + again.stderr);
  const { code, stdout } = await crds('check');
  assert.equal(code, 0, stdout);
});

test('what is stored is what was applied, so that whoever applies the same owns it without a conflict', async () => {
  const { stdout } = await inProcess(['crds', 'print']);
  const args = ['apply', '--server-side', '--field-manager=helm', '--dry-run=server', '-f', '-'];
  const { code, stderr } = await bench.kubectl(args, { input: stdout, timeoutSeconds: 60 });
  assert.equal(code, 0, stderr);
});

test('print prints what apply applies', async () => {
  const { stdout } = await inProcess(['crds', 'print']);
  const names = parseAllDocuments(stdout).map((document) => (document.toJS() as Crd).metadata.name);
  assert.equal(names.length, 5);
  await kubectl(['apply', '--server-side', '--dry-run=server', '--force-conflicts', '-f', '-'], {
    apiVersion: 'v1',
    kind: 'List',
    items: parseAllDocuments(stdout).map((document) => document.toJS()),
  });
});

test('the conversion that a gate keeps is left alone', async () => {
  const clientConfig = { service: { name: 'gate', namespace: 'default', path: '/convert' } };
  const webhook = { clientConfig, conversionReviewVersions: ['v1'] };
  const { spec } = await stored(clusters);
  const old = spec.versions.findIndex(({ name }) => name === 'v1alpha1');
  const patch = [
    { op: 'add', path: '/spec/conversion', value: { strategy: 'Webhook', webhook } },
    { op: 'replace', path: `/spec/versions/${old}/served`, value: true },
    // Older than ours, so that there is something to apply.
    { op: 'remove', path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/flinkVersion' },
  ];
  await kubectl(['patch', 'crd', clusters, '--type=json', `--patch=${JSON.stringify(patch)}`]);
  const { code, stdout, stderr } = await crds('apply', '--kind', 'FlinkCluster');
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `${clusters}: updated\n`, stderr: '' });
  const after = await stored(clusters);
  assert.equal(after.spec.conversion?.strategy, 'Webhook');
  assert.equal(after.spec.versions[old]?.served, true);
  assert.ok(fieldsOf(after)['flinkVersion']);
});

test('the net is laid over a CRD, stays with the next upgrade, and goes when that is asked for', async () => {
  const netSays = async () => {
    const object = {
      apiVersion: 'flink.apache.org/v1beta1',
      kind: 'FlinkSessionJob',
      metadata: { name: 'job' },
      spec: { job: { jarURI: 'no-scheme', parallelism: 1 } },
    };
    const { stderr } = await bench.kubectl(['create', '--dry-run=server', '-f', '-'], {
      input: JSON.stringify(object),
    });
    return stderr.includes('jar-uri-scheme-missing');
  };
  const apply = (...flags: readonly string[]) => crds('apply', '--kind', 'FlinkSessionJob', ...flags);
  assert.equal((await apply('--net')).stdout, `${sessionJobs}: updated\n`);
  await eventually('the net is up', netSays, 20);
  assert.equal((await apply()).stdout, `${sessionJobs}: unchanged\n`);
  assert.equal((await apply('--no-net')).stdout, `${sessionJobs}: updated\n`);
  await eventually('the net is gone', async () => !(await netSays()), 20);
  const printed = await inProcess(['crds', 'print', '--net', '--kind', 'FlinkSessionJob']);
  assert.match(printed.stdout, /jar-uri-scheme-missing/);
});

test('with the net, nobody else is asked about what it refuses; that is why it is not there by default', async () => {
  // A webhook that cannot be reached: whoever gets so far is refused for that.
  const unreachable = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'unreachable' },
    webhooks: [
      {
        name: 'unreachable.example.com',
        clientConfig: { url: 'https://127.0.0.1:1/validate' },
        rules: [
          {
            apiGroups: ['flink.apache.org'],
            apiVersions: ['*'],
            operations: ['CREATE'],
            resources: ['flinksessionjobs'],
          },
        ],
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  };
  const apply = (flag: string) => crds('apply', '--kind', 'FlinkSessionJob', flag);
  const object = {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkSessionJob',
    metadata: { name: 'job' },
    spec: { deploymentName: 'Bad_Name', job: { jarURI: 'no-scheme', parallelism: 1 } },
  };
  const told = async () => {
    const answer = await bench.kubectl(['create', '--dry-run=server', '-f', '-'], { input: JSON.stringify(object) });
    return answer.stderr;
  };
  await kubectl(['create', '-f', '-'], unreachable);
  try {
    await eventually('the webhook is asked', async () => (await told()).includes('failed calling webhook'), 20);
    await apply('--net');
    await eventually('the net answers', async () => (await told()).includes('jar-uri-scheme-missing'), 20);
    assert.doesNotMatch(await told(), /failed calling webhook/);
  } finally {
    await apply('--no-net');
    await kubectl(['delete', 'validatingwebhookconfiguration', 'unreachable']);
  }
});

test('a CRD of somebody else is taken over only when that is asked for', async () => {
  const { metadata, ...crd } = await stored(sessionJobs);
  delete fieldsOf({ metadata, ...crd })['job'];
  await kubectl(['delete', 'crd', sessionJobs]);
  await kubectl(['create', '--field-manager=flink-operator', '-f', '-'], { ...crd, metadata: { name: metadata.name } });
  const check = await crds('check', '--kind', 'FlinkSessionJob');
  assert.deepEqual(check.stdout, `${sessionJobs}: older: lacks v1beta1: spec.job\n`);
  assert.equal(check.code, 1);

  const refused = await crds('apply', '--kind', 'FlinkSessionJob');
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /^error: \S+: flink-operator wrote other values into fields of ours \(use --force-conflicts/,
  );
  const forced = await crds('apply', '--kind', 'FlinkSessionJob', '--force-conflicts');
  assert.equal(forced.stdout, `${sessionJobs}: updated\n`, forced.stderr);
  assert.equal((await crds('check', '--kind', 'FlinkSessionJob')).code, 0);
});

test('a newer CRD is not made to drop fields', async () => {
  const value = { type: 'string' };
  const path = '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/later';
  const patch = JSON.stringify([{ op: 'add', path, value }]);
  await kubectl(['patch', 'crd', sessionJobs, '--type=json', `--patch=${patch}`]);
  const check = await crds('check', '--kind', 'FlinkSessionJob');
  assert.deepEqual([check.code, check.stdout], [0, `${sessionJobs}: knows more than ours: v1beta1: spec.later\n`]);
  const refused = await crds('apply', '--kind', 'FlinkSessionJob');
  assert.match(refused.stderr, /which would be dropped from what is stored: v1beta1: spec\.later/);
  const asked = await crds('apply', '--kind', 'FlinkSessionJob', '--drop-fields');
  assert.equal(asked.stdout, `${sessionJobs}: updated\n`, asked.stderr);
  assert.equal(fieldsOf(await stored(sessionJobs))['later'], undefined);
});

test('who may not read CRDs is told so', async () => {
  const kubeconfig = await bench.userKubeconfig({ user: 'guest' });
  const { code, stderr } = await inProcess(['crds', 'check', '--kubeconfig', kubeconfig]);
  assert.equal(code, 3);
  assert.match(
    stderr,
    /the API server refused: customresourcedefinitions\S+ "\S+" is forbidden: User "guest" cannot get/,
  );
});
