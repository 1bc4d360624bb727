import { type ServingCertificate, servingCertificate } from '../certificates/serving-certificate.ts';
import type { Settings } from '../config/settings-type.ts';
import type { Log } from '../log.ts';
import type { ReadinessCheck } from '../server/health.ts';
import type { Metrics } from '../server/metrics.ts';
import { SetupProblem } from '../server/setup-problem.ts';
import type { Cluster } from './cluster.ts';

export interface WebhookCertificate {
  readonly check: ReadinessCheck;
  /** Comes at once, but in mode self, where another replica may have to make it first. */
  readonly serving: Promise<ServingCertificate>;
  /** Lets another replica take over what only one does. */
  handOver(): Promise<void>;
  close(): void;
}

export interface WebhookCertificateOptions {
  readonly settings: Settings;
  readonly log: Log;
  readonly metrics: Metrics;
  cluster(): Promise<Cluster>;
}

/** The certificate of the HTTPS port in the mode that is set (S-18), and what goes with it in a cluster. */
export async function webhookCertificate(options: WebhookCertificateOptions): Promise<WebhookCertificate> {
  const { settings, log, metrics, cluster } = options;
  const { tls, registrations } = settings;
  const leads = tls.mode === 'self' || tls.mode === 'cert-manager';
  if (leads && registrations.conversion && registrations.service === undefined) {
    throw new SetupProblem('registrations.conversion needs registrations.service, which API servers are to call');
  }
  if (tls.mode === 'self') {
    const [{ keepOwnCertificate }, found] = await Promise.all([import('./own-certificate.ts'), cluster()]);
    return keepOwnCertificate({ cluster: found, settings, log, metrics });
  }
  const serving = await servingCertificate({ tls, log, metrics });
  const alone = { check: serving.check, serving: Promise.resolve(serving), handOver: async () => {}, close() {} };
  if (tls.mode !== 'cert-manager' || !registrations.conversion) return alone;
  if (registrations.certificate === undefined) {
    throw new SetupProblem('registrations.conversion needs registrations.certificate in TLS mode cert-manager');
  }
  const [{ keepConversion }, found] = await Promise.all([import('./kept-conversion.ts'), cluster()]);
  return { ...alone, ...keepConversion(found, settings, log) };
}
