import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { BenchDns } from './dns.ts';
import { serverPair } from './keys.ts';
import { Kubelet, nodeName } from './kubelet/kubelet.ts';
import { gateway } from './kubelet/network.ts';
import type { BenchImage } from './kubelet/types.ts';
import { eventually, tail } from './processes.ts';
import { ServiceDirectory } from './service-directory.ts';
import { ServiceRoutes } from './services.ts';

export interface FullBenchOptions {
  /** By the name that pods give, with or without a tag. */
  readonly images: Readonly<Record<string, BenchImage>>;
}

/** An API server whose pods run, whose Services are routed, and whose names resolve. */
export interface FullBench extends ControlPlane {
  readonly kubelet: Kubelet;
  readonly dns: BenchDns;
  readonly images: Map<string, BenchImage>;
  /** Ends the containers of a pod at once, or one of them. */
  kill(namespace: string, pod: string, container?: string): void;
  /** Makes the processes of a pod stand still, or go on. */
  hold(namespace: string, pod: string, holds: boolean): void;
  /** Pods, events, and the last lines of everything. */
  explain(): Promise<string>;
  waitFor<T>(what: string, look: () => Promise<T | undefined | false>, seconds?: number): Promise<T>;
}

const apiServerPort = 6443;
let started = 0;

/** Must run in a namespace of its own (private-namespace.ts). Up in some seven seconds. */
export async function startFullBench({ images }: FullBenchOptions): Promise<FullBench> {
  if (process.env['BENCH_PRIVATE_NAMESPACE'] !== '1') throw new Error('run this by test/bench/private-namespace.ts');
  const directory = path.join('/run/sluice-bench', `${process.pid}-${++started}`);
  mkdirSync(directory, { recursive: true });
  const plane = await startControlPlane({
    directory,
    address: gateway,
    port: apiServerPort,
    hosts: [gateway],
    controllers: true,
  });
  const log = path.join(directory, 'kubelet.log');
  const note = (line: string) => appendFileSync(log, `${new Date().toISOString()} ${line}\n`);
  const known = new Map(Object.entries(images));
  const kubelet = await Kubelet.start({
    kubeconfig: plane.kubeconfig,
    directory: path.join(directory, 'pods'),
    images: known,
    serving: await serverPair(plane.keys.ca, nodeName, [gateway]),
    log: note,
  });
  const routes: ServiceRoutes = new ServiceRoutes(
    () => services,
    apiServerPort,
    (error) => note(String(error)),
  );
  const services = new ServiceDirectory(kubelet.client, () => void routes.update());
  await services.settled();
  await routes.update();
  const dns = new BenchDns(() => services);
  await dns.start();

  async function explain(): Promise<string> {
    const show = async (args: readonly string[]) => (await plane.kubectl(args, { timeoutSeconds: 10 })).stdout;
    const parts = [
      await show(['get', 'pods', '-A', '-o', 'wide']),
      await show(['get', 'events', '-A', '--sort-by=.lastTimestamp']),
      `--- kubelet\n${existsSync(log) ? tail(log, 40) : ''}`,
    ];
    for (const worker of kubelet.workers()) {
      for (const container of worker.containers()) {
        parts.push(`--- ${worker.pod.metadata.name} ${container}\n${tail(worker.logOf(container), 50)}`);
      }
    }
    return parts.join('\n');
  }

  function workerOf(namespace: string, pod: string) {
    const worker = kubelet.worker(namespace, pod);
    if (!worker) throw new Error(`there is no pod ${namespace}/${pod}`);
    return worker;
  }

  return {
    ...plane,
    kubelet,
    dns,
    images: known,
    explain,
    kill: (namespace, pod, container) => workerOf(namespace, pod).kill(container),
    hold: (namespace, pod, holds) => workerOf(namespace, pod).hold(holds),
    waitFor: (what, look, seconds = 60) => eventually(what, look, seconds, explain),
    async stop() {
      dns.stop();
      await services.stop();
      await kubelet.stop();
      await plane.stop();
    },
  };
}
