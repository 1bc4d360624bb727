import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type FullBench, startFullBench } from '../../bench/full-bench.ts';
import { buildImageRoot } from '../../bench/image.ts';
import { startLoad } from '../../bench/load.ts';
import { loadedScripts } from '../../bench/loaded-scripts.ts';
import { Release } from '../../bench/release.ts';
import { verdictCalls } from '../../bench/verdict-calls.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import { flinkDeployment } from '../../support/flink-objects.ts';

/** The life of a release: installed, tested, upgraded, rolled back and uninstalled by Helm, with the image as it is shipped. */

let bench: FullBench;
let release: Release;

before(async () => {
  bench = await startFullBench({ images: { 'ghcr.io/sluice-dev/sluice': await buildImageRoot() } });
  release = new Release(bench);
  await release.install();
});
after(() => bench?.stop());

const bad = flinkDeployment({ metadata: { namespace: 'default' }, spec: { serviceAccount: null } });
const tryBad = () =>
  bench.kubectl(['create', '--dry-run=server', '-f', '-'], { input: JSON.stringify(bad), timeoutSeconds: 30 });

const bundle = async () => {
  const { webhooks } = await release.json(['get', 'validatingwebhookconfiguration', release.configuration]);
  return webhooks.map(({ clientConfig }: { clientConfig: { caBundle?: string } }) => clientConfig.caBundle);
};

test('helm test passes, without the rights of an administrator', async () => {
  const out = await release.helm(['test', release.name, '--logs']);
  assert.match(out, /ok {4} a good FlinkDeployment is let in, and completed/);
  assert.match(out, /ok {4} a bad FlinkDeployment is refused by name of the rule/);
});

test('no running container has the models of the Kubernetes client loaded', async () => {
  const pods = await release.pods();
  assert.equal(pods.length, 2);
  for (const pod of pods) {
    const scripts = await loadedScripts(release.processOf(pod));
    assert.ok(
      scripts.some((url) => url.endsWith('/dist/bin/sluice.js')),
      'this lists what is loaded',
    );
    assert.ok(
      scripts.some((url) => url.includes('/node_modules/fastify/')),
      'modules of packages, too',
    );
    assert.deepEqual(
      scripts.filter((url) =>
        /\/node_modules\/(@kubernetes|undici|ws|openid-client|cli-progress|tinyglobby)\//.test(url),
      ),
      [],
    );
  }
});

test('another mode reaches running pods, which stay', async () => {
  const pods = await release.pods();
  await release.upgrade('--set', 'mode=warn');
  await bench.waitFor('the bad object is let in', async () => (await tryBad()).code === 0);
  assert.match((await tryBad()).stderr, /^Warning: spec\.serviceAccount: must name the service account/m);
  await release.upgrade('--set', 'mode=enforce');
  await bench.waitFor('the bad object is refused', async () => (await tryBad()).code !== 0);
  assert.deepEqual(await release.pods(), pods);
});

test('upgrade and rollback replace every pod and lose no call', async () => {
  const before = { pods: await release.pods(), bundle: await bundle() };
  const load = startLoad(bench.kubeconfig, verdictCalls('default'), 6);
  try {
    await release.upgrade('--set', 'shutdownDelay=11,podAnnotations.release=second');
    await release.helm(['rollback', release.name, '--wait', '--timeout=120s']);
    // The last pods of before still end.
    await wait(14_000);
  } finally {
    await load.stop();
  }
  const { sent, failed, wrong, unanswered, samples } = load.take();
  console.log(`${2 * sent} reviews through an upgrade and a rollback: ${failed} failed, ${wrong} wrong`);
  assert.ok(sent > 500, `${sent} calls`);
  assert.deepEqual({ failed, wrong, unanswered }, { failed: 0, wrong: 0, unanswered: 0 }, samples.join('\n'));
  const after = await release.pods();
  assert.equal(after.length, 2);
  assert.ok(after.every((pod) => !before.pods.includes(pod)));
  assert.deepEqual(await bundle(), before.bundle, 'Helm leaves the caBundle alone');
});

const cluster = flinkCluster({ metadata: { namespace: 'default', name: 'kept' } });

test('uninstall leaves nothing behind that blocks the API', async () => {
  await release.must(['create', '-f', '-'], cluster);
  assert.equal(
    (await release.json(['get', 'flinkclusters.v1alpha1.flinkoperator.k8s.io', 'kept'])).metadata.name,
    'kept',
  );
  await release.helm(['uninstall', release.name, '--wait', '--timeout=120s']);
  await assertGone();
  assert.equal((await tryBad()).code, 0, 'nobody judges any more');
  assert.equal((await release.json(['get', 'flinkcluster', 'kept'])).metadata.name, 'kept');
  await release.must(['label', 'flinkcluster', 'kept', 'still=editable']);
});

test('it can be installed again, for a few namespaces, and uninstalled though its pods are dead', async () => {
  await release.must(['create', 'namespace', 'shop']);
  await release.install('--set', 'watchNamespaces={shop},hooks.timeoutSeconds=30');
  await bench.waitFor('it judges there', async () => {
    const input = JSON.stringify({ ...bad, metadata: { name: 'bad', namespace: 'shop' } });
    return (await bench.kubectl(['create', '--dry-run=server', '-f', '-'], { input })).code !== 0;
  });
  assert.equal((await tryBad()).code, 0, 'elsewhere nobody judges');
  await release.must(['scale', 'deployment', release.name, '-n', release.namespace, '--replicas=0']);
  await bench.waitFor('no pod is left', async () => (await release.pods()).length === 0);
  await release.helm(['uninstall', release.name, '--wait', '--timeout=120s']);
  await assertGone();
});

/** Neither what Helm has made, nor what the gate and the hooks have. The pod of `helm test` stays, ended, with its log. */
async function assertGone(): Promise<void> {
  const kinds = [
    'validatingwebhookconfigurations,mutatingwebhookconfigurations,clusterroles,clusterrolebindings',
    'roles,rolebindings,serviceaccounts,secrets,configmaps,leases,services,deployments,jobs,poddisruptionbudgets,pods',
  ];
  const left = await bench.waitFor('all is gone', async () => {
    const names = await Promise.all(kinds.map((kind) => release.must(['get', kind, '-A', '-o', 'name'])));
    const ours = names.flatMap((text) =>
      text.split('\n').filter((name) => name.includes('sluice') && name !== 'pod/sluice-test'),
    );
    return ours.length === 0 ? ours : undefined;
  });
  assert.deepEqual(left, []);
  const { spec } = await release.json(['get', 'crd', 'flinkclusters.flinkoperator.k8s.io']);
  assert.equal(spec.conversion.strategy, 'None');
  const served = spec.versions.filter(({ served }: { served: boolean }) => served);
  assert.deepEqual(
    served.map(({ name }: { name: string }) => name),
    ['v1beta1'],
  );
}
