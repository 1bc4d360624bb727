import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { stringify } from 'yaml';
import type { FlinkVersion } from '../../test/bench/flink/distribution.ts';
import { startRestProxy } from '../../test/bench/flink/proxy.ts';
import { jobAccount } from '../../test/bench/flink/small-cluster.ts';
import type { FullBench } from '../../test/bench/full-bench.ts';
import { startDaemon } from '../../test/bench/processes.ts';
import { placesIn } from './places.ts';

/** What `--flink` adds: accounts for JobManagers, the way to their web interfaces, and the engine. */

const root = path.resolve(import.meta.dirname, '../..');
const domain = 'svc.cluster.local';

/** So that somebody who looks on does not wait. */
const impatience = {
  'kubernetes.operator.reconcile.interval': '10 s',
  'kubernetes.operator.observer.progress-check.interval': '2 s',
  'kubernetes.operator.observer.rest-ready.delay': '2 s',
  'web.refresh-interval': '500',
  'cluster.registration.error-delay': '500',
  'cluster.registration.initial-timeout': '200',
};

export async function addFlink(bench: FullBench, directory: string): Promise<void> {
  const { kubeconfig } = bench;
  for (const namespace of ['default', 'shop']) {
    const { code, stderr } = await bench.kubectl(['apply', '-f', '-'], {
      input: JSON.stringify(jobAccount(namespace)),
    });
    if (code !== 0) throw new Error(stderr);
  }
  await startRestProxy(webInterface, { path: placesIn(directory).flinkSocket });
  startEngine(kubeconfig, directory);
}

/** `/NAMESPACE/NAME/…` is a path of the REST server of that cluster, which is its web interface as well. */
function webInterface(whole: string): URL | undefined {
  const [, namespace, name, rest = ''] = /^\/([a-z0-9-]+)\/([a-z0-9-]+)(\/.*)$/.exec(whole) ?? [];
  return namespace === undefined ? undefined : new URL(`http://${name}-rest.${namespace}.${domain}:8081${rest}`);
}

/** The engine of this checkout, beside the cluster and not in it. */
function startEngine(kubeconfig: string, directory: string): void {
  const { engineLog, configuration } = placesIn(directory);
  const defaults = readFileSync(path.join(root, 'charts/sluice/files/java17.yaml'), 'utf8');
  mkdirSync(configuration);
  writeFileSync(path.join(configuration, 'config.yaml'), `${defaults}\n${stringify(impatience)}`);
  const settings = {
    'kubernetes.kubeconfig': kubeconfig,
    'kubernetes.namespace': 'default',
    'operatorConfiguration.directory': configuration,
    // This process is in no pod, whose names need no domain.
    'engine.flink.address': `{service}.{namespace}.${domain}:{port}`,
    'log.format': 'text',
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const engine = startDaemon(process.execPath, ['src/bin/from-source.js', 'engine', ...flags], {
    log: engineLog,
    cwd: root,
  });
  engine.process.once('exit', (code) => console.error(`the engine has ended with ${code}; see ${engineLog}`));
}

/** examples/basic.yaml with another version of Flink. */
export function basicExample(version: FlinkVersion): string {
  const [major, minor] = version.split('.');
  const text = readFileSync(path.join(root, 'examples/basic.yaml'), 'utf8');
  return text.replace('flink:1.20', `flink:${major}.${minor}`).replace('v1_20', `v${major}_${minor}`);
}
