import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'node:tls';
import { type ApiAccess, type ApiCall, accessOf, callApi } from '../../bench/api-call.ts';
import { type FullBench, startFullBench } from '../../bench/full-bench.ts';
import { buildImageRoot } from '../../bench/image.ts';
import { authority, type KeyPair, serverPair } from '../../bench/keys.ts';
import { type Call, startLoad, type Tally } from '../../bench/load.ts';
import { attempt } from '../../bench/processes.ts';
import { Release } from '../../bench/release.ts';
import { verdictCalls } from '../../bench/verdict-calls.ts';
import { flinkCluster, flinkClusterV1alpha1 } from '../../support/flink-cluster.ts';
import { flinkDeployment } from '../../support/flink-objects.ts';
import { foreignKinds } from '../chart/foreign-kinds.ts';

/**
 * Certificates that others make: modes `cert-manager` and `files` with real pods, Helm and the image as it is shipped.
 *
 * cert-manager itself cannot be had here. `CertManager` below plays the two parts of it that the chart relies on, by what its
 * documentation says: a Secret of type kubernetes.io/tls with tls.crt, tls.key and ca.crt is made for each Certificate, and the
 * injector fills in `caBundle` from that Secret's ca.crt where `cert-manager.io/inject-ca-from` names the Certificate: in webhook
 * configurations, and in CRDs that convert by a webhook. What is proven is our side of that agreement, and not cert-manager.
 */

const checkout = path.resolve(import.meta.dirname, '../../..');
const chart = path.join(checkout, 'charts/sluice');
const program = path.join(checkout, 'src/bin/from-source.js');
// The default of ten seconds is for API servers that are slow to notice; it has its own test in release.e2e.ts.
const quick = ['--set', 'shutdownDelay=2'];
const byCertManager = ['--set', 'certificates.mode=cert-manager', ...quick];
const byAuthority = ['--set', 'certificates.issuerRef.kind=ClusterIssuer,certificates.issuerRef.name=authority'];

let bench: FullBench;
let release: Release;
let certManager: CertManager;

before(async () => {
  bench = await startFullBench({ images: { 'ghcr.io/sluice-dev/sluice': await buildImageRoot() } });
  release = new Release(bench);
  const crds = foreignKinds().filter((crd) => (crd as Crd).spec.group === 'cert-manager.io');
  for (const crd of crds) await release.must(['create', '-f', '-'], crd);
  for (const crd of crds)
    await release.must(['wait', '--for=condition=Established', `crd/${(crd as Crd).metadata.name}`]);
  certManager = new CertManager(bench, release);
});
after(async () => {
  await certManager?.stop();
  await bench?.stop();
});

const bad = JSON.stringify(flinkDeployment({ metadata: { namespace: 'default' }, spec: { serviceAccount: null } }));
const tryBad = () => bench.kubectl(['create', '--dry-run=server', '-f', '-'], { input: bad, timeoutSeconds: 30 });
const refused = async () => (await tryBad()).stderr.includes('service-account-required');

test('cert-manager: pods wait for the Secret, and nothing crashes', async () => {
  await release.helm([
    'install',
    release.name,
    chart,
    '--set=engine.enabled=false',
    '--create-namespace',
    ...byCertManager,
    ...byAuthority,
  ]);
  const waiting = await bench.waitFor('two pods', async () => {
    const states = await containers();
    return states.length === 2 && states;
  });
  await wait(3000);
  assert.deepEqual(
    (await containers()).map(({ restartCount, ready, state }) => ({ restartCount, ready, state })),
    waiting.map(() => ({ restartCount: 0, ready: false, state: { waiting: { reason: 'ContainerCreating' } } })),
  );
  assert.match((await tryBad()).stderr, /failed calling webhook/, 'nothing is let in meanwhile');

  await certManager.issue(await authority('first'));
  certManager.startInjector();
  await release.must(['rollout', 'status', 'deployment', release.name, '-n', release.namespace, '--timeout=60s']);
  assert.ok((await containers()).every(({ restartCount }) => restartCount === 0));
});

test('cert-manager: verdicts arrive, and FlinkCluster converts in both versions', async () => {
  await bench.waitFor('a verdict', refused);
  // The injector must find the CRD after the gate has made it convert.
  await bench.waitFor('v1alpha1 converts', async () => (await convert()).status === 201);
  const ready = flinkCluster({ metadata: { namespace: 'default', name: 'new' } });
  await release.must(['create', '-f', '-'], ready);
  await release.must(['create', '-f', '-'], flinkClusterV1alpha1({ metadata: { namespace: 'default', name: 'old' } }));
  for (const name of ['new', 'old']) {
    for (const version of ['v1alpha1', 'v1beta1']) {
      const cluster = await release.json(['get', `flinkclusters.${version}.flinkoperator.k8s.io`, name]);
      assert.equal(cluster.apiVersion, `flinkoperator.k8s.io/${version}`);
    }
  }
  const { metadata, spec } = await release.json(['get', 'crd', 'flinkclusters.flinkoperator.k8s.io']);
  assert.equal(metadata.annotations['cert-manager.io/inject-ca-from'], 'sluice-system/sluice-webhook');
  assert.equal(spec.conversion.strategy, 'Webhook');
});

