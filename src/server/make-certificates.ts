import { isIP } from 'node:net';

/** A certificate and its key, as PEM. */
export interface Pem {
  readonly certificate: string;
  readonly key: string;
}

export const authorityName = 'Sluice development CA';

const day = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
const leafDays = 365;

// A caller's clock may be a little behind.
const backdated = 5 * 60 * 1000;

/** A new certificate authority. */
export async function makeAuthority(days = authorityDays): Promise<Pem> {
  const now = Date.now();
  return generate(authorityName, {
    notBeforeDate: new Date(now - backdated),
    notAfterDate: new Date(now + days * day),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
}

/** A certificate for a server of these host names and addresses, signed by the authority. */
export async function makeLeaf(authority: Pem, names: readonly string[], days = leafDays): Promise<Pem> {
  const now = Date.now();
  const altNames = names.map((name) =>
    isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  );
  return generate('sluice', {
    notBeforeDate: new Date(now - backdated),
    notAfterDate: new Date(now + days * day),
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
