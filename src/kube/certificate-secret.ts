import type { CertificateSecret, SecretContent } from '../certificates/issuing/ports.ts';
import { readStored, type StoredCertificates, writeStored } from '../certificates/issuing/stored-certificates.ts';
import { isConflict } from './errors.ts';
import type { KubeClient, ObjectName, ResourceType, StoredObject } from './kube-client.ts';
import { Reflector } from './reflector.ts';

const secrets: ResourceType = { group: '', version: 'v1', plural: 'secrets', namespaced: true };

interface Secret extends StoredObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly type?: string;
}

/** A person asks for a rotation by this annotation: `leaf` or `ca`. */
const rotate = 'sluice.dev/rotate';

/** The Secret with the certificates, by name; a role needs no other Secret for it. */
export function certificateSecret(client: KubeClient, name: ObjectName): CertificateSecret {
  return {
    async read() {
      return contentOf(await client.get<Secret>(secrets, name));
    },
    async write(stored, over, done) {
      try {
        if (over === undefined) await create(client, name, stored);
        else await replace(client, name, stored, { over, done });
        return true;
      } catch (error) {
        if (isConflict(error)) return false;
        throw error;
      }
    },
  };
}

/** Tells of every change of the Secret. */
export function watchSecret(
  client: KubeClient,
  { name, namespace }: ObjectName,
  changed: (content: SecretContent) => void,
  failed: (error: unknown) => void,
): Reflector<Secret> {
  return new Reflector<Secret>({
    client,
    type: secrets,
    selection: { namespace, fieldSelector: `metadata.name=${name}` },
    changed: ({ after }) => changed(contentOf(after)),
    failed,
  }).start();
}

function contentOf(secret: Secret | undefined): SecretContent {
  if (!secret) return { stored: 'missing', requested: undefined, version: undefined };
  const texts = Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]);
  const wish = secret.metadata.annotations?.[rotate];
  return {
    stored: readStored(Object.fromEntries(texts)),
    requested: wish === 'leaf' || wish === 'ca' ? wish : undefined,
    version: secret.metadata.resourceVersion,
  };
}

function dataOf(stored: StoredCertificates): Record<string, string> {
  return Object.fromEntries(
    Object.entries(writeStored(stored)).map(([key, text]) => [key, Buffer.from(text).toString('base64')]),
  );
}

/**
 * Server-side apply, because a role can name the Secret for it. With nobody's force: where another replica was faster,
 * its values differ, and the API server says conflict.
 */
async function create(client: KubeClient, { name, namespace }: ObjectName, stored: StoredCertificates): Promise<void> {
  const owner = stored.leaf.fingerprint256.replaceAll(':', '').slice(0, 16).toLowerCase();
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'sluice' } },
    type: 'Opaque',
    data: dataOf(stored),
  };
  await client.apply(secrets, secret, { fieldManager: `sluice-${owner}` });
}

async function replace(
  client: KubeClient,
  name: ObjectName,
  stored: StoredCertificates,
  { over, done }: { readonly over: string; readonly done: boolean },
): Promise<void> {
  // A merge patch with a version is refused where the object has changed; whatever else is in there stays.
  const metadata = { resourceVersion: over, ...(done && { annotations: { [rotate]: null } }) };
  await client.patch(secrets, name, 'merge', { metadata, data: dataOf(stored) }, { fieldManager: 'sluice' });
}
