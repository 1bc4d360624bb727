import { domainToASCII } from 'node:url';
import { uncoveredNames } from '../certificates/certificate-pair.ts';
import { FollowedCertificates } from '../certificates/issuing/followed-certificates.ts';
import { Issuer } from '../certificates/issuing/issuer.ts';
import { usualPlanTimes } from '../certificates/issuing/plan.ts';
import { pairOf } from '../certificates/issuing/stored-certificates.ts';
import { problemOf, type ServingCertificate } from '../certificates/serving-certificate.ts';
import { systemClock } from '../clock.ts';
import type { Settings } from '../config/settings-type.ts';
import { certificateSecret, watchSecret } from '../kube/certificate-secret.ts';
import { Election } from '../kube/lease.ts';
import { ClusterRegistrations } from '../kube/registrations.ts';
import { servedCertificates } from '../kube/served-certificates.ts';
import type { Log } from '../log.ts';
import type { ReadinessCheck } from '../server/health.ts';
import type { Metrics } from '../server/metrics.ts';
import type { Cluster } from './cluster.ts';

export interface OwnCertificateOptions {
  readonly cluster: Cluster;
  readonly settings: Pick<Settings, 'tls' | 'registrations'>;
  readonly log: Log;
  readonly metrics: Pick<
    Metrics,
    'certificateExpires' | 'certificateReloaded' | 'certificateRotated' | 'caBundleRepaired'
  >;
}

export interface OwnCertificate {
  readonly check: ReadinessCheck;
  /** Once there is a certificate to serve. */
  readonly serving: Promise<ServingCertificate>;
  /** Lets another replica issue. */
  handOver(): Promise<void>;
  close(): void;
}

/** The names under which API servers call a Service. */
export function namesOfService(service: string, namespace: string): string[] {
  const name = `${service}.${namespace}`;
  return [service, name, `${name}.svc`, `${name}.svc.cluster.local`];
}

/** The certificate of TLS mode self: kept in a Secret, issued by whichever replica leads, followed by all (S-19). */
export function keepOwnCertificate({ cluster, settings, log, metrics }: OwnCertificateOptions): OwnCertificate {
  const { client, namespace, identity } = cluster;
  const { tls, registrations: registered } = settings;
  const { service } = registered;
  const named = [...(service ? namesOfService(service, namespace) : []), ...tls.serviceNames, ...tls.extraNames];
  // As callers will ask for them.
  const names = [...new Set(named.map((name) => domainToASCII(name) || name))];
  const name = { name: tls.self.store, namespace };
  const warn = (what: string) => (error: unknown) => log.warn({ err: error }, what);

  let replaced: ((pair: ReturnType<typeof pairOf>) => void) | undefined;
  let begin: (certificate: ServingCertificate) => void;
  const serving = new Promise<ServingCertificate>((resolve) => {
    begin = resolve;
  });
  const check = {
    name: 'certificate',
    problem() {
      // The other replicas serve the same one, so it helps nobody to leave this one out for a name for long.
      const needed = followed.starting ? names : [];
      return (followed.serving && problemOf(followed.serving.leaf, needed)) ?? followed.problem();
    },
  };
  const secret = certificateSecret(client, name);
  const registrations = new ClusterRegistrations(
    client,
    { ...registered, namespace },
    {
      changed() {
        void issuer.republish();
        followed.look();
      },
      repaired(object) {
        metrics.caBundleRepaired();
        log.warn({ object }, 'somebody had changed what callers trust; put it right');
      },
      failed: warn('cannot keep a registration right'),
    },
  );
  const followed = new FollowedCertificates({
    clock: systemClock,
    times: usualPlanTimes,
    registrations,
    serve(stored) {
      const { leaf } = stored;
      metrics.certificateExpires('serving', leaf.validToDate);
      metrics.certificateExpires('ca', stored.authorities[0]?.validToDate ?? leaf.validToDate);
      const lacking = uncoveredNames(leaf, names);
      if (lacking.length > 0) log.warn({ names: lacking }, 'the certificate lacks names until this replica leads');
      if (replaced) {
        replaced(pairOf(stored));
        metrics.certificateReloaded('success');
        log.info({ until: leaf.validTo, serial: leaf.serialNumber }, 'took over a new certificate');
      }
      begin({
        pair: pairOf(stored),
        check,
        follow(tell) {
          replaced = tell;
          // One that came between the first and now.
          if (followed.serving && followed.serving !== stored) tell(pairOf(followed.serving));
          return { close() {} };
        },
      });
    },
    refused(problem) {
      metrics.certificateReloaded('failure');
      log.error({ secret: name.name, problem }, 'kept the last good certificate');
    },
  });

  const issuer = new Issuer({
    secret,
    registrations,
    replicas: service ? servedCertificates(client, namespace, service) : { served: async () => servedHere() },
    lastGood: () => followed.lastGood,
    serving: () => followed.serving,
    clock: systemClock,
    compareSeconds: registered.compareSeconds,
    names,
    caDays: tls.self.caDays,
    leafDays: tls.self.leafDays,
    did(step, stored) {
      metrics.certificateRotated(step.type);
      log.info(
        { step: step.type, until: stored.leaf.validTo, authorities: stored.authorities.length },
        'wrote certificates',
      );
    },
    failed: warn('a step of issuing failed, and is tried again'),
  });
  const servedHere = () => (followed.serving ? [followed.serving.leaf.fingerprint256] : []);
  const watching = watchSecret(
    client,
    name,
    (content) => {
      followed.take(content);
      issuer.wake();
    },
    warn('cannot follow the Secret of the certificates'),
  );
  const compared = new AbortController();
  void compareEvery(tls.reloadSeconds, compared.signal);
  const election = new Election({
    client,
    name: tls.self.lease,
    namespace,
    identity,
    async lead(signal) {
      log.info('issues certificates from now on');
      await Promise.race([registrations.synced(), systemClock.sleep(5000, signal)]);
      await issuer.run(signal);
    },
    failed: warn('the election failed, and goes on'),
  }).start();

  /** A watch that has died tells nothing for minutes. */
  async function compareEvery(seconds: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      await systemClock.sleep(seconds * 1000, signal);
      if (signal.aborted) return;
      if ((watching.silentFor ?? 0) < seconds * 1000) continue;
      await secret.read().then((content) => followed.take(content), warn('cannot read the Secret of the certificates'));
    }
  }

  return {
    check,
    serving,
    handOver: () => election.stop(),
    close() {
      compared.abort();
      followed.stop();
      void watching.stop();
      void registrations.stop();
      void election.stop();
    },
  };
}
