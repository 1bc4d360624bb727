import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { makeAuthority } from '../../src/certificates/make-certificates.ts';
import type { RegistrationNames } from '../../src/kube/calling-objects.ts';
import { ApiError } from '../../src/kube/errors.ts';
import type { KubeClient, ResourceType, StoredObject, WatchEvent } from '../../src/kube/kube-client.ts';
import { ClusterRegistrations } from '../../src/kube/registrations.ts';

/** Objects by plural, and an API server that does what the test says. */
class Stored {
  readonly objects = new Map<string, StoredObject>();
  readonly patches: { readonly plural: string; readonly paths: readonly string[] }[] = [];
  /** What each plural answers in place of what it should. */
  readonly refuses = new Map<string, ApiError>();
  #version = 1;
  #watching: { readonly plural: string; readonly tell: (event: WatchEvent<StoredObject>) => void }[] = [];

  put(plural: string, object: object, { silently = false } = {}): void {
    const given = object as StoredObject;
    const metadata = { uid: '1', ...given.metadata, resourceVersion: String(++this.#version) };
    const stored = { ...given, metadata };
    this.objects.set(plural, stored);
    if (silently) return;
    for (const watch of this.#watching) if (watch.plural === plural) watch.tell({ type: 'MODIFIED', object: stored });
  }

  client(): KubeClient {
    const client: Partial<KubeClient> = {
      get: async <T>({ plural }: ResourceType) => this.objects.get(plural) as T | undefined,
      page: async <T>({ plural }: ResourceType) => {
        const refusal = this.refuses.get(`list ${plural}`);
        if (refusal) throw refusal;
        const object = this.objects.get(plural);
        return { items: (object ? [object] : []) as T[], resourceVersion: String(this.#version) };
      },
      watch: ({ plural }, { signal }) => this.#watch(plural, signal) as never,
      patch: async <T>({ plural }: ResourceType, _name: unknown, _type: unknown, patch: unknown) => {
        const operations = patch as { readonly path: string; readonly value: unknown }[];
        const refusal = this.refuses.get(`patch ${plural}`);
        if (refusal) throw refusal;
        const object = structuredClone(this.objects.get(plural)) as StoredObject;
        const [guard, ...changes] = operations;
        if (guard?.value !== object.metadata.resourceVersion) throw new ApiError(409, { reason: 'Conflict' });
        for (const { path, value } of changes) set(object, path, value);
        this.patches.push({ plural, paths: changes.map(({ path }) => path) });
        this.put(plural, object);
        return this.objects.get(plural) as T;
      },
    };
    return client as KubeClient;
  }

  async *#watch(plural: string, signal: AbortSignal): AsyncIterable<WatchEvent<StoredObject>> {
    const events: WatchEvent<StoredObject>[] = [];
    let wake = () => {};
    this.#watching.push({
      plural,
      tell(event) {
        events.push(event);
        wake();
      },
    });
    signal.addEventListener('abort', () => wake());
    while (!signal.aborted) {
      const event = events.shift();
      if (event) yield event;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }
}

function set(object: object, path: string, value: unknown): void {
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/'));
  const last = steps.pop() as string;
  const parent = steps.reduce((at, step) => at[step] as Record<string, unknown>, object as Record<string, unknown>);
  parent[last] = value;
}

const names: RegistrationNames = {
  validating: 'gate',
  mutating: 'gate',
  conversion: true,
  service: 'gate',
  namespace: 'ns',
  compareSeconds: 3600,
};
const [first, second] = await Promise.all([makeAuthority(), makeAuthority()]);
const certificate = (pem: string) => new X509Certificate(pem);
const base64 = (text: string) => Buffer.from(text).toString('base64');

const ours = { service: { name: 'gate', namespace: 'ns', path: '/validate' } };
const configuration = (...clientConfigs: readonly object[]) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'WebhookConfiguration',
  metadata: { name: 'gate' },
  webhooks: clientConfigs.map((clientConfig, index) => ({ name: `hook-${index}`, clientConfig })),
});
const crd = (conversion?: object) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'flinkclusters.flinkoperator.k8s.io' },
  spec: {
    versions: [
      { name: 'v1beta1', served: true, schema: { long: true } },
      { name: 'v1alpha1', served: false },
    ],
    ...(conversion && { conversion }),
  },
});
const validating = 'validatingwebhookconfigurations';
const mutating = 'mutatingwebhookconfigurations';
const crds = 'customresourcedefinitions';

