import { type Clock, systemClock } from '../clock.ts';
import { isConflict } from './errors.ts';
import type { KubeClient, ResourceType, StoredObject } from './kube-client.ts';

export const leases: ResourceType = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', namespaced: true };

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

interface Lease extends StoredObject {
  readonly spec?: LeaseSpec;
}

/** Seconds. */
export interface ElectionTimes {
  /** How long the others wait after they last saw the leader renew. */
  readonly lease: number;
  /** A leader that could not renew for this long leads no more. Less than `lease`, so that it ends before another begins. */
  readonly renew: number;
  /** Between two tries. */
  readonly retry: number;
}

export const usualElectionTimes: ElectionTimes = { lease: 15, renew: 10, retry: 2 };

export interface ElectionOptions {
  readonly client: KubeClient;
  readonly name: string;
  readonly namespace: string;
  /** Of this candidate; no two may share one. */
  readonly identity: string;
  /** What a leader does, until the signal fires. Nobody else leads before it has had `lease` - `renew` seconds to end. */
  lead(signal: AbortSignal): Promise<void>;
  readonly failed?: (error: unknown) => void;
  readonly clock?: Clock;
  readonly times?: ElectionTimes;
}

/**
 * One leader among several candidates, by a Lease. Nobody compares clocks: a candidate measures, by a clock of its own
 * that only grows, how long the Lease has not changed.
 */
export class Election {
  readonly #options: ElectionOptions;
  readonly #clock: Clock;
  readonly #times: ElectionTimes;
  readonly #stopped = new AbortController();
  /** The Lease as it was last seen, and since when it is so. */
  #seen: { readonly lease: Lease; readonly at: number } | undefined;
  #leading = false;
  #running: Promise<void> | undefined;

  constructor(options: ElectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#times = options.times ?? usualElectionTimes;
  }

  get leading(): boolean {
    return this.#leading;
  }

  start(): this {
    this.#running ??= this.#run();
    return this;
  }

