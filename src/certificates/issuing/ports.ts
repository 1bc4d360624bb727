import type { X509Certificate } from 'node:crypto';
import type { BrokenCertificates, StoredCertificates } from './stored-certificates.ts';

/** The Secret as it is now. */
export interface SecretContent {
  readonly stored: StoredCertificates | BrokenCertificates | 'missing';
  readonly requested: 'leaf' | 'ca' | undefined;
  /** Which state of the Secret this is; nothing is written over another one. */
  readonly version: string | undefined;
}

export interface CertificateSecret {
  read(): Promise<SecretContent>;
  /**
   * Writes over the state that was read, and takes the request away where this has done it. `false` where somebody was
   * faster.
   */
  write(stored: StoredCertificates, over: string | undefined, done: boolean): Promise<boolean>;
}

/**
 * What became of telling callers what to trust. `carried`: they were told already. `changed`: somebody else has written
 * meanwhile, so nothing was written over it. `failed`: some cannot be read or written.
 */
export type Published = 'carried' | 'written' | 'changed' | 'failed';

/** What makes API servers call us, and tells them whom to trust. */
export interface Registrations {
  /** Asks what they tell callers to trust, for what is known of them may be old. One that cannot be read stays as known. */
  refresh(): Promise<void>;
  /** What they tell callers to trust, as far as is known. */
  trusted(): readonly X509Certificate[];
  /** Whether all that make API servers call us tell them to trust this CA. */
  carry(authority: X509Certificate): boolean;
  /** Makes all of them carry the bundle. */
  ensure(bundle: string): Promise<Published>;
}

export interface Replicas {
  /** SHA-256 of the certificate that each replica serves; `undefined` for one that does not answer. */
  served(): Promise<readonly (string | undefined)[]>;
}
