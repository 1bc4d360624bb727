import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FullBench } from './full-bench.ts';

const chart = path.resolve(import.meta.dirname, '../../charts/sluice');

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
}

/** The gate as `helm install` puts it into the full bench, by its default names. */
export class Release {
  readonly bench: FullBench;
  readonly name = 'sluice';
  readonly namespace = 'sluice-system';
  /** Of both webhook configurations. */
  readonly configuration = `${this.name}-${this.namespace}`;
  readonly secret = `${this.name}-tls`;
  readonly lease = `${this.name}-certificates`;

  constructor(bench: FullBench) {
    this.bench = bench;
  }

  /** Without the engine: what is tested here is the gate, and nobody answers for the clusters of its objects. */
  async install(...flags: readonly string[]): Promise<void> {
    await this.helm([
      'install',
      this.name,
      chart,
      '--set=engine.enabled=false',
      '--create-namespace',
      '--wait',
      '--timeout=120s',
      ...flags,
    ]);
  }

  async upgrade(...flags: readonly string[]): Promise<void> {
    await this.helm(['upgrade', this.name, chart, '--set=engine.enabled=false', '--wait', '--timeout=120s', ...flags]);
  }

  async helm(args: readonly string[]): Promise<string> {
    const all = [...args, '--namespace', this.namespace];
    const { code, stdout, stderr } = await this.bench.helm(all, { timeoutSeconds: 180 });
    assert.equal(code, 0, `helm ${all.join(' ')}: ${stdout}${stderr}\n${code === 0 ? '' : await this.bench.explain()}`);
    return stdout;
  }

  /** Runs kubectl; where it fails, so does the test. */
  async must(args: readonly string[], input?: object): Promise<string> {
    const { code, stdout, stderr } = await this.bench.kubectl(args, {
      ...(input && { input: JSON.stringify(input) }),
      timeoutSeconds: 120,
    });
    assert.equal(code, 0, `kubectl ${args.join(' ')}: ${stderr}\n${code === 0 ? '' : await this.bench.explain()}`);
    return stdout;
  }

  async json(args: readonly string[]) {
    return JSON.parse(await this.must([...args, '-o', 'json']));
  }

  /** Names of the pods that are not going. */
  async pods(): Promise<string[]> {
    const selector = ['-n', this.namespace, '-l', 'app.kubernetes.io/component=webhook'];
    const { items } = (await this.json(['get', 'pods', ...selector])) as { items: readonly Pod[] };
    return items.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ metadata }) => metadata.name);
  }

  /** The process of the webhook container, as this machine numbers it. */
  processOf(pod: string): number {
    const pid = this.bench.kubelet.worker(this.namespace, pod)?.processOf('webhook');
    assert.ok(pid !== undefined, `the webhook of ${pod} runs`);
    return pid;
  }
}

/** Resident memory of a process in MiB. */
export function memoryMiB(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  return { now: kilobytes('VmRSS') / 1024, peak: kilobytes('VmHWM') / 1024 };
}
