import { systemClock } from '../clock.ts';
import type { Settings } from '../config/settings-type.ts';
import { Election } from '../kube/lease.ts';
import { ClusterRegistrations } from '../kube/registrations.ts';
import type { Log } from '../log.ts';
import type { Cluster } from './cluster.ts';

/** Where cert-manager fills in what callers trust, one replica keeps the conversion of FlinkCluster, and nothing else. */
export function keepConversion(
  { client, namespace, identity }: Cluster,
  { tls, registrations: registered }: Pick<Settings, 'tls' | 'registrations'>,
  log: Log,
): { handOver(): Promise<void>; close(): void } {
  let awake = new AbortController();
  const registrations = new ClusterRegistrations(
    client,
    {
      conversion: true,
      injectedFrom: registered.certificate ?? '',
      service: registered.service,
      namespace,
      compareSeconds: registered.compareSeconds,
    },
    {
      changed: () => awake.abort(),
      repaired: (object) => log.warn({ object }, 'somebody had changed the conversion; put it right'),
      failed: (error) => log.warn({ err: error }, 'cannot follow a registration'),
    },
  );
  const election = new Election({
    client,
    name: tls.self.lease,
    namespace,
    identity,
    async lead(signal) {
      while (!signal.aborted) {
        awake = new AbortController();
        await registrations
          .ensure('')
          .catch((error: unknown) => log.warn({ err: error }, 'cannot keep the conversion'));
        await systemClock.sleep(registered.compareSeconds * 1000, AbortSignal.any([awake.signal, signal]));
      }
    },
    failed: (error) => log.warn({ err: error }, 'the election failed, and goes on'),
  }).start();
  return {
    handOver: () => election.stop(),
    close() {
      void election.stop();
      void registrations.stop();
    },
  };
}