test('cert-manager: a renewed Secret is served without a restart and without a lost call', async () => {
  const before = await containers();
  const load = startLoad(bench.kubeconfig, [...verdictCalls('default'), conversionCall], 3, 20);
  try {
    const { signer } = certManager;
    await certManager.issue(signer);
    await allServe(certManager.issued);
    await wait(1000);
    assertNoneLost('a renewal by the same CA', load.take(), 30);
    // Whoever changes a CA lets callers trust both first: nobody promises that they hear of it before a kubelet does.
    const next = await authority('second');
    await certManager.issue(signer, [signer, next]);
    await bench.waitFor('callers trust both', () => certManager.injectedEverywhere());
    await allServe(certManager.issued);
    await certManager.issue(next, [signer, next]);
    await allServe(certManager.issued);
    await certManager.issue(next);
    // As long as connections of before are still in use somewhere.
    await wait(2000);
  } finally {
    await load.stop();
  }
  assertNoneLost('a change of the CA', load.take(), 60);
  assert.deepEqual(names(await containers()), names(before));
  assert.ok((await containers()).every(({ restartCount }) => restartCount === 0));
});

test("cert-manager: the chart's own issuer is a CA that lasts, so that callers need not trust a new one with each renewal", async () => {
  await release.helm([
    'upgrade',
    release.name,
    chart,
    '--set=engine.enabled=false',
    ...byCertManager,
    '--set',
    'certificates.issuerRef=null',
  ]);
  const own = async (kind: string, name: string) =>
    (await release.json(['get', kind, name, '-n', release.namespace])).spec;
  assert.deepEqual(await own('issuer', 'sluice-webhook'), { ca: { secretName: 'sluice-webhook-ca' } });
  assert.deepEqual(await own('issuer', 'sluice-webhook-ca'), { selfSigned: {} });
  const { isCA, secretName, issuerRef } = await own('certificate', 'sluice-webhook-ca');
  assert.deepEqual(
    { isCA, secretName, issuerRef },
    { isCA: true, secretName: 'sluice-webhook-ca', issuerRef: { kind: 'Issuer', name: 'sluice-webhook-ca' } },
  );
  await certManager.issue(await authority('of the chart'));
  await allServe(certManager.issued);
  await bench.waitFor('callers trust it', () => certManager.injectedEverywhere());
  await bench.waitFor('a verdict', refused);
  await bench.waitFor('v1alpha1 converts', async () => (await convert()).status === 201);
});

test('cert-manager: uninstall leaves nothing that blocks', async () => {
  await release.helm(['uninstall', release.name, '--wait', '--timeout=60s']);
  const kinds =
    'validatingwebhookconfigurations,mutatingwebhookconfigurations,certificates,issuers,deployments,leases,jobs';
  const left = (await release.must(['get', kinds, '-A', '-o', 'name'])).split('\n');
  assert.deepEqual(
    left.filter((name) => name.includes('sluice')),
    [],
  );
  const { spec } = await release.json(['get', 'crd', 'flinkclusters.flinkoperator.k8s.io']);
  assert.equal(spec.conversion.strategy, 'None');
  assert.equal((await tryBad()).code, 0, 'nobody judges any more');
  await release.must(['label', 'flinkcluster', 'old', 'still=editable']);
  await release.must(['delete', 'flinkcluster', 'new', 'old', '--timeout=20s']);
  // cert-manager keeps Secrets of Certificates that are gone, unless it is told otherwise.
  await release.must(['delete', 'secret', release.secret, '-n', release.namespace]);
  await certManager.stop();
});

