import type { X509Certificate } from 'node:crypto';
import type { TlsSettings } from '../config/settings-type.ts';
import type { Watching } from '../config/watch-directory.ts';
import type { Log } from '../log.ts';
import type { ReadinessCheck } from '../server/health.ts';
import type { Metrics } from '../server/metrics.ts';
import { SetupProblem } from '../server/setup-problem.ts';
import { type CertificatePair, readPair, uncoveredNames } from './certificate-pair.ts';
import { watchCertificate } from './certificate-watch.ts';
import { type DevelopmentCertificates, developmentCertificates, localNames } from './development-certificates.ts';

export interface ServingCertificate {
  /** The pair to start with. */
  readonly pair: CertificatePair;
  /** Where callers find the CA, and how it came there; in mode dev only. */
  readonly development?: DevelopmentCertificates;
  readonly check: ReadinessCheck;
  /** Keeps the pair up to date; a new one is handed to `replaced`. */
  follow(replaced: (pair: CertificatePair) => void): Watching;
}

export interface ServingCertificateOptions {
  readonly tls: TlsSettings;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'certificateExpires' | 'certificateReloaded'>;
}

/** The certificate of the HTTPS port, in the mode that is set (S-18). */
export async function servingCertificate(options: ServingCertificateOptions): Promise<ServingCertificate> {
  const { tls, log, metrics } = options;
  const development = tls.mode === 'dev' ? await developmentCertificates(developmentOptions(tls)) : undefined;
  const first = development ? development.pair : await readPair(tls);
  if ('problem' in first) throw new SetupProblem(`${tls.directory}/${tls.certificateFile} ${first.problem}`);
  let current: X509Certificate = first.leaf;
  metrics.certificateExpires('serving', current.validToDate);

  function follow(replaced: (pair: CertificatePair) => void): Watching {
    // What is only in memory has no files to follow.
    if (development?.kept === 'memory') return { close() {} };
    return watchCertificate({
      files: tls,
      current: first as CertificatePair,
      everySeconds: tls.reloadSeconds,
      replaced(pair) {
        replaced(pair);
        current = pair.leaf;
        metrics.certificateExpires('serving', current.validToDate);
        metrics.certificateReloaded('success');
        log.info({ until: current.validTo, serial: current.serialNumber }, 'took over a new certificate');
      },
      refused(problem) {
        metrics.certificateReloaded('failure');
        log.error({ directory: tls.directory, problem }, 'kept the last good certificate');
      },
    });
  }

  const check = { name: 'certificate', problem: () => problemOf(current, tls.serviceNames) };
  return { pair: first, ...(development && { development }), check, follow };
}

function developmentOptions(tls: TlsSettings): Parameters<typeof developmentCertificates>[0] {
  return { files: tls, names: [...new Set([...localNames, ...tls.serviceNames, ...tls.extraNames])] };
}

/** Why callers would not believe this certificate. */
export function problemOf(certificate: X509Certificate, names: readonly string[]): string | undefined {
  if (certificate.validToDate.getTime() <= Date.now()) return `has expired on ${certificate.validTo}`;
  if (certificate.validFromDate.getTime() > Date.now()) return `is not valid before ${certificate.validFrom}`;
  const uncovered = uncoveredNames(certificate, names);
  return uncovered.length === 0 ? undefined : `is not valid for ${uncovered.join(', ')}`;
}
