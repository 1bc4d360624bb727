import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { valueAt } from '../../src/values/json.ts';
import { accessOf, callApi } from '../bench/api-call.ts';
import { type Bench, startBench } from '../bench/control-plane.ts';
import { eventually } from '../bench/processes.ts';
import { startWebhookProcess, type WebhookProcess } from '../bench/webhook-process.ts';
import { flinkClusterV1alpha1 } from '../support/flink-cluster.ts';
import { overlay } from '../support/overlay.ts';
import { subjects, surroundings } from './scenarios/subjects.ts';
import { type Scenario, type Step, scenarios } from './scenarios/table.ts';

const crds = path.resolve(import.meta.dirname, '../../charts/sluice/crds');
/** Objects of a namespace with this label are stored without asking the gate. */
const exempt = 'sluice.dev/exempt';

let bench: Bench;
let webhook: WebhookProcess;
/** Where scenarios begin with nothing, and where they begin with what was stored before there was a gate. */
let fresh: string;
let old: string;

const nameOf = (scenario: Scenario) =>
  `s${scenarios.indexOf(scenario)}-${scenario.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
    .slice(0, 30)
    .replace(/-$/, '');

const renamed = (object: object, name: string): object => overlay(object, { metadata: { name } }) as object;

async function kubectl(args: readonly string[], input?: object) {
  return bench.kubectl(args, { ...(input && { input: JSON.stringify(input) }), timeoutSeconds: 60 });
}

async function mustKubectl(args: readonly string[], input?: object): Promise<string> {
  const { code, stdout, stderr } = await kubectl(args, input);
  assert.equal(code, 0, `kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

before(async () => {
  bench = await startBench({ controllers: true });
  await mustKubectl(['apply', '--server-side', '-f', crds]);
  await mustKubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
  fresh = await bench.namespace('fresh');
  old = await bench.namespace('old', { [exempt]: 'true' });
  const stored = scenarios.filter(({ stored }) => stored !== undefined);
  const items = stored.map((scenario) => renamed(scenario.stored as object, nameOf(scenario)));
  for (const namespace of [fresh, old]) {
    await mustKubectl(['create', '-n', namespace, '-f', '-'], {
      apiVersion: 'v1',
      kind: 'List',
      items: surroundings.map((object) => overlay(object, { metadata: { namespace: null } })),
    });
  }
  await mustKubectl(['create', '-n', old, '-f', '-'], { apiVersion: 'v1', kind: 'List', items });
  webhook = await startWebhookProcess(bench, {
    settings: {
      SLUICE_FACTS_DNS_ENABLED: 'false',
      SLUICE_FACTS_CLUSTER_ENABLED: 'true',
      SLUICE_KUBERNETES_KUBECONFIG: bench.kubeconfig,
    },
    exempt,
  });
  await mustKubectl(['label', 'namespace', old, `${exempt}-`]);
  await eventually('the gate judges both namespaces', async () => {
    for (const namespace of [fresh, old]) {
      const bad = {
        apiVersion: 'flink.apache.org/v1beta1',
        kind: 'FlinkDeployment',
        metadata: { name: 'bad' },
        spec: {},
      };
      const { stderr } = await kubectl(['create', '--dry-run=server', '-n', namespace, '-f', '-'], bad);
      if (!stderr.includes('is invalid')) return undefined;
    }
    return true;
  });
});

after(async () => {
  await webhook?.stop();
  await bench?.stop();
});

async function perform(step: Step, name: string, namespace: string): Promise<void> {
  const args = ['-n', namespace, ...step.kubectl.map((word) => (word === 'NAME' ? name : word))];
  const { code, stdout, stderr } = await kubectl(args, step.input && renamed(step.input, name));
  const said = `kubectl ${args.join(' ')}\n${stdout}${stderr}`;
  assert.equal(code, step.fails ? 1 : 0, said);
  for (const text of step.says ?? [])
    assert.ok(`${stdout}${stderr}`.includes(text), `"${text}" is missing in: ${said}`);
  if (step.prints) assert.deepEqual(valueAt(JSON.parse(stdout), step.prints.path), step.prints.value);
}

test('there are at least sixty scenarios', () => assert.ok(scenarios.length >= 60, String(scenarios.length)));

