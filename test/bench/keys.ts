import { generateKeyPairSync } from 'node:crypto';
import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** A certificate and its key, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

type Options = NonNullable<Parameters<typeof generate>[1]>;
type Extensions = NonNullable<Options['extensions']>;

const day = 24 * 60 * 60 * 1000;

// RSA, because the Kubernetes client that Flink brings along reads no other keys from a kubeconfig.
async function make(name: string, groups: readonly string[], extensions: Extensions, ca?: KeyPair): Promise<KeyPair> {
  const subject = [
    ...groups.map((group) => ({ name: 'organizationName', value: group })),
    { name: 'commonName', value: name },
  ];
  const made = await generate(subject, {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 60_000),
    notAfterDate: new Date(Date.now() + 30 * day),
    extensions,
    ...(ca && { ca: { cert: ca.certificate, key: ca.key } }),
  });
  return { certificate: made.cert, key: made.private };
}

export function authority(name: string): Promise<KeyPair> {
  return make(
    name,
    [],
    [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  );
}

/** For a server of these host names and addresses. */
export function serverPair(ca: KeyPair, name: string, hosts: readonly string[]): Promise<KeyPair> {
  const altNames = hosts.map((host) =>
    isIP(host) ? { type: 7 as const, ip: host } : { type: 2 as const, value: host },
  );
  return make(
    name,
    [],
    [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
    ca,
  );
}

/** For a user of the API server, who is in these groups. */
export function clientPair(ca: KeyPair, user: string, groups: readonly string[] = []): Promise<KeyPair> {
  return make(
    user,
    groups,
    [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', clientAuth: true },
    ],
    ca,
  );
}

/** What service account tokens are signed with and checked by. */
export function signingPair(): { readonly publicKey: string; readonly privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

export interface KubeconfigOptions {
  readonly server: string;
  readonly ca: string;
  readonly pair: KeyPair;
  readonly namespace?: string;
}

/** A kubeconfig with everything in it, as JSON, which YAML is. */
export function kubeconfigText({ server, ca, pair, namespace = 'default' }: KubeconfigOptions): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'bench',
      clusters: [{ name: 'bench', cluster: { server, 'certificate-authority-data': base64(ca) } }],
      users: [
        {
          name: 'bench',
          user: {
            'client-certificate-data': base64(pair.certificate),
            'client-key-data': base64(pair.key),
          },
        },
      ],
      contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench', namespace } }],
    },
    undefined,
    2,
  );
}