  /** Stops leading, and lets another one begin at once. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const asked = this.#clock.elapsed();
      if (await this.#tryToHold()) await this.#lead(asked);
      else await this.#clock.sleep(this.#times.retry * 1000 * (1 + this.#clock.random() * 0.2), signal);
    }
  }

  /** `renewed`: when the call that made us leader was sent, or earlier than the others can have seen it. */
  async #lead(renewed: number): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([lost.signal, this.#stopped.signal]);
    this.#leading = true;
    const work = this.#options.lead(signal).catch((error: unknown) => {
      if (!signal.aborted) this.#options.failed?.(error);
    });
    // A leader whose work has ended lets another one try.
    const ended = work.then(() => lost.abort(new Error('the work of the leader has ended')));
    await this.#renewUntilLost(renewed, signal);
    this.#leading = false;
    lost.abort(new Error('the Lease is lost'));
    await Promise.all([work, ended]);
    await this.#release();
  }

  async #renewUntilLost(first: number, signal: AbortSignal): Promise<void> {
    const { renew, retry } = this.#times;
    let renewed = first;
    while (!signal.aborted) {
      const left = renewed + renew * 1000 - this.#clock.elapsed();
      if (left <= 0) return;
      await this.#clock.sleep(Math.min(retry * 1000, left), signal);
      if (signal.aborted) return;
      const asked = this.#clock.elapsed();
      if (asked >= renewed + renew * 1000) return;
      // An answer that comes too late is as bad as none.
      const timeout = new AbortController();
      const late = this.#clock
        .sleep(renewed + renew * 1000 - asked, AbortSignal.any([timeout.signal, signal]))
        .then(() => undefined);
      const held = await Promise.race([this.#tryToHold(), late]);
      timeout.abort();
      if (held === undefined) return;
      if (held) renewed = asked;
      else if (this.#heldByAnother()) return;
    }
  }

  #heldByAnother(): boolean {
    const holder = this.#seen?.lease.spec?.holderIdentity;
    return holder !== undefined && holder !== '' && holder !== this.#options.identity;
  }

  /** Whether the Lease is ours afterwards, for sure. */
  async #tryToHold(): Promise<boolean> {
    const { client, name, namespace, identity } = this.#options;
    try {
      const lease = await client.get<Lease>(leases, { name, namespace });
      if (!lease) return await this.#create();
      this.#see(lease);
      if (this.#heldByAnother() && !this.#hasRunOut(lease)) return false;
      const mine = lease.spec?.holderIdentity === identity;
      const { spec = {} } = lease;
      const next: Lease = {
        ...lease,
        spec: {
          ...this.#record(),
          acquireTime: mine ? (spec.acquireTime ?? this.#time()) : this.#time(),
          leaseTransitions: (spec.leaseTransitions ?? 0) + (mine ? 0 : 1),
        },
      };
      this.#see(await client.update(leases, next));
      return true;
    } catch (error) {
      // Another candidate was faster.
      if (!isConflict(error)) this.#options.failed?.(error);
      return false;
    }
  }

  /**
   * By server-side apply, for which a role may name the Lease; for a plain create it cannot. Each candidate is an owner
   * of its own, so that the second one of two that find no Lease gets a conflict.
   */
  async #create(): Promise<boolean> {
    const { client, name, namespace, identity } = this.#options;
    const lease: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace },
      spec: { ...this.#record(), acquireTime: this.#time(), leaseTransitions: 0 },
    };
    this.#see(await client.apply<Lease>(leases, lease, { fieldManager: `sluice-${identity}`.slice(0, 128) }));
    return true;
  }

  #record(): LeaseSpec {
    return {
      holderIdentity: this.#options.identity,
      leaseDurationSeconds: Math.ceil(this.#times.lease),
      renewTime: this.#time(),
    };
  }

  /** Kubernetes' MicroTime. */
  #time(): string {
    return this.#clock.now().toISOString().replace('Z', '000Z');
  }

  #see(lease: Lease): void {
    const known = this.#seen?.lease;
    const same =
      known?.metadata.uid === lease.metadata.uid && known?.metadata.resourceVersion === lease.metadata.resourceVersion;
    if (!same) this.#seen = { lease, at: this.#clock.elapsed() };
  }

  #hasRunOut({ spec }: Lease): boolean {
    const duration = Math.max(spec?.leaseDurationSeconds ?? 0, spec?.holderIdentity ? 1 : 0);
    return this.#clock.elapsed() - (this.#seen?.at ?? 0) > duration * 1000;
  }

  async #release(): Promise<void> {
    const { client } = this.#options;
    const held = this.#seen?.lease;
    if (!held || this.#heldByAnother()) return;
    const spec = { ...held.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: this.#time() };
    try {
      this.#see(await client.update(leases, { ...held, spec }));
    } catch (error) {
      // Then it runs out by itself.
      if (!isConflict(error)) this.#options.failed?.(error);
    }
  }
}

/**
 * Makes whoever leads stop, and nobody lead for a while: for the end of an installation. A leader hears of it when it
 * renews next.
 */
export async function seizeLease(
  client: KubeClient,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  holderIdentity: string,
  seconds: number,
): Promise<void> {
  const now = new Date().toISOString().replace('Z', '000Z');
  const spec: LeaseSpec = { holderIdentity, leaseDurationSeconds: seconds, acquireTime: now, renewTime: now };
  for (;;) {
    const lease = await client.get<Lease>(leases, { name, namespace });
    const wanted: Lease = lease
      ? { ...lease, spec }
      : { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace }, spec };
    try {
      if (lease) await client.update(leases, wanted);
      else await client.apply(leases, wanted, { fieldManager: `sluice-${holderIdentity}` });
      return;
    } catch (error) {
      // The leader has renewed meanwhile.
      if (!isConflict(error)) throw error;
    }
  }
}
