import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';

/** A certificate with its chain and key, as PEM, that has been proven to fit together. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
  /** The certificate itself, without its chain. */
  readonly leaf: X509Certificate;
}

/** Why a pair cannot be used; continues its name: "has expired". */
export interface UnusablePair {
  readonly problem: string;
}

export interface PairFiles {
  readonly directory: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

export async function readPair({
  directory,
  certificateFile,
  keyFile,
}: PairFiles): Promise<CertificatePair | UnusablePair> {
  try {
    const [certificate, key] = await Promise.all(
      [certificateFile, keyFile].map((name) => readFile(join(directory, name), 'utf8')),
    );
    return checkPair(certificate as string, key as string);
  } catch (error) {
    return { problem: `cannot be read: ${(error as Error).message}` };
  }
}

/** Proves that a certificate and a key are complete and belong together, as TLS will need them. */
export function checkPair(certificate: string, key: string, now = new Date()): CertificatePair | UnusablePair {
  try {
    const leaf = new X509Certificate(certificate);
    if (!leaf.checkPrivateKey(createPrivateKey(key))) return { problem: 'does not belong to the private key' };
    if (leaf.validToDate <= now) return { problem: `has expired on ${leaf.validToDate.toISOString()}` };
    // Reads the whole chain, of which X509Certificate sees only the first.
    createSecureContext({ cert: certificate, key });
    return { certificate, key, leaf };
  } catch (error) {
    return { problem: `cannot be used: ${(error as Error).message}` };
  }
}

/** The names that a caller would not be shown the right certificate under. */
export function uncoveredNames(certificate: X509Certificate, names: readonly string[]): string[] {
  return names.filter((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) === undefined);
}
