import { lookupIn, unknownLookup, unknownResolver } from '../admission/given-facts.ts';
import type { GatePorts, Lookup } from '../admission/ports.ts';
import type { Settings } from '../config/settings-type.ts';
import type { Watching } from '../config/watch-directory.ts';
import type { Log } from '../log.ts';
import type { ReadinessCheck } from '../server/health.ts';
import type { CacheFigures } from '../server/metrics.ts';
import { createResolver } from '../server/resolver.ts';
import type { Cluster } from './cluster.ts';
import { followOperatorConfiguration } from './operator-configuration.ts';

export interface WebhookFacts extends Watching {
  readonly ports: Pick<GatePorts, 'lookup' | 'resolver' | 'operatorConfiguration'>;
  readonly checks: readonly ReadinessCheck[];
  caches(): readonly CacheFigures[];
}

/** Where the gate of a server learns what the object under review does not say. */
export async function gatherFacts(
  settings: Settings,
  log: Log,
  cluster: () => Promise<Cluster>,
): Promise<WebhookFacts> {
  const { dns } = settings.facts;
  const configuration = await followOperatorConfiguration(settings.operatorConfiguration, log);
  const objects = await knownObjects(settings, log, cluster);
  return {
    ports: {
      lookup: watched(objects.lookup, settings.namespaces),
      resolver: dns.enabled ? createResolver({ timeout: dns.timeout }) : unknownResolver,
      operatorConfiguration: configuration.current,
    },
    checks: objects.check ? [objects.check] : [],
    caches: objects.caches,
    close() {
      configuration.close();
      objects.close();
    },
  };
}

interface KnownObjects extends Watching {
  readonly lookup: Lookup;
  readonly check?: ReadinessCheck;
  caches(): readonly CacheFigures[];
}

/** Files that were named stand for the cluster, also where it could be asked. */
async function knownObjects(
  { facts, namespaces }: Settings,
  log: Log,
  findCluster: () => Promise<Cluster>,
): Promise<KnownObjects> {
  const none = { caches: () => [], close() {} };
  if (facts.context.length > 0) return { ...none, lookup: await contextLookup(facts.context) };
  if (!facts.cluster.enabled) return { ...none, lookup: unknownLookup };
  const [{ clusterLookup }, { client }] = await Promise.all([import('../kube/lookup.ts'), findCluster()]);
  const cluster = clusterLookup({
    client,
    namespaces,
    failed: (kind, error) => log.warn({ kind, err: error }, 'a cache lost its API server'),
  });
  return {
    lookup: cluster.lookup,
    check: waitForCaches(cluster.synced(), facts.cluster.syncSeconds, log),
    caches: cluster.caches,
    close: () => void cluster.close(),
  };
}

/** Look-ups are worth waiting for, but not for ever (S-15). */
function waitForCaches(synced: Promise<void>, seconds: number, log: Log): ReadinessCheck {
  let problem: string | undefined = 'wait for the API server';
  const ceiling = setTimeout(() => {
    problem = undefined;
    log.warn({ seconds }, 'serving without look-ups in the cluster until its caches are complete');
  }, seconds * 1000);
  ceiling.unref();
  void synced.then(() => {
    clearTimeout(ceiling);
    problem = undefined;
    log.info('caches are complete');
  });
  return { name: 'caches', problem: () => problem };
}

async function contextLookup(paths: readonly string[]): Promise<Lookup> {
  // Reading manifests is for work on one machine; a server in a cluster never loads it.
  const { readWorld } = await import('../cli/world.ts');
  const { context = [] } = await readWorld({ context: paths }, process.cwd());
  return lookupIn(context);
}

/** Of namespaces that are not watched nothing is known. */
function watched(lookup: Lookup, namespaces: readonly string[]): Lookup {
  if (namespaces.length === 0) return lookup;
  const known = new Set(namespaces);
  return { find: (kind, namespace, name) => (known.has(namespace) ? lookup.find(kind, namespace, name) : 'unknown') };
}