test('files: a bundle of another signer is told by whoever looks, and the right one puts it right', async () => {
  const [signer, stranger] = await Promise.all([authority('signer'), authority('stranger')]);
  const first = await serverPair(signer, 'sluice', [serviceName]);
  await storeSecret('given', first, signer.certificate);
  const files = ['--set', 'certificates.mode=files,certificates.existingSecret=given', ...quick];
  await release.install(...files, '--set-file', `certificates.caBundle=${bundleFile('stranger', stranger)}`);
  const { stderr } = await tryBad();
  assert.match(
    stderr,
    /failed calling webhook "validate\.flinkdeployments\.sluice\.dev".*x509: certificate signed by unknown/s,
  );
  const pods = await containers();
  assert.ok(
    (await logs()).some((log) => log.includes('does not believe the certificate')),
    'the log tells',
  );
  const doctor = ['doctor', '--kubeconfig', bench.kubeconfig, '--namespace', release.namespace];
  const { code, stdout } = await attempt(process.execPath, [program, ...doctor]);
  assert.equal(code, 1, stdout);
  assert.match(stdout, /^error validatingwebhookconfiguration\/sluice-sluice-system ca-bundle-foreign$/m);
  assert.match(stdout, /trust CN=stranger, who has not signed\s+the certificate of the gate/);

  await release.upgrade(...files, '--set-file', `certificates.caBundle=${bundleFile('signer', signer)}`);
  await bench.waitFor('a verdict', refused);
  assert.deepEqual(names(await containers()), names(pods), 'callers are told, and nobody restarts');

  const load = startLoad(bench.kubeconfig, verdictCalls('default'), 2, 20);
  try {
    const second = await serverPair(signer, 'sluice', [serviceName]);
    await storeSecret('given', second, signer.certificate);
    await allServe(second);
    await wait(1000);
  } finally {
    await load.stop();
  }
  assertNoneLost('a replaced Secret', load.take(), 30);
  assert.deepEqual(names(await containers()), names(pods));
});

test('files: half a pair and a pair for another name are refused in clear words', async () => {
  const signer = await authority('third');
  const [mine, other] = await Promise.all([
    serverPair(signer, 'sluice', [serviceName]),
    serverPair(signer, 'sluice', ['elsewhere.example']),
  ]);
  const serving = await servedSerials();
  await storeSecret('given', { certificate: mine.certificate, key: other.key }, signer.certificate);
  await bench.waitFor('the log says so', async () =>
    (await logs()).every((log) => /does not belong to the private key.*kept the last good certificate/.test(log)),
  );
  assert.deepEqual(await servedSerials(), serving, 'the last good one is served');
  await storeSecret('given', other, signer.certificate);
  await allServe(other);
  await bench.waitFor('no pod is ready', async () => (await containers()).every(({ ready }) => !ready));
});

const serviceName = 'sluice-webhook.sluice-system.svc';

/** Goes through conversion: what is sent in v1alpha1 is stored in v1beta1. */
const conversionCall: Call = {
  path: '/apis/flinkoperator.k8s.io/v1alpha1/namespaces/default/flinkclusters?dryRun=All',
  body: JSON.stringify(flinkClusterV1alpha1({ metadata: { namespace: 'default', name: 'converted' } })),
  judge: (status) => (status === 201 ? undefined : 'failed'),
};

function assertNoneLost(
  what: string,
  { sent, failed, wrong, unanswered, slowestMilliseconds, samples }: Tally,
  least: number,
): void {
  console.log(
    `${sent} calls through ${what}: ${failed} failed, ${wrong} wrong, slowest ${Math.round(slowestMilliseconds)} ms`,
  );
  assert.ok(sent >= least, `${sent} calls`);
  assert.deepEqual({ failed, wrong, unanswered }, { failed: 0, wrong: 0, unanswered: 0 }, samples.join('\n'));
}

interface ContainerStatus {
  readonly pod: string;
  readonly restartCount: number;
  readonly ready: boolean;
  readonly state: object;
}

/** The webhook container of each pod that is not going. */
async function containers(): Promise<ContainerStatus[]> {
  const selector = ['-n', release.namespace, '-l', 'app.kubernetes.io/component=webhook'];
  const { items } = (await release.json(['get', 'pods', ...selector])) as {
    items: readonly {
      metadata: { name: string; deletionTimestamp?: string };
      status: { containerStatuses?: readonly Omit<ContainerStatus, 'pod'>[] };
    }[];
  };
  return items
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .flatMap(({ metadata, status }) =>
      (status.containerStatuses ?? []).map((each) => ({ ...each, pod: metadata.name })),
    );
}

const names = (all: readonly ContainerStatus[]) => all.map(({ pod }) => pod);

const logs = async () =>
  Promise.all(names(await containers()).map((pod) => release.must(['logs', pod, '-n', release.namespace])));

const convert = () => callApi(accessOf(bench.kubeconfig), { method: 'POST', ...conversionCall });

/** What a new connection to each pod is shown. */
async function servedSerials(): Promise<string[]> {
  const pods = names(await containers());
  return Promise.all(pods.map((pod) => servedSerial(bench.kubelet.worker(release.namespace, pod)?.address ?? '')));
}

