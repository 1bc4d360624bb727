import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { generate } from 'selfsigned';
import type { CertificatePair, PairFiles } from '../../src/certificates/certificate-pair.ts';
import { checkPair } from '../../src/certificates/certificate-pair.ts';
import type { Pem } from '../../src/certificates/make-certificates.ts';

export async function temporaryFolder(t: Pick<TestContext, 'after'>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-server-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export const filesIn = (directory: string): PairFiles => ({
  directory,
  certificateFile: 'tls.crt',
  keyFile: 'tls.key',
});

export async function putPair(directory: string, { certificate, key }: Pem): Promise<void> {
  await writeFile(join(directory, 'tls.crt'), certificate);
  await writeFile(join(directory, 'tls.key'), key);
}

export function goodPair({ certificate, key }: Pem): CertificatePair {
  const pair = checkPair(certificate, key);
  if ('problem' in pair) throw new Error(pair.problem);
  return pair;
}

/** A certificate that a caller shows. Its common name is caller. */
export async function makeCallerCertificate(authority: Pem, names: readonly string[]): Promise<Pem> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'caller' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { cert: authority.certificate, key: authority.key },
    extensions: [
      { name: 'extKeyUsage', clientAuth: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
  return { certificate: cert, key };
}
