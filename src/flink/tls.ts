import { readFile } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';

/** Paths of PEM files. */
export interface TlsFiles {
  /** Whom to trust; the authorities of the system where it is left out. */
  readonly authority?: string | undefined;
  /** Shown to a Flink that asks who is there. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  /** Off where the certificate of Flink names no host, as one that all clusters share. */
  readonly verifyHost?: boolean | undefined;
}

export type TlsOptions = SecureContextOptions & { checkServerIdentity?: () => undefined };

/** Read for each client. Throws where a file cannot be read. */
export async function readTlsFiles({ authority, certificate, key, verifyHost = true }: TlsFiles): Promise<TlsOptions> {
  const [ca, cert, privateKey] = await Promise.all(
    [authority, certificate, key].map((file) => (file === undefined ? undefined : readFile(file))),
  );
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(privateKey && { key: privateKey }),
    ...(!verifyHost && { checkServerIdentity: () => undefined }),
  };
}