async function follow(t: TestContext, stored: Stored, more: Partial<RegistrationNames> = {}) {
  const repaired: string[] = [];
  const failures: unknown[] = [];
  const registrations = new ClusterRegistrations(
    stored.client(),
    { ...names, ...more },
    { changed() {}, repaired: (object) => repaired.push(object), failed: (error) => failures.push(error) },
  );
  t.after(() => registrations.stop());
  await registrations.synced();
  return { registrations, repaired, failures };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('only entries that call our service, or any address, are written', async (t) => {
  const stored = new Stored();
  const foreign = { service: { name: 'other', namespace: 'ns' }, caBundle: base64('theirs') };
  stored.put(validating, configuration(ours, foreign, { url: 'https://127.0.0.1' }));
  const { registrations, repaired } = await follow(t, stored);
  assert.equal(await registrations.ensure(first.certificate), 'written');
  assert.deepEqual(stored.patches, [
    { plural: validating, paths: ['/webhooks/0/clientConfig/caBundle', '/webhooks/2/clientConfig/caBundle'] },
  ]);
  assert.equal(await registrations.ensure(first.certificate), 'carried');
  assert.deepEqual(repaired, []);
});

test('what is blanked is put right and counted; a new bundle is not', async (t) => {
  const stored = new Stored();
  stored.put(validating, configuration(ours));
  const { registrations, repaired } = await follow(t, stored);
  await registrations.ensure(first.certificate);
  await registrations.ensure(second.certificate);
  assert.deepEqual(repaired, []);
  stored.put(validating, configuration(ours));
  await turn();
  assert.equal(await registrations.ensure(second.certificate), 'written');
  assert.deepEqual(repaired, [`${validating}/gate`]);
});

test('two bundles in a row are both written, whatever the watch has told meanwhile', async (t) => {
  const stored = new Stored();
  stored.put(validating, configuration(ours));
  const { registrations } = await follow(t, stored);
  await registrations.ensure(first.certificate);
  assert.equal(await registrations.ensure(first.certificate + second.certificate), 'written');
  assert.equal(stored.patches.length, 2);
});

test('nothing is written over a change that has not been seen', async (t) => {
  const stored = new Stored();
  stored.put(validating, configuration(ours));
  const { registrations } = await follow(t, stored);
  stored.put(validating, configuration({ ...ours, caBundle: base64(second.certificate) }), { silently: true });
  assert.equal(await registrations.ensure(first.certificate), 'changed');
  assert.equal(stored.patches.length, 0);
});

test('a watch that says nothing is not believed', async (t) => {
  const stored = new Stored();
  stored.put(validating, configuration(ours));
  const { registrations, repaired } = await follow(t, stored, { compareSeconds: 0 });
  await registrations.ensure(first.certificate);
  stored.put(validating, configuration(ours), { silently: true });
  assert.equal(await registrations.ensure(first.certificate), 'written');
  assert.deepEqual(repaired, [`${validating}/gate`]);
});

test('what the watch has not told yet is asked for before it is decided what to keep', async (t) => {
  const stored = new Stored();
  stored.put(validating, configuration(ours));
  const { registrations } = await follow(t, stored);
  stored.put(validating, configuration({ ...ours, caBundle: base64(second.certificate) }), { silently: true });
  assert.deepEqual(registrations.trusted(), []);
  await registrations.refresh();
  assert.deepEqual(
    registrations.trusted().map(({ fingerprint256 }) => fingerprint256),
    [certificate(second.certificate).fingerprint256],
  );
});

test('one that cannot be written does not keep the others from being put right', async (t) => {
  const stored = new Stored();
  stored.put(validating, configuration(ours));
  stored.put(mutating, configuration(ours));
  stored.refuses.set(`patch ${validating}`, new ApiError(403, { message: 'forbidden' }));
  const { registrations, failures } = await follow(t, stored);
  assert.equal(await registrations.ensure(first.certificate), 'failed');
  assert.deepEqual(
    stored.patches.map(({ plural }) => plural),
    [mutating],
  );
  assert.equal(failures.length, 1);
});

test('one that cannot be read is not taken for one that is not there', async (t) => {
  const stored = new Stored();
  stored.refuses.set(`list ${validating}`, new ApiError(403, { message: 'forbidden' }));
  const registrations = new ClusterRegistrations(stored.client(), names, {
    changed() {},
    repaired() {},
    failed() {},
  });
  t.after(() => registrations.stop());
  await turn();
  assert.equal(await registrations.ensure(first.certificate), 'failed');
  assert.equal(registrations.carry(certificate(first.certificate)), false);
});

test('a CA is carried where every entry tells to trust it', async (t) => {
  const stored = new Stored();
  const { registrations } = await follow(t, stored);
  const carry = () => registrations.carry(certificate(first.certificate));
  assert.equal(carry(), true, 'nobody calls');
  const told = { ...ours, caBundle: base64(second.certificate + first.certificate) };
  stored.put(validating, configuration(told));
  await turn();
  assert.equal(carry(), true);
  stored.put(mutating, configuration(told, ours));
  await turn();
  assert.equal(carry(), false);
  assert.equal(registrations.trusted().length, 2);
});

test('a CRD converts through us, serves the old version, and is put right', async (t) => {
  const stored = new Stored();
  const theirs = { service: { name: 'other', namespace: 'ns' }, caBundle: base64(second.certificate) };
  stored.put(crds, crd({ strategy: 'Webhook', webhook: { clientConfig: theirs } }));
  const { registrations, repaired } = await follow(t, stored);
  assert.deepEqual(registrations.trusted(), [], 'another webhook is none of ours');
  assert.equal(await registrations.ensure(first.certificate), 'written');
  assert.deepEqual(stored.patches[0]?.paths, ['/spec/conversion', '/spec/versions/1/served']);
  const { spec } = stored.objects.get(crds) as unknown as ReturnType<typeof crd> & { spec: { conversion: object } };
  assert.deepEqual(spec.conversion, {
    strategy: 'Webhook',
    webhook: {
      clientConfig: {
        service: { name: 'gate', namespace: 'ns', path: '/convert', port: 443 },
        caBundle: base64(first.certificate),
      },
      conversionReviewVersions: ['v1'],
    },
  });
  assert.deepEqual(spec.versions[0], { name: 'v1beta1', served: true, schema: { long: true } });
  stored.put(crds, crd());
  await turn();
  assert.equal(await registrations.ensure(first.certificate), 'written');
  assert.deepEqual(repaired, [`${crds}/flinkclusters.flinkoperator.k8s.io`]);
});

interface Converting {
  metadata: { annotations?: Record<string, string> };
  spec: { conversion: { webhook: { clientConfig: { caBundle?: string } } } };
}

const annotation = 'cert-manager.io/inject-ca-from';
const annotationPath = '/metadata/annotations/cert-manager.io~1inject-ca-from';

test('where cert-manager fills in what to trust, it is left alone, and the old version served from then on', async (t) => {
  const stored = new Stored();
  stored.put(crds, crd());
  const { registrations } = await follow(t, stored, {
    validating: undefined,
    mutating: undefined,
    injectedFrom: 'ns/gate',
  });
  assert.equal(await registrations.ensure(''), 'written');
  assert.deepEqual(stored.patches[0]?.paths, ['/spec/conversion', '/metadata/annotations', annotationPath]);
  await turn();
  assert.equal(await registrations.ensure(''), 'carried', 'nobody would be believed yet');
  const converting = structuredClone(stored.objects.get(crds)) as unknown as Converting;
  converting.spec.conversion.webhook.clientConfig.caBundle = base64(second.certificate);
  stored.put(crds, converting);
  await turn();
  assert.equal(await registrations.ensure(''), 'written');
  assert.deepEqual(stored.patches[1]?.paths, ['/spec/versions/1/served']);
  await turn();
  assert.equal(await registrations.ensure(''), 'carried');
});

test('where cert-manager filled it in before, it is told to stop', async (t) => {
  const stored = new Stored();
  stored.put(crds, {
    ...crd(),
    metadata: { ...crd().metadata, annotations: { [annotation]: 'ns/gate', other: 'stays' } },
  });
  const { registrations } = await follow(t, stored);
  assert.equal(await registrations.ensure(first.certificate), 'written');
  assert.deepEqual(stored.patches[0]?.paths, ['/spec/conversion', annotationPath, '/spec/versions/1/served']);
});
