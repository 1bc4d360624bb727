import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { tail } from '../processes.ts';
import { type RunningContainer, startContainer } from './container.ts';
import { environmentOf } from './environment.ts';
import { createPodNetwork, gateway, type PodNetwork } from './network.ts';
import { runInside, watchProbe } from './probe.ts';
import { type BenchImage, type Container, NotYet, type Pod, type Sources } from './types.ts';
import { changes, prepareVolume } from './volumes.ts';

export interface WorkerWorld {
  readonly sources: Sources;
  /** Where pods live on this machine. */
  readonly directory: string;
  image(name: string): BenchImage | undefined;
  writeStatus(pod: Pod, status: object): Promise<void>;
  /** Removes the object once nothing of it is left. */
  finish(pod: Pod): Promise<void>;
  log(line: string): void;
}

interface ContainerState {
  readonly container: Container;
  readonly init: boolean;
  running?: RunningContainer | undefined;
  waiting?: { readonly reason: string; readonly message?: string } | undefined;
  terminated?:
    | { readonly exitCode: number; readonly startedAt: string; readonly finishedAt: string; readonly message: string }
    | undefined;
  last?: ContainerState['terminated'];
  restarts: number;
  started: boolean;
  ready: boolean;
}

const firstBackoff = 1000;
const longestBackoff = 20_000;

/** Runs one pod from its binding to its end. */
export class PodWorker {
  pod: Pod;
  readonly #world: WorkerWorld;
  readonly #states: ContainerState[];
  readonly #ending = new AbortController();
  readonly #volumes = new Map<string, string>();
  readonly directory: string;
  readonly #startTime = new Date().toISOString();
  #network: PodNetwork | undefined;
  #phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' = 'Pending';
  #writing: Promise<void> = Promise.resolve();
  #written = '';
  #deleting = false;
  readonly finished: Promise<void>;

  constructor(pod: Pod, world: WorkerWorld) {
    this.pod = pod;
    this.#world = world;
    this.directory = path.join(world.directory, pod.metadata.uid);
    const { initContainers = [], containers } = pod.spec;
    const state = (init: boolean) => (container: Container) => ({
      container,
      init,
      restarts: 0,
      started: false,
      ready: false,
    });
    this.#states = [...initContainers.map(state(true)), ...containers.map(state(false))];
    this.finished = this.#run().catch((error: unknown) => world.log(`${this.#name}: ${String(error)}`));
  }

