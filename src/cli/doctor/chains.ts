import type { X509Certificate } from 'node:crypto';
import { parseCertificates } from '../../certificates/certificate-facts.ts';

export function fromBase64(text: string | undefined): string {
  return Buffer.from(text ?? '', 'base64').toString();
}

/** `undefined` where it is no PEM with a certificate in it. */
export function readPem(text: string | undefined): readonly X509Certificate[] | undefined {
  try {
    const found = parseCertificates(text ?? '');
    return found.length > 0 ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Who of the trusted makes a caller believe the first of the chain; the others of the chain may be in between. */
export function anchorOf(
  chain: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): X509Certificate | undefined {
  let current = chain[0];
  const between = chain.slice(1);
  while (current) {
    const certificate: X509Certificate = current;
    const root = roots.find((each) => signs(each, certificate) || each.fingerprint256 === certificate.fingerprint256);
    if (root) return root;
    const next = between.findIndex((each) => signs(each, certificate));
    current = next < 0 ? undefined : between.splice(next, 1)[0];
  }
  return undefined;
}

function signs(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

const serverAuth = '1.3.6.1.5.5.7.3.1';

/** Whether it may be shown by a server. A certificate without extended usages may be used for all. */
export function servesTls({ keyUsage }: X509Certificate): boolean {
  return keyUsage === undefined || keyUsage.includes(serverAuth);
}