function servedSerial(host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: 9443, servername: serviceName, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.serialNumber ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

async function allServe({ certificate }: KeyPair): Promise<void> {
  const { serialNumber } = new X509Certificate(certificate);
  await bench.waitFor('every pod serves the new certificate', async () => {
    const served = await servedSerials();
    return served.length === 2 && served.every((serial) => serial === serialNumber);
  });
}

function bundleFile(name: string, { certificate }: KeyPair): string {
  const file = path.join(bench.directory, `${name}.pem`);
  writeFileSync(file, certificate);
  return file;
}

async function storeSecret(name: string, { certificate, key }: KeyPair, ca: string): Promise<void> {
  await release.must(['apply', '--server-side', '--force-conflicts', '-f', '-'], {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: { name, namespace: release.namespace },
    stringData: { 'tls.crt': certificate, 'tls.key': key, 'ca.crt': ca },
  });
}

interface Crd {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly group: string };
}

interface Injectable {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly webhooks?: readonly { readonly clientConfig: { readonly caBundle?: string } }[];
  readonly spec?: {
    readonly conversion?: {
      readonly strategy: string;
      readonly webhook?: { readonly clientConfig?: { readonly caBundle?: string } };
    };
  };
}

const injectables = [
  '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
];

/** The issuing and the injecting part of cert-manager, as far as one Certificate needs them. */
class CertManager {
  readonly #access: ApiAccess;
  readonly #release: Release;
  #signer: KeyPair | undefined;
  #issued: KeyPair | undefined;
  #bundle = '';
  #injecting = Promise.resolve();
  #stopped = false;

  constructor({ kubeconfig }: FullBench, release: Release) {
    this.#access = accessOf(kubeconfig);
    this.#release = release;
  }

  get signer(): KeyPair {
    return this.#signer as KeyPair;
  }

  get issued(): KeyPair {
    return this.#issued as KeyPair;
  }

  /** Makes what the Certificate of the chart asks for, and the Secret that it names. */
  async issue(signer: KeyPair, trusted: readonly KeyPair[] = [signer]): Promise<void> {
    const { namespace } = this.#release;
    const { spec } = await this.#release.json(['get', 'certificate', 'sluice-webhook', '-n', namespace]);
    this.#issued = await serverPair(signer, 'sluice', spec.dnsNames);
    this.#signer = signer;
    this.#bundle = trusted.map(({ certificate }) => certificate).join('\n');
    await storeSecret(spec.secretName, this.#issued, this.#bundle);
  }

  startInjector(): void {
    this.#injecting = (async () => {
      while (!this.#stopped) {
        await this.#inject();
        await wait(200);
      }
    })();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#injecting;
  }

  /** Whether all that names the Certificate trusts what was issued last, and API servers have had a moment to hear of it. */
  async injectedEverywhere(): Promise<boolean> {
    if ((await this.#lacking()).length > 0) return false;
    await wait(500);
    return true;
  }

  async #inject(): Promise<void> {
    for (const { path, changes } of await this.#lacking()) {
      const body = JSON.stringify(changes);
      await this.#call({ method: 'PATCH', path, body, contentType: 'application/json-patch+json' });
    }
  }

  async #lacking(): Promise<{ readonly path: string; readonly changes: readonly object[] }[]> {
    const value = Buffer.from(this.#bundle).toString('base64');
    const lists = await Promise.all(
      injectables.map(async (path) => {
        const { items } = JSON.parse((await this.#call({ method: 'GET', path })).text) as {
          items: readonly Injectable[];
        };
        return items.filter(isNamed).map((object) => ({
          path: `${path}/${object.metadata.name}`,
          changes: [...trustingPlaces(object)]
            .filter(({ caBundle }) => caBundle !== value)
            .map(({ at }) => ({ op: 'add', path: `${at}/clientConfig/caBundle`, value })),
        }));
      }),
    );
    return lists.flat().filter(({ changes }) => changes.length > 0);
  }

  #call(call: ApiCall) {
    return callApi(this.#access, call);
  }
}

const isNamed = ({ metadata }: Injectable) =>
  metadata.annotations?.['cert-manager.io/inject-ca-from'] === 'sluice-system/sluice-webhook';

function* trustingPlaces({ webhooks = [], spec }: Injectable): Iterable<{ at: string; caBundle?: string | undefined }> {
  for (const [index, { clientConfig }] of webhooks.entries()) {
    yield { at: `/webhooks/${index}`, caBundle: clientConfig.caBundle };
  }
  const { strategy, webhook } = spec?.conversion ?? {};
  if (strategy === 'Webhook' && webhook?.clientConfig) {
    yield { at: '/spec/conversion/webhook', caBundle: webhook.clientConfig.caBundle };
  }
}
