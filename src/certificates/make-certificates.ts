import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate and its key, as PEM. */
export interface Pem {
  readonly certificate: string;
  readonly key: string;
}

export const developmentAuthorityName = 'Sluice development CA';

const day = 24 * 60 * 60 * 1000;
/** Of what is made for development. */
const authorityDays = 3650;
const leafDays = 365;

export interface AuthorityOptions {
  readonly name?: string;
  readonly days?: number;
  readonly now?: Date;
}

export interface LeafOptions {
  readonly days?: number;
  readonly now?: Date;
}

/** By how much certificates begin in the past: a caller's clock may be a little behind. */
export const backdated = 5 * 60 * 1000;

/** A new certificate authority. */
export async function makeAuthority(options: AuthorityOptions = {}): Promise<Pem> {
  const { name = developmentAuthorityName, days = authorityDays, now = new Date() } = options;
  return generate(name, {
    notBeforeDate: new Date(now.getTime() - backdated),
    notAfterDate: new Date(now.getTime() + days * day),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
}

/** A certificate for a server of these host names and addresses, signed by the authority. */
export async function makeLeaf(authority: Pem, names: readonly string[], options: LeafOptions = {}): Promise<Pem> {
  const { days = leafDays, now = new Date() } = options;
  // A certificate that outlives its CA would be trusted by nobody.
  const last = new X509Certificate(authority.certificate).validToDate.getTime();
  const altNames = names.map((name) =>
    isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  );
  return generate('sluice', {
    notBeforeDate: new Date(now.getTime() - backdated),
    notAfterDate: new Date(Math.min(now.getTime() + days * day, last)),
    ca: { cert: authority.certificate, key: authority.key },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
}

type Options = NonNullable<Parameters<typeof import('selfsigned').generate>[1]>;

async function generate(name: string, options: Options): Promise<Pem> {
  // Costs a tenth of a second and is needed once in a year.
  const selfsigned = await import('selfsigned');
  const curve = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
  const made = await selfsigned.generate([{ name: 'commonName', value: name }], { ...curve, ...options });
  return { certificate: made.cert, key: made.private };
}
