import { X509Certificate } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SetupProblem } from '../server/setup-problem.ts';
import { type CertificatePair, checkPair, type PairFiles, readPair, uncoveredNames } from './certificate-pair.ts';
import { developmentAuthorityName, makeAuthority, makeLeaf, type Pem } from './make-certificates.ts';

export interface DevelopmentCertificates {
  readonly pair: CertificatePair;
  /** PEM of the authority that callers must trust. */
  readonly authority: string;
  /** `memory` where the folder could not be written: callers have no file to trust then. */
  readonly kept: 'reused' | 'made' | 'memory';
  /** Why nothing could be kept. */
  readonly why?: string;
}

export interface DevelopmentOptions {
  readonly files: PairFiles;
  readonly names: readonly string[];
  /** Make a new certificate, or a new authority as well, even where the present one is good. */
  readonly renew?: 'certificate' | 'authority' | undefined;
}

/** What every development certificate is good for. */
export const localNames: readonly string[] = ['localhost', '127.0.0.1', '::1'];

const authorityFiles = { certificateFile: 'ca.crt', keyFile: 'ca.key' } as const;

/** A certificate with less time than this is made anew at the next start. */
const renewBefore = 30 * 24 * 60 * 60 * 1000;

/** The pair for work on one machine: made once, then used again while it is good, so that callers trust one CA for long. */
export async function developmentCertificates(options: DevelopmentOptions): Promise<DevelopmentCertificates> {
  await refuseForeign(options.files);
  const present = options.renew ? undefined : await reusable(options);
  if (present) return present;
  const { directory } = options.files;
  let release: () => Promise<void>;
  try {
    await mkdir(directory, { recursive: true });
    release = await lock(join(directory, '.lock'));
  } catch (error) {
    return inMemory(options, error);
  }
  try {
    // Another process may have made it while this one waited.
    return (options.renew ? undefined : await reusable(options)) ?? (await made(options));
  } finally {
    await release();
  }
}

async function reusable({ files, names }: DevelopmentOptions): Promise<DevelopmentCertificates | undefined> {
  const pair = await readPair(files);
  const authority = await readOptional(join(files.directory, authorityFiles.certificateFile));
  if ('problem' in pair || authority === undefined) return undefined;
  if (!signedBy(pair.leaf, authority) || !lasts(pair.leaf) || uncoveredNames(pair.leaf, names).length > 0) {
    return undefined;
  }
  return { pair, authority, kept: 'reused' };
}

async function made(options: DevelopmentOptions): Promise<DevelopmentCertificates> {
  const { directory, certificateFile, keyFile } = options.files;
  const known = await readPair({ directory, ...authorityFiles });
  const keepAuthority = options.renew !== 'authority' && !('problem' in known) && known.leaf.ca && lasts(known.leaf);
  const authority: Pem = keepAuthority ? known : await makeAuthority();
  const leaf = await makeLeaf(authority, options.names);
  try {
    if (!keepAuthority) {
      await put(join(directory, authorityFiles.keyFile), authority.key, 0o600);
      await put(join(directory, authorityFiles.certificateFile), authority.certificate, 0o644);
    }
    await put(join(directory, keyFile), leaf.key, 0o600);
    await put(join(directory, certificateFile), leaf.certificate, 0o644);
  } catch (error) {
    return { ...proven(authority, leaf), kept: 'memory', why: (error as Error).message };
  }
  return { ...proven(authority, leaf), kept: 'made' };
}

async function inMemory({ names }: DevelopmentOptions, error: unknown): Promise<DevelopmentCertificates> {
  const authority = await makeAuthority();
  const leaf = await makeLeaf(authority, names);
  return { ...proven(authority, leaf), kept: 'memory', why: (error as Error).message };
}

function proven(authority: Pem, leaf: Pem): Pick<DevelopmentCertificates, 'pair' | 'authority'> {
  const pair = checkPair(leaf.certificate, leaf.key);
  if ('problem' in pair) throw new Error(`a certificate that was just made ${pair.problem}`);
  return { pair, authority: authority.certificate };
}

/** In this folder lies what somebody else made and may not have a copy of. */
async function refuseForeign({ directory, certificateFile }: PairFiles): Promise<void> {
  for (const file of [certificateFile, authorityFiles.certificateFile]) {
    const text = await readOptional(join(directory, file));
    const issuer = text === undefined ? undefined : issuerOf(text);
    if (issuer === undefined || issuer === `CN=${developmentAuthorityName}`) continue;
    throw new SetupProblem(
      `${join(directory, file)} was not made by sluice, and TLS mode dev would replace it; mode files uses it as it is`,
    );
  }
}

function issuerOf(text: string): string | undefined {
  try {
    return new X509Certificate(text).issuer;
  } catch {
    return undefined;
  }
}

function signedBy(leaf: X509Certificate, authority: string): boolean {
  try {
    return leaf.verify(new X509Certificate(authority).publicKey);
  } catch {
    return false;
  }
}

function lasts(certificate: X509Certificate): boolean {
  return certificate.validToDate.getTime() - Date.now() > renewBefore;
}

async function readOptional(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

/** Whole or not at all, whoever reads meanwhile. */
async function put(file: string, text: string, mode: number): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text, { mode });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}

const lockSeconds = 10;

/** Two programs that start at once must not write halves of two pairs. */
async function lock(file: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await (await open(file, 'wx')).close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const since = await stat(file).catch(() => undefined);
    // Left behind by a program that died.
    if (since && Date.now() - since.mtimeMs > lockSeconds * 1000) await rm(file, { force: true });
    await wait(50);
  }
}
