import { lookupIn, unknownLookup, unknownResolver } from '../admission/given-facts.ts';
import type { GatePorts, Lookup } from '../admission/ports.ts';
import {
  loadOperatorConfiguration,
  type OperatorConfigurationWatch,
  watchOperatorConfiguration,
} from '../config/operator-configuration.ts';
import type { Settings } from '../config/settings-type.ts';
import type { Watching } from '../config/watch-directory.ts';
import type { Log } from '../log.ts';
import { createResolver } from '../server/resolver.ts';
import { SetupProblem } from '../server/setup-problem.ts';
import { OperatorConfiguration } from '../values/effective-configuration.ts';

export interface WebhookFacts extends Watching {
  readonly ports: Pick<GatePorts, 'lookup' | 'resolver' | 'operatorConfiguration'>;
}

/** Where the gate of a server learns what the object under review does not say. */
export async function gatherFacts(settings: Settings, log: Log): Promise<WebhookFacts> {
  const { dns, context } = settings.facts;
  const configuration = await followOperatorConfiguration(settings.operatorConfiguration, log);
  return {
    ports: {
      lookup: watched(context.length === 0 ? unknownLookup : await contextLookup(context), settings.namespaces),
      resolver: dns.enabled ? createResolver({ timeout: dns.timeout }) : unknownResolver,
      operatorConfiguration: configuration.current,
    },
    close: configuration.close,
  };
}

type ConfigurationSettings = Settings['operatorConfiguration'];

async function followOperatorConfiguration(
  { directory, overrideDirectory, reloadSeconds }: ConfigurationSettings,
  log: Log,
): Promise<OperatorConfigurationWatch> {
  if (directory === undefined) {
    const none = OperatorConfiguration.from({});
    return { current: () => none, close() {} };
  }
  const loaded = await loadOperatorConfiguration(directory, overrideDirectory);
  // With other defaults than the operator's, verdicts would mislead.
  if (!('map' in loaded)) throw new SetupProblem(loaded.problems.join('; '));
  if (loaded.problems.length > 0) log.warn({ problems: loaded.problems }, 'read the operator configuration in part');
  return watchOperatorConfiguration({ directory, overrideDirectory }, loaded, reloadSeconds, {
    changed: ({ map, problems }) => log.info({ keys: map.size, problems }, 'took over the operator configuration'),
    failed: (problems) => log.error({ problems }, 'kept the last good operator configuration'),
  });
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
