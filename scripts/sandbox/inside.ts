import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { FlinkVersion } from '../../test/bench/flink/distribution.ts';
import { flinkImages } from '../../test/bench/flink/images.ts';
import { startFullBench } from '../../test/bench/full-bench.ts';
import { buildImageRoot } from '../../test/bench/image.ts';
import { startRelay } from '../../test/bench/relay.ts';
import { Release } from '../../test/bench/release.ts';
import { addFlink } from './flink.ts';
import { placesIn, readyLine } from './places.ts';

/** The inside of the sandbox: the bench, the chart in it, perhaps Flink, and sockets that lead to them. */
export async function runInside(directory: string, flink: FlinkVersion | undefined): Promise<void> {
  const places = placesIn(directory);
  // It ends with whoever started it, however that one ended; all else in this namespace ends with it.
  process.stdin.resume().on('end', () => process.exit());

  const own = { 'ghcr.io/sluice-dev/sluice': await buildImageRoot() };
  const bench = await startFullBench({ images: { ...own, ...(flink && (await flinkImages([flink]))) } });
  const release = new Release(bench);
  // With Flink, one engine beside the cluster shows what it does.
  await release.install(...(flink ? ['--set', 'engine.enabled=false'] : []));
  await release.must(['create', 'namespace', 'shop']);
  if (flink) await addFlink(bench, directory);

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
