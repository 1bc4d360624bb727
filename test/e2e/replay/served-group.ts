import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Bench } from '../../bench/control-plane.ts';
import { eventually } from '../../bench/processes.ts';
import { type RunningServe, startServe } from '../start-serve.ts';
import type { ReplayCase } from './cases.ts';
import { isReady } from './front.ts';

/** Cases that one server can judge: they have the same operator configuration. */
export interface Group {
  readonly flinkConf: Readonly<Record<string, string>>;
  readonly cases: readonly ReplayCase[];
}

export function groupsOf(cases: readonly ReplayCase[]): Group[] {
  return [...Map.groupBy(cases, ({ flinkConf }) => JSON.stringify(flinkConf)).values()]
    .map((members) => ({ flinkConf: members[0]?.flinkConf ?? {}, cases: members }))
    .toSorted((a, b) => b.cases.length - a.cases.length);
}

/** Host name → address, `null` for one that has none. All recordings agree about every name. */
export function knownNames(cases: readonly ReplayCase[]): Map<string, string | null> {
  const names = new Map<string, string | null>();
  for (const { id, resolve } of cases) {
    for (const [name, address] of Object.entries(resolve)) {
      if (names.has(name) && names.get(name) !== address) throw new Error(`${id} gives ${name} another address`);
      names.set(name, address);
    }
  }
  return names;
}

let servers = 0;

/** A server with the group's operator configuration, which looks other objects up in the cluster. */
export async function serveGroup(bench: Bench, flinkConf: Group['flinkConf']): Promise<RunningServe> {
  servers += 1;
  const directory = path.join(bench.directory, `replay-${servers}`);
  mkdirSync(directory);
  writeFileSync(path.join(directory, 'config.yaml'), JSON.stringify(flinkConf));
  const server = await startServe({
    // They share one certificate, which takes long to make.
    SLUICE_TLS_DIRECTORY: path.join(bench.directory, 'replay-tls'),
    SLUICE_OPERATOR_CONFIGURATION_DIRECTORY: directory,
    SLUICE_FACTS_CLUSTER_ENABLED: 'true',
    SLUICE_KUBERNETES_KUBECONFIG: bench.kubeconfig,
  });
  await eventually('the server is ready', () => isReady(server.healthUrl), 30);
  return server;
}
