import { createPrivateKey, X509Certificate } from 'node:crypto';
import { parseCertificates } from '../certificate-facts.ts';
import type { CertificatePair } from '../certificate-pair.ts';

/** Names of the texts in the Secret, all PEM. */
const secretKeys = {
  /** The chain, leaf first. */
  certificate: 'tls.crt',
  key: 'tls.key',
  /** What callers are to trust: the newest CA first, then older ones as long as they overlap. */
  authorities: 'ca.crt',
  /** Of the newest CA. */
  authorityKey: 'ca.key',
} as const;

/** How many CAs are kept at most; callers read them all at every handshake. */
export const mostAuthorities = 8;

/** What all replicas share, proven to hold together. */
export interface StoredCertificates {
  readonly certificate: string;
  readonly key: string;
  readonly leaf: X509Certificate;
  /** The newest first; never empty. */
  readonly authorities: readonly X509Certificate[];
  readonly authorityKey: string;
  /** Which of the authorities has signed the leaf. */
  readonly signer: number;
}

export interface BrokenCertificates {
  readonly problem: string;
}

/** Reads the texts of the Secret. An expired certificate is read as well: whoever renews it must know it. */
export function readStored(
  texts: Readonly<Record<string, string | undefined>>,
): StoredCertificates | BrokenCertificates {
  const { certificate, key, authorities, authorityKey } = secretKeys;
  for (const name of [certificate, key, authorities, authorityKey]) {
    if (!texts[name]) return { problem: `has no ${name}` };
  }
  const text = (name: string) => texts[name] as string;
  try {
    const leaf = new X509Certificate(text(certificate));
    const trusted = parseCertificates(text(authorities));
    const [newest] = trusted;
    if (!leaf.checkPrivateKey(createPrivateKey(text(key))))
      return { problem: `${certificate} does not belong to ${key}` };
    if (!newest) return { problem: `${authorities} holds no certificate` };
    if (!newest.checkPrivateKey(createPrivateKey(text(authorityKey)))) {
      return { problem: `${authorities} does not begin with the certificate of ${authorityKey}` };
    }
    const signer = trusted.findIndex((authority) => authority.ca && leaf.verify(authority.publicKey));
    if (signer < 0) return { problem: `${certificate} is signed by none of ${authorities}` };
    return {
      certificate: text(certificate),
      key: text(key),
      leaf,
      authorities: trusted,
      authorityKey: text(authorityKey),
      signer,
    };
  } catch (error) {
    return { problem: `cannot be read: ${(error as Error).message}` };
  }
}

export function writeStored(stored: StoredCertificates): Record<string, string> {
  return {
    [secretKeys.certificate]: stored.certificate,
    [secretKeys.key]: stored.key,
    [secretKeys.authorities]: bundleOf(stored.authorities),
    [secretKeys.authorityKey]: stored.authorityKey,
  };
}

export function holds(authorities: readonly X509Certificate[], wanted: X509Certificate): boolean {
  return authorities.some(({ fingerprint256 }) => fingerprint256 === wanted.fingerprint256);
}

/** The CA that callers must trust to believe the leaf. */
export function signerOf({ authorities, signer }: StoredCertificates): X509Certificate {
  return authorities[signer] as X509Certificate;
}

/** What callers are given to trust, as PEM. */
export function bundleOf(authorities: readonly X509Certificate[]): string {
  return authorities.map((authority) => authority.toString()).join('');
}

export function pairOf({ certificate, key, leaf }: StoredCertificates): CertificatePair {
  return { certificate, key, leaf };
}
