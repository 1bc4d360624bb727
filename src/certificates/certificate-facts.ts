import { X509Certificate } from 'node:crypto';

/** What a person wants to know about one certificate. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  readonly daysLeft: number;
  readonly authority: boolean;
  readonly key: string;
  readonly serial: string;
  readonly sha256: string;
}

const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** All certificates of a PEM text, in its order. Throws where one is damaged. */
export function parseCertificates(pem: string): X509Certificate[] {
  return (pem.match(block) ?? []).map((text) => new X509Certificate(text));
}

export function certificateFacts(certificate: X509Certificate, now = new Date()): CertificateFacts {
  const { asymmetricKeyType = 'unknown', asymmetricKeyDetails } = certificate.publicKey;
  const size = asymmetricKeyDetails?.namedCurve ?? asymmetricKeyDetails?.modulusLength;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: (certificate.subjectAltName ?? '').split(', ').filter(Boolean).map(bareName),
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
    daysLeft: Math.floor((certificate.validToDate.getTime() - now.getTime()) / (24 * 60 * 60 * 1000)),
    authority: certificate.ca,
    key: size === undefined ? asymmetricKeyType : `${asymmetricKeyType} ${size}`,
    serial: certificate.serialNumber,
    sha256: certificate.fingerprint256,
  };
}

/** Everything that keeps a chain, leaf first, from being believed by who trusts the roots. */
export function chainProblems(
  chain: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now = new Date(),
): string[] {
  const problems: string[] = [];
  for (const [index, certificate] of chain.entries()) {
    const name = oneLine(certificate.subject);
    if (certificate.validToDate <= now) problems.push(`${name} has expired`);
    if (certificate.validFromDate > now) problems.push(`${name} is not valid yet`);
    const next = chain[index + 1];
    if (next && !signs(next, certificate)) problems.push(`${name} is not signed by the next in the file`);
  }
  const last = chain.at(-1);
  if (last && roots.length > 0 && !roots.some((root) => signs(root, last))) {
    problems.push(`${oneLine(last.subject)} is not signed by the given CA`);
  }
  return problems;
}

function signs(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function bareName(name: string): string {
  const address = /^IP Address:(.*:.*)$/.exec(name)?.[1];
  // The usual short form: ::1.
  if (address !== undefined) return new URL(`http://[${address}]`).hostname.slice(1, -1);
  return name.replace(/^(?:DNS|IP Address):/, '');
}

function oneLine(name: string): string {
  return name.split('\n').join(', ');
}