describe('on a real API server', { concurrency: 3 }, () => {
  for (const scenario of scenarios) {
    test(scenario.name, async () => {
      for (const step of scenario.steps) await perform(step, nameOf(scenario), scenario.stored ? old : fresh);
    });
  }
});

const broken = subjects[0] as (typeof subjects)[number];
const brokenObject = renamed(
  overlay(overlay(broken.valid, broken.broken), { metadata: { namespace: null } }) as object,
  'causes',
);

test('the API server hands on the code, the reason and a cause for each fault', async () => {
  const answer = await callApi(accessOf(bench.kubeconfig), {
    method: 'POST',
    path: `/apis/flink.apache.org/v1beta1/namespaces/${fresh}/flinkdeployments`,
    body: JSON.stringify(brokenObject),
  });
  assert.equal(answer.status, 422);
  const status = JSON.parse(answer.text);
  assert.equal(status.reason, 'Invalid');
  assert.match(
    status.message,
    /^admission webhook "validate\.flinkdeployments\.sluice\.dev" denied the request: FlinkDeployment "causes" is refused/,
  );
  assert.deepEqual(
    status.details.causes.map(({ field }: { field: string }) => field),
    ['spec.flinkVersion', "spec.flinkConfiguration['kubernetes.cluster-id']", 'spec.serviceAccount'],
  );
});

const elsewhere = process.env['USE_EXISTING_CLUSTER'] === 'true' && 'the audit log of that cluster is not ours to read';

test('audit annotations name the rules', { skip: elsewhere }, async () => {
  await kubectl(['create', '-n', fresh, '-f', '-'], renamed(brokenObject, 'audited'));
  const found = await eventually(
    'the audit log',
    () =>
      readFileSync(bench.auditLog(), 'utf8')
        .split('\n')
        .filter((line) => line.includes('/rules') && line.includes('forbidden-config-key'))
        .map((line) => JSON.parse(line).annotations)[0],
  );
  assert.equal(
    found['validate.flinkdeployments.sluice.dev/rules'],
    'flink-version-unsupported,forbidden-config-key,service-account-required',
  );
  assert.equal(found['validate.flinkdeployments.sluice.dev/verdict'], 'denied');
});

test('kubectl shows warnings', async () => {
  const both = renamed(
    overlay(broken.valid, { metadata: { namespace: null }, spec: { job: { parallelism: 4 } } }) as object,
    'warned',
  );
  const { code, stderr } = await kubectl(['create', '-n', fresh, '-f', '-'], both);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Warning: spec\.job\.parallelism: is not read/m);
});

test('a session job is judged with the session cluster that is in the cluster', async () => {
  const job = { ...subjects[1]?.valid, metadata: { name: 'lost' } };
  const lost = overlay(job, { spec: { deploymentName: 'target' } }) as object;
  const { code, stderr } = await kubectl(['create', '-n', fresh, '-f', '-'], lost);
  assert.equal(code, 1);
  assert.match(stderr, /session-target-is-application/);
});

test('a FlinkCluster is written and read in both versions', async () => {
  await webhook.convert();
  const manifest = flinkClusterV1alpha1({ metadata: { name: 'old', namespace: null } });
  await eventually(
    'v1alpha1 is served',
    async () => (await kubectl(['create', '-n', fresh, '-f', '-'], manifest)).code === 0,
  );
  const read = async (version: string) =>
    JSON.parse(
      await mustKubectl(['get', '-n', fresh, `flinkclusters.${version}.flinkoperator.k8s.io`, 'old', '-o', 'json']),
    );
  const [alpha, beta] = [await read('v1alpha1'), await read('v1beta1')];
  assert.equal(alpha.apiVersion, 'flinkoperator.k8s.io/v1alpha1');
  assert.equal(alpha.spec.taskManager.replicas, 1);
  assert.equal(beta.apiVersion, 'flinkoperator.k8s.io/v1beta1');
  assert.equal(beta.spec.image.name, 'flink:1.9.3');
  const bad = flinkClusterV1alpha1({
    metadata: { name: 'bad', namespace: null },
    spec: { taskManager: { replicas: 0 } },
  });
  const { code, stderr } = await kubectl(['create', '-n', fresh, '-f', '-'], bad);
  assert.equal(code, 1);
  assert.match(stderr, /replicas/);
});
