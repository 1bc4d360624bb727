import { readFile } from 'node:fs/promises';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { type SecureContextOptions, TLSSocket, type TlsOptions } from 'node:tls';
import type { CertificatePair } from '../certificates/certificate-pair.ts';
import type { TlsSettings } from '../config/settings-type.ts';

export interface TlsPolicy {
  readonly minVersion: '1.3' | '1.2';
  /** PEM of the CA that must have signed the caller's certificate. */
  readonly clientCa?: string | undefined;
}

export async function tlsPolicy({ minVersion, clientCa }: TlsSettings): Promise<TlsPolicy> {
  return { minVersion, ...(clientCa !== undefined && { clientCa: await readFile(clientCa, 'utf8') }) };
}

// Of TLS 1.2 only what authenticates as it encrypts, with forward secrecy (S-17); 1.3 has nothing else.
const suites = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

function secureContext(pair: CertificatePair, { minVersion, clientCa }: TlsPolicy): SecureContextOptions {
  return {
    cert: pair.certificate,
    key: pair.key,
    minVersion: `TLSv${minVersion}`,
    ciphers: suites,
    ...(clientCa !== undefined && { ca: clientCa }),
  };
}

export function tlsOptions(pair: CertificatePair, policy: TlsPolicy): TlsOptions {
  const asksCallers = policy.clientCa !== undefined;
  return {
    ...secureContext(pair, policy),
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: 10_000,
    ...(asksCallers && { requestCert: true, rejectUnauthorized: true }),
  };
}

/** New connections get the new certificate; those that are open stay so (S-20). */
export function replaceCertificate(server: Server, pair: CertificatePair, policy: TlsPolicy): void {
  server.setSecureContext(secureContext(pair, policy));
}

/** Whether a caller's certificate bears one of the names, as its common name or a DNS name (S-22). */
export function allowsNames(names: readonly string[]): ((socket: Socket) => boolean) | undefined {
  if (names.length === 0) return undefined;
  return (socket) => {
    const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    if (!certificate) return false;
    const commonNames: unknown[] = [certificate.toLegacyObject().subject.CN].flat();
    return names.some((name) => commonNames.includes(name) || certificate.checkHost(name, exactly) !== undefined);
  };
}

const exactly = { subject: 'never', wildcards: false } as const;
