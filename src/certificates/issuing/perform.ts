import { X509Certificate } from 'node:crypto';
import { makeAuthority, makeLeaf, type Pem } from '../make-certificates.ts';
import type { Step } from './plan.ts';
import type { StoredCertificates } from './stored-certificates.ts';

export interface IssuingOptions {
  readonly names: readonly string[];
  readonly caDays: number;
  readonly leafDays: number;
}

/** How many CAs are kept at most; callers read them all at every handshake. */
const mostAuthorities = 5;

/** What is to be stored after a step. */
export async function perform(
  step: Exclude<Step, { type: 'wait' }>,
  { names, caDays, leafDays }: IssuingOptions,
  now: Date,
): Promise<StoredCertificates> {
  switch (step.type) {
    case 'startAnew': {
      return signed(await newAuthority(), step.keep);
    }
    case 'addAuthority': {
      const { from } = step;
      const authority = await newAuthority();
      // One before the signer has signed nothing, and never will.
      const older = from.authorities.slice(from.signer);
      const authorities = [new X509Certificate(authority.certificate), ...older].slice(0, mostAuthorities);
      return { ...from, authorities, authorityKey: authority.key, signer: 1 };
    }
    case 'issueLeaf': {
      const [newest, ...older] = step.from.authorities as [X509Certificate, ...X509Certificate[]];
      return signed({ certificate: newest.toString(), key: step.from.authorityKey }, older);
    }
    case 'dropOldAuthorities':
      return { ...step.from, authorities: step.from.authorities.slice(0, 1) };
    case 'restore':
      return step.from;
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
      authorities: [new X509Certificate(authority.certificate), ...older].slice(0, mostAuthorities),
      authorityKey: authority.key,
      signer: 0,
    };
  }
}
