import path from 'node:path';
import { lookupIn, resolverOf, strictPolicy, unknownLookup, unknownResolver } from '../admission/given-facts.ts';
import type { GatePorts, Lookup } from '../admission/ports.ts';
import { OperatorConfiguration } from '../values/effective-configuration.ts';
import { readingError, UnreadableInput, UsageError } from './errors.ts';
import { readFlinkConfiguration } from './flink-conf.ts';
import { findInputs, readText } from './manifest/inputs.ts';
import { objectsOf } from './manifest/objects.ts';
import { readManifest } from './manifest/read-manifest.ts';

/** The flags that stand for a cluster. */
export interface WorldOptions {
  readonly flinkConf?: string;
  readonly context?: readonly string[];
  readonly resolve?: readonly string[];
}

export type Addresses = Readonly<Record<string, readonly string[] | null>>;

/** What is known about the world besides the objects to judge. What is left out, nobody can say (D7). */
export interface World {
  readonly configuration?: OperatorConfiguration;
  readonly context?: readonly unknown[];
  readonly addresses?: Addresses;
}

const unconfigured = OperatorConfiguration.from({});

export async function readWorld({ flinkConf, context, resolve }: WorldOptions, cwd: string): Promise<World> {
  return {
    ...(flinkConf !== undefined && { configuration: await readFlinkConfiguration(path.resolve(cwd, flinkConf)) }),
    ...(context !== undefined && { context: await readContext(context, cwd) }),
    ...(resolve !== undefined && { addresses: readAddresses(resolve) }),
  };
}

/** What admission asks of the world, answered from what was given and never from a cluster or from DNS. */
export function portsOf({ configuration = unconfigured, context, addresses }: World, lookup?: Lookup): GatePorts {
  return {
    lookup: lookup ?? (context ? lookupIn(context) : unknownLookup),
    resolver: addresses ? resolverOf(addresses) : unknownResolver,
    now: () => new Date(),
    elapsed: () => performance.now(),
    operatorConfiguration: () => configuration,
    policy: () => strictPolicy,
    foresight: async () => (await import('../engine/preview/foresight.ts')).foresight,
  };
}

async function readContext(paths: readonly string[], cwd: string): Promise<unknown[]> {
  const { files, unreadable } = await findInputs(paths, { cwd, ignore: false });
  const [first] = unreadable;
  if (first) throw new UnreadableInput(`--context ${first.message}`);
  return files.flatMap(({ name, path: file }) => {
    if (file === undefined) throw new UsageError('--context cannot be read from stdin');
    let text: string;
    try {
      text = readText(file);
    } catch (error) {
      throw new UnreadableInput(`--context ${readingError(name, error)}`);
    }
    return readManifest(name, text).documents.flatMap(({ value, problems }) => {
      const broken = problems.find(({ rule }) => rule === 'yaml-syntax' || rule === 'yaml-too-large');
      if (broken) throw new UnreadableInput(`--context ${name}: ${broken.message}`);
      return objectsOf(value).map(({ object }) => object);
    });
  });
}

/** `HOST=ADDRESS[,ADDRESS]`, repeatable; nothing after `=` is a name without address. */
function readAddresses(given: readonly string[]): Addresses {
  const addresses: Record<string, string[] | null> = Object.create(null);
  for (const each of given) {
    const [, host, found] = /^([^=\s]+)=(.*)$/.exec(each) ?? [];
    if (host === undefined || found === undefined) {
      throw new UsageError(`--resolve ${each}: write HOST=ADDRESS, or HOST= for a name that does not resolve`);
    }
    const list =
      found === 'null'
        ? []
        : found
            .split(',')
            .map((text) => text.trim())
            .filter((text) => text !== '');
    addresses[host] = list.length === 0 ? null : [...(addresses[host] ?? []), ...list];
  }
  return addresses;
}
