import { X509Certificate } from 'node:crypto';
import { makeAuthority, makeLeaf, type Pem } from '../make-certificates.ts';
import type { Step } from './plan.ts';
import { mostAuthorities, type StoredCertificates, signerOf } from './stored-certificates.ts';

export interface IssuingOptions {
  readonly names: readonly string[];
  readonly caDays: number;
  readonly leafDays: number;
}

/** What ends in another content of the Secret. */
export type Change = Exclude<Step, { type: 'wait' | 'publish' }>;

/** What is to be stored after a step. */
export async function perform(
  step: Change,
  { names, caDays, leafDays }: IssuingOptions,
  now: Date,
): Promise<StoredCertificates> {
  switch (step.type) {
    case 'startAnew': {
      return signed(await newAuthority(), step.keep);
    }
    case 'addAuthority': {
      const { from, keep } = step;
      const authority = await newAuthority();
      // The one that replicas serve a certificate of must be among them, however many there are.
      const older = together([signerOf(from)], [...from.authorities, ...keep]);
      const authorities = together([new X509Certificate(authority.certificate)], older);
      return { ...from, authorities, authorityKey: authority.key, signer: 1 };
    }
    case 'issueLeaf': {
      const [newest, ...older] = step.from.authorities as [X509Certificate, ...X509Certificate[]];
      return signed({ certificate: newest.toString(), key: step.from.authorityKey }, older);
    }
    case 'dropOldAuthorities':
      return { ...step.from, authorities: step.from.authorities.slice(0, 1) };
    case 'keepAuthorities':
    case 'restore':
      return { ...step.from, authorities: together(step.from.authorities, step.keep) };
  }

  /** Its name says which one it is. */
  function newAuthority(): Promise<Pem> {
    return makeAuthority({ name: `Sluice CA ${now.toISOString()}`, days: caDays, now });
  }

  async function signed(authority: Pem, older: readonly X509Certificate[]): Promise<StoredCertificates> {
    const leaf = await makeLeaf(authority, names, { days: leafDays, now });
    return {
      certificate: leaf.certificate,
      key: leaf.key,
      leaf: new X509Certificate(leaf.certificate),
      authorities: together([new X509Certificate(authority.certificate)], older),
      authorityKey: authority.key,
      signer: 0,
    };
  }
}

function together(first: readonly X509Certificate[], more: readonly X509Certificate[]): X509Certificate[] {
  const all = new Map([...first, ...more].map((authority) => [authority.fingerprint256, authority]));
  return [...all.values()].slice(0, mostAuthorities);
}