  get #name(): string {
    return `${this.pod.metadata.namespace}/${this.pod.metadata.name}`;
  }

  get address(): string | undefined {
    return this.#network?.address;
  }

  /** The object has changed: it may be on its way out. */
  update(pod: Pod): void {
    this.pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined) this.#ending.abort();
  }

  /** The object is gone without having waited for us. */
  abandon(): void {
    this.#deleting = true;
    for (const { running } of this.#states) running?.signal('SIGKILL');
    this.#ending.abort();
  }

  logOf(container: string, previous = false): string {
    return path.join(this.directory, `${container}${previous ? '.previous' : ''}.log`);
  }

  containers(): readonly string[] {
    return this.#states.map(({ container }) => container.name);
  }

  /** The process that is 1 in a container, as this machine numbers it. */
  processOf(container: string): number | undefined {
    return this.#states.find((state) => state.container.name === container)?.running?.init();
  }

  /** Ends every container at once, or the one that is named, as a crash would: it is started again as the policy has it. */
  kill(name?: string): void {
    const meant = this.#states.filter(({ container }) => name === undefined || container.name === name);
    for (const { running } of meant) running?.signal('SIGKILL');
  }

  /** Every container stands still, or goes on. */
  hold(holds: boolean): void {
    for (const { running } of this.#states) running?.signal(holds ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Shows what ConfigMaps and Secrets hold by now. */
  async refreshVolumes(): Promise<void> {
    const address = this.#network?.address;
    if (address === undefined || this.#ending.signal.aborted) return;
    const options = { directory: this.directory, address, sources: this.#world.sources };
    for (const volume of this.pod.spec.volumes ?? []) {
      if (!changes(volume) || !this.#volumes.has(volume.name)) continue;
      await prepareVolume(this.pod, volume, options).catch((error: unknown) => {
        // What a running pod has been shown stays where its source goes.
        if (!(error instanceof NotYet)) throw error;
      });
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    mkdirSync(this.directory, { recursive: true });
    this.#network = await createPodNetwork();
    this.#writeNames(this.#network.address);
    this.#tell();
    try {
      // Containers that run are ended below.
      if (await this.#prepareVolumes(signal)) await Promise.race([this.#runContainers(signal), untilAborted(signal)]);
    } finally {
      await this.#end();
    }
  }

  #writeNames(address: string): void {
    const { name, namespace } = this.pod.metadata;
    const search = `${namespace}.svc.cluster.local svc.cluster.local cluster.local`;
    const resolv = `nameserver ${gateway}\nsearch ${search}\noptions ndots:5 timeout:2\n`;
    writeFileSync(path.join(this.directory, 'resolv.conf'), resolv);
    writeFileSync(path.join(this.directory, 'hosts'), `127.0.0.1 localhost\n::1 localhost\n${address} ${name}\n`);
  }

  async #prepareVolumes(signal: AbortSignal): Promise<boolean> {
    const address = this.#network?.address ?? '';
    for (const volume of this.pod.spec.volumes ?? []) {
      while (!signal.aborted) {
        try {
          const options = { directory: this.directory, address, sources: this.#world.sources };
          this.#volumes.set(volume.name, await prepareVolume(this.pod, volume, options));
          break;
        } catch (error) {
          if (!(error instanceof NotYet)) throw error;
          await pause(250, signal);
        }
      }
    }
    return !signal.aborted;
  }

  async #runContainers(signal: AbortSignal): Promise<void> {
    for (const state of this.#states.filter(({ init }) => init)) {
      if (signal.aborted) return;
      const code = await this.#keepRunning(
        state,
        signal,
        this.pod.spec.restartPolicy === 'Never' ? 'Never' : 'OnFailure',
      );
      if (code !== 0 && !signal.aborted) {
        this.#phase = 'Failed';
        this.#tell();
        return untilAborted(signal);
      }
    }
    const mains = this.#states.filter(({ init }) => !init);
    const deadline = this.pod.spec.activeDeadlineSeconds;
    if (deadline !== undefined) void pause(deadline * 1000, signal).then(() => !signal.aborted && this.kill());
    const policy = this.pod.spec.restartPolicy ?? 'Always';
    const codes = await Promise.all(mains.map((state) => this.#keepRunning(state, signal, policy)));
    if (signal.aborted) return;
    this.#phase = codes.every((code) => code === 0) ? 'Succeeded' : 'Failed';
    this.#tell();
    await untilAborted(signal);
  }

  /** Runs a container again and again, as the policy has it; its last exit code. */
  async #keepRunning(state: ContainerState, signal: AbortSignal, policy: string): Promise<number> {
    let backoff = firstBackoff;
    for (;;) {
      const code = await this.#runOnce(state, signal);
      if (signal.aborted || policy === 'Never' || (policy === 'OnFailure' && code === 0)) return code;
      const ran = Date.now() - Date.parse(state.terminated?.startedAt ?? '');
      if (ran > 60_000) backoff = firstBackoff;
      if (state.restarts > 0) state.waiting = { reason: 'CrashLoopBackOff', message: `back-off ${backoff} ms` };
      this.#tell();
      await pause(state.restarts === 0 ? 100 : backoff, signal);
      if (signal.aborted) return code;
      if (state.restarts > 0) backoff = Math.min(backoff * 2, longestBackoff);
      state.restarts++;
      state.last = state.terminated;
      state.terminated = undefined;
    }
  }

  async #runOnce(state: ContainerState, signal: AbortSignal): Promise<number> {
    const { container } = state;
    const start = await this.#prepare(state, signal);
    if (!start) return 1;
    const log = this.logOf(container.name);
    const running = startContainer({ ...start, log });
    Object.assign(state, { running, waiting: undefined, terminated: undefined, started: !container.startupProbe });
    state.ready = state.started && !container.readinessProbe;
    if (!state.init) this.#phase = 'Running';
    this.#tell();
    const over = new AbortController();
    const probing = this.#probe(state, running, over.signal);
    const exitCode = await running.ended;
    over.abort();
    await probing;
    const finishedAt = new Date().toISOString();
    const message = running.message() || tail(log, 20).slice(-2000);
    state.terminated = { exitCode, startedAt: running.startedAt, finishedAt, message };
    Object.assign(state, { running: undefined, ready: state.init && exitCode === 0, started: false });
    this.#world.log(`${this.#name} ${container.name} ended with ${exitCode}`);
    this.#tell();
    return exitCode;
  }

  async #prepare({ container, ...state }: ContainerState, signal: AbortSignal) {
    const shown = this.#states.find((each) => each.container === container) as ContainerState;
    const wait = async (reason: string, message: string, milliseconds: number) => {
      shown.waiting = { reason, message };
      this.#tell();
      await pause(milliseconds, signal);
    };
    let pulls = 0;
    while (!signal.aborted) {
      const image = this.#world.image(container.image);
      if (!image) {
        await wait(pulls++ === 0 ? 'ErrImagePull' : 'ImagePullBackOff', `there is no image ${container.image}`, 1000);
        continue;
      }
      const { runAsNonRoot, runAsUser } = { ...this.pod.spec.securityContext, ...container.securityContext };
      const uid = runAsUser ?? Number(image.user?.split(':')[0] ?? 0);
      if (runAsNonRoot && uid === 0) {
        await wait('CreateContainerConfigError', 'container has runAsNonRoot and image will run as root', 1000);
        continue;
      }
      try {
        const network = this.#network as PodNetwork;
        const env = environmentOf(this.pod, container, {
          image: image.env ?? {},
          address: network.address,
          sources: this.#world.sources,
        });
        return {
          pod: this.pod,
          container,
          image,
          env,
          directory: this.directory,
          network: network.name,
          volumes: this.#volumes,
        };
      } catch (error) {
        if (!(error instanceof NotYet)) throw error;
        await wait(error.reason, error.message, 250);
      }
    }
    void state;
    return undefined;
  }

  async #probe(state: ContainerState, running: RunningContainer, signal: AbortSignal): Promise<void> {
    const { startupProbe, readinessProbe, livenessProbe } = state.container;
    const target = { container: state.container, address: this.#network?.address ?? '', init: running.init };
    if (startupProbe) {
      const passed = new AbortController();
      await watchProbe(startupProbe, target, AbortSignal.any([signal, passed.signal]), (passes) => {
        if (passes) passed.abort();
        else this.#endUnhealthy(state, running, signal);
      });
      if (signal.aborted) return;
    }
    Object.assign(state, { started: true, ready: !readinessProbe });
    this.#tell();
    await Promise.all([
      readinessProbe &&
        watchProbe(readinessProbe, target, signal, (passes) => {
          state.ready = passes;
          this.#tell();
        }),
      livenessProbe &&
        watchProbe(livenessProbe, target, signal, (passes) => {
          if (!passes) this.#endUnhealthy(state, running, signal);
        }),
    ]);
  }

  #endUnhealthy({ container }: ContainerState, running: RunningContainer, over: AbortSignal): void {
    this.#world.log(`${this.#name} ${container.name} failed a probe`);
    running.signal('SIGTERM');
    const grace = this.pod.spec.terminationGracePeriodSeconds ?? 30;
    void pause(grace * 1000, over).then(() => !over.aborted && running.signal('SIGKILL'));
  }

  async #end(): Promise<void> {
    const grace = this.pod.metadata.deletionGracePeriodSeconds ?? this.pod.spec.terminationGracePeriodSeconds ?? 30;
    const running = this.#states.flatMap(({ container, running: process }) =>
      process ? [{ container, process }] : [],
    );
    await Promise.all(
      running.map(async ({ container, process }) => {
        const late = new AbortController();
        const killing = pause(grace * 1000, late.signal).then(() => process.signal('SIGKILL'));
        const { preStop } = container.lifecycle ?? {};
        if (preStop?.sleep) await pause(preStop.sleep.seconds * 1000, late.signal);
        if (preStop?.exec) {
          const target = { container, address: this.#network?.address ?? '', init: process.init };
          await runInside(target, preStop.exec.command, grace);
        }
        if (!this.#deleting) process.signal('SIGTERM');
        await process.ended;
        late.abort();
        await killing;
      }),
    );
    this.#tell();
    await this.#writing;
    await this.#network?.remove().catch((error: unknown) => this.#world.log(`${this.#name}: ${String(error)}`));
    if (this.pod.metadata.deletionTimestamp !== undefined && !this.#deleting) await this.#world.finish(this.pod);
    rmSync(path.join(this.directory, 'containers'), { recursive: true, force: true });
  }

  /** Statuses are written one at a time, and only when something differs. */
  #tell(): void {
    this.#writing = this.#writing.then(async () => {
      const status = this.#status();
      const text = JSON.stringify(status);
      if (text === this.#written || this.#deleting) return;
      this.#written = text;
      await this.#world.writeStatus(this.pod, status).catch((error: unknown) => {
        this.#written = '';
        this.#world.log(`${this.#name}: its status was not written: ${String(error)}`);
      });
    });
  }

  #status(): object {
    const mains = this.#states.filter(({ init }) => !init);
    const inits = this.#states.filter(({ init }) => init);
    const over = this.#phase === 'Succeeded' || this.#phase === 'Failed';
    const ready = mains.every((state) => state.ready) && !over;
    const initialized = inits.every((state) => state.ready);
    const condition = (type: string, holds: boolean) => ({
      type,
      status: holds ? 'True' : 'False',
      ...(!holds && { reason: over ? 'PodCompleted' : 'ContainersNotReady' }),
    });
    return {
      phase: this.#phase,
      hostIP: gateway,
      hostIPs: [{ ip: gateway }],
      ...(this.#network && { podIP: this.#network.address, podIPs: [{ ip: this.#network.address }] }),
      startTime: this.#startTime,
      conditions: [
        condition('PodScheduled', true),
        condition('Initialized', initialized),
        condition('ContainersReady', ready),
        condition('Ready', ready),
      ],
      initContainerStatuses: inits.map(containerStatus),
      containerStatuses: mains.map(containerStatus),
    };
  }
}

function containerStatus({
  container,
  running,
  waiting,
  terminated,
  last,
  restarts,
  started,
  ready,
}: ContainerState): object {
  const told = (end: NonNullable<ContainerState['terminated']>) => ({
    terminated: {
      ...end,
      reason: end.exitCode === 0 ? 'Completed' : 'Error',
      containerID: `bench://${container.name}`,
    },
  });
  const state = running
    ? { running: { startedAt: running.startedAt } }
    : waiting
      ? { waiting }
      : terminated
        ? told(terminated)
        : { waiting: { reason: 'ContainerCreating' } };
  return {
    name: container.name,
    image: container.image,
    imageID: container.image,
    containerID: `bench://${container.name}`,
    restartCount: restarts,
    started,
    ready,
    state,
    lastState: last ? told(last) : waiting && terminated ? told(terminated) : {},
  };
}

const pause = (milliseconds: number, signal: AbortSignal) => wait(milliseconds, undefined, { signal }).catch(() => {});

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
