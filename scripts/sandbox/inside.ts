import { readFileSync } from 'node:fs';
import process from 'node:process';
import { startFullBench } from '../../test/bench/full-bench.ts';
import { buildImageRoot } from '../../test/bench/image.ts';
import { startRelay } from '../../test/bench/relay.ts';
import { Release } from '../../test/bench/release.ts';
import { placesIn, readyLine } from './places.ts';

/** The inside of the sandbox: the bench, the chart in it, and sockets that lead to both. */
export async function runInside(directory: string): Promise<void> {
  const places = placesIn(directory);
  // It ends with whoever started it, however that one ended; all else in this namespace ends with it.
  process.stdin.resume().on('end', () => process.exit());

  const bench = await startFullBench({ images: { 'ghcr.io/sluice-dev/sluice': await buildImageRoot() } });
  const release = new Release(bench);
  await release.install();
  await release.must(['create', 'namespace', 'shop']);

  const { hostname, port } = new URL(bench.server);
  await startRelay({ path: places.apiSocket }, () => ({ host: hostname, port: Number(port) }));
  await startRelay({ path: places.healthSocket }, async () => {
    const [pod] = await release.pods();
    const host = pod === undefined ? undefined : bench.kubelet.worker(release.namespace, pod)?.address;
    return host === undefined ? undefined : { host, port: 8080 };
  });

  const kubeconfig = JSON.parse(readFileSync(bench.kubeconfig, 'utf8'));
  process.stdout.write(`${readyLine} ${JSON.stringify(kubeconfig)}\n`);
}
