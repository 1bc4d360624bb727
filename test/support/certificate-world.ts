import type { X509Certificate } from 'node:crypto';
import { parseCertificates } from '../../src/certificates/certificate-facts.ts';
import { FollowedCertificates } from '../../src/certificates/issuing/followed-certificates.ts';
import { Issuer } from '../../src/certificates/issuing/issuer.ts';
import { perform } from '../../src/certificates/issuing/perform.ts';
import { usualPlanTimes } from '../../src/certificates/issuing/plan.ts';
import type {
  CertificateSecret,
  Published,
  Registrations,
  SecretContent,
} from '../../src/certificates/issuing/ports.ts';
import {
  readStored,
  type StoredCertificates,
  signerOf,
  writeStored,
} from '../../src/certificates/issuing/stored-certificates.ts';
import { VirtualTime } from './virtual-clock.ts';

/** How long an API server takes at most to use a changed registration. */
const callersLag = 1000;
/** Between the death of a leader and the next one. */
const leaseTime = 15_000;
const probePeriod = 1000;
const compareSeconds = 30;
export const options = { names: ['sluice.ns.svc'], caDays: 0.2, leafDays: 0.04 };

type Texts = Readonly<Record<string, string>>;

interface SecretState {
  readonly texts: Texts | undefined;
  readonly requested: 'leaf' | 'ca' | undefined;
  readonly version: number;
}

interface Registration {
  /** `undefined` where there is no such object. */
  readonly bundle: string | undefined;
  readonly version: number;
}

/** Something that holds from one moment to another. */
interface Period<T> {
  readonly what: T;
  readonly from: number;
  until: number;
}

interface Replica {
  readonly name: string;
  readonly ended: AbortController;
  readonly followed: FollowedCertificates;
  readonly issuer: Issuer;
  /** What its watches have told. */
  secret: SecretState;
  registrations: readonly Registration[];
  frozenUntil: number;
  /** When it last heard of the registrations, or asked for them because it had heard nothing. */
  heardAt: number;
  /** How far its clock is off. */
  skew: number;
  /** What it serves to callers, once it is among those that are called. */
  called: boolean;
  readonly served: Period<StoredCertificates>[];
  leading: AbortController | undefined;
  /** Whether its issuer is doing something that does not wait. */
  working: boolean;
  /** How many more writes it survives, and whether the last one still happens. */
  dies: { writes: number; readonly after: boolean } | undefined;
}

/**
 * Replicas, a Secret and two registrations in virtual time, for what certificates must stand: only the API server and
 * the election are simple stand-ins; what decides and what follows is the real thing.
 */
export class CertificateWorld {
  readonly time: VirtualTime = new VirtualTime(() => this.#replicas.some(({ working }) => working));
  readonly #random: () => number;
  #secret: SecretState = { texts: undefined, requested: undefined, version: 1 };
  #registrations: Registration[] = [
    { bundle: '', version: 1 },
    { bundle: '', version: 1 },
  ];
  #version = 1;
  #replicas: Replica[] = [];
  readonly #all: Replica[] = [];
  /** What we have told callers to trust. */
  readonly #published: Period<string>[] = [];
  readonly #publishing: (Period<string> | undefined)[] = [];
  #leaderless = 0;
  #over = false;
  #count = 0;
  readonly log: string[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  get replicas(): number {
    return this.#replicas.length;
  }

  start(replicas: number): void {
    for (let index = 0; index < replicas; index++) this.#startReplica();
    void this.#elect();
  }

  // What people and machines do.

  // What a CA is known by is never taken from all places at once: then nobody could know what replicas serve.

  deleteSecret(): void {
    if (!this.#registrationsAreOurs()) return;
    this.#note('the Secret is deleted');
    this.#setSecret({ texts: undefined, requested: undefined });
  }

  corruptSecret(key: string): void {
    const { texts } = this.#secret;
    if (!texts || !this.#registrationsAreOurs()) return;
    this.#note(`${key} is corrupted`);
    this.#setSecret({ ...this.#secret, texts: { ...texts, [key]: 'nonsense' } });
  }

  request(what: 'leaf' | 'ca'): void {
    if (!this.#secret.texts) return;
    this.#note(`${what} is asked for`);
    this.#setSecret({ ...this.#secret, requested: what });
  }

  async replaceByPerson(): Promise<void> {
    if (!this.#registrationsAreOurs()) return;
    this.#note('a person puts in other certificates');
    const now = new Date(this.#clock(0).now());
    const stored = await perform({ type: 'startAnew', keep: [] }, options, now);
    this.#setSecret({ ...this.#secret, texts: writeStored(stored) });
  }

  setBundle(index: number, bundle: '' | undefined): void {
    const rest = this.#registrations.with(index, { bundle, version: 0 });
    if (!this.#servedIsKnownBy(rest)) return;
    if (bundle === undefined && rest.every((all) => all.bundle === undefined)) return;
    this.#note(`registration ${index} is ${bundle === undefined ? 'deleted' : 'blanked'}`);
    this.#setRegistration(index, bundle, false);
  }

  killLeader(): void {
    const leader = this.#replicas.find(({ leading }) => leading);
    if (leader) this.#kill(leader);
  }

  /** Its replica dies at one of its next writes. */
  killLeaderAtWrite(writes: number, after: boolean): void {
    const leader = this.#replicas.find(({ leading }) => leading);
    if (leader) leader.dies = { writes, after };
  }

  /** Another one leads at once. */
  changeLeader(): void {
    this.#note('the leader hands over');
    this.#replicas.find(({ leading }) => leading)?.leading?.abort();
  }

  restart(index: number): void {
    const replica = this.#replicas[index % this.#replicas.length];
    if (replica) this.#kill(replica);
  }

  freeze(index: number, milliseconds: number): void {
    const replica = this.#replicas[index % this.#replicas.length];
    if (!replica) return;
    this.#note(`${replica.name} hears nothing for ${milliseconds} ms`);
    if (replica.frozenUntil <= this.time.now) replica.heardAt = this.time.now;
    replica.frozenUntil = this.time.now + milliseconds;
  }

  stepClock(index: number, milliseconds: number): void {
    const replica = this.#replicas[index % this.#replicas.length];
    if (!replica) return;
    this.#note(`the clock of ${replica.name} is off by ${milliseconds} ms`);
    replica.skew = milliseconds;
  }

  async end(): Promise<void> {
    this.#over = true;
    for (const replica of this.#replicas) replica.ended.abort();
    await this.time.pass(60_000);
    for (const replica of this.#all)
      for (const period of replica.served) period.until = Math.min(period.until, this.time.now);
  }

  // What must be true.

  /** All meetings of a caller with a replica whose certificate it does not believe. */
  distrusted(): string[] {
    const found: string[] = [];
    for (const { name, served } of this.#all) {
      for (const { what, from, until } of served) {
        for (const published of this.#published) {
          const begin = Math.max(from, published.from);
          const end = Math.min(until, published.until + callersLag);
          if (begin >= end) continue;
          // A caller may go on with the last bundle for a while, and has none before.
          const trusted = certificates(published.what);
          const signed = trusted.some((authority) => authority.ca && what.leaf.verify(authority.publicKey));
          if (!signed)
            found.push(`${name} from ${begin} to ${end}: signed by nobody in the bundle of ${published.from}`);
          const valid = { from: this.#moment(what.leaf.validFromDate), until: this.#moment(what.leaf.validToDate) };
          if (begin < valid.from || Math.min(end, this.time.now) > valid.until) {
            found.push(`${name} from ${begin} to ${end}: valid from ${valid.from} to ${valid.until}`);
          }
        }
      }
    }
    return found;
  }

  /** What has not come to rest. */
  unsettled(): string[] {
    const found: string[] = [];
    const stored = readStored(this.#secret.texts ?? {});
    if ('problem' in stored) return [`the Secret ${stored.problem}`];
    if (stored.authorities.length !== 1) found.push(`${stored.authorities.length} CAs`);
    if (this.#secret.requested) found.push(`${this.#secret.requested} is still asked for`);
    for (const [index, { bundle }] of this.#registrations.entries()) {
      if (bundle !== undefined && bundle !== this.#secret.texts?.['ca.crt'])
        found.push(`registration ${index} differs`);
    }
    for (const { name, followed, called } of this.#replicas) {
      if (!called) found.push(`${name} is not ready: ${followed.problem()}`);
      if (followed.serving?.leaf.fingerprint256 !== stored.leaf.fingerprint256)
        found.push(`${name} serves another one`);
    }
    return found;
  }

  // The stand-ins.

  /** And nobody changes everything more often than a few times in ten seconds, which ends at the most CAs that are kept. */
  #registrationsAreOurs(): boolean {
    return this.#registrations.every(({ bundle }) => bundle !== '' && certificates(bundle ?? '').length < 6);
  }

  /** The Secret or a registration tells of every CA by which a replica is believed. */
  #servedIsKnownBy(registrations: readonly Registration[]): boolean {
    const stored = readStored(this.#secret.texts ?? {});
    if ('problem' in stored) return false;
    const known = [...stored.authorities, ...registrations.flatMap(({ bundle }) => certificates(bundle ?? ''))];
    return this.#replicas.every(({ followed: { serving } }) => {
      const signer = serving && signerOf(serving).fingerprint256;
      return signer === undefined || known.some(({ fingerprint256 }) => fingerprint256 === signer);
    });
  }

  #note(text: string): void {
    this.log.push(`${this.time.now} ${text}`);
  }

  #moment(date: Date): number {
    return date.getTime() - Date.UTC(2026, 0, 1);
  }

  #clock(skew: number | (() => number)) {
    return this.time.clock({ skew: typeof skew === 'number' ? () => skew : skew, random: this.#random });
  }

  #setSecret(state: Omit<SecretState, 'version'>): void {
    this.#secret = { ...state, version: ++this.#version };
    for (const replica of this.#replicas) void this.#tell(replica);
  }

  #setRegistration(index: number, bundle: string | undefined, ours: boolean): void {
    const before = this.#publishing[index];
    if (before) before.until = this.time.now;
    const period = ours && bundle ? { what: bundle, from: this.time.now, until: Number.POSITIVE_INFINITY } : undefined;
    if (period) this.#published.push(period);
    this.#publishing[index] = period;
    this.#registrations = this.#registrations.with(index, { bundle, version: ++this.#version });
    for (const replica of this.#replicas) void this.#tell(replica);
  }

  /** A watch brings what has changed, sooner or later. */
  async #tell(replica: Replica): Promise<void> {
    const { signal } = replica.ended;
    await this.time.sleep(this.#random() * 50, signal);
    while (replica.frozenUntil > this.time.now && !signal.aborted) {
      await this.time.sleep(replica.frozenUntil - this.time.now, signal);
    }
    if (signal.aborted) return;
    if (replica.secret.version !== this.#secret.version) {
      replica.secret = this.#secret;
      replica.followed.take(contentOf(this.#secret));
      replica.issuer.wake();
    }
    const changed = this.#registrations.some(({ version }, index) => version !== replica.registrations[index]?.version);
    if (changed) {
      replica.registrations = this.#registrations;
      replica.followed.look();
      void replica.issuer.republish();
    }
  }

  #startReplica(): void {
    const name = `replica-${this.#count++}`;
    this.#note(`${name} starts`);
    const ended = new AbortController();
    const clock = this.#clock(() => replica.skew);
    const registrations = this.#registrationsOf(() => replica);
    const followed = new FollowedCertificates({
      clock,
      times: usualPlanTimes,
      registrations,
      serve: (stored) => {
        const last = replica.served.at(-1);
        if (last) last.until = Math.min(last.until, this.time.now);
        this.#note(`${name} serves ${stored.leaf.serialNumber.slice(0, 6)} by ${stored.authorities.length} CAs`);
        if (replica.called) replica.served.push({ what: stored, from: this.time.now, until: Number.POSITIVE_INFINITY });
      },
      refused() {},
    });
    const issuer = new Issuer({
      ...options,
      secret: this.#secretOf(() => replica),
      registrations,
      replicas: {
        served: async () =>
          this.#replicas.map(({ followed: { serving }, called }) =>
            called || serving ? serving?.leaf.fingerprint256 : undefined,
          ),
      },
      lastGood: () => followed.lastGood,
      serving: () => followed.serving,
      clock: {
        ...clock,
        sleep: async (milliseconds, signal) => {
          replica.working = false;
          await clock.sleep(milliseconds, signal);
          replica.working = replica.leading !== undefined && !replica.leading.signal.aborted;
        },
      },
      compareSeconds,
      did: (step) => this.#note(`${name} did ${step.type}`),
      failed: (error) => {
        if (!(error instanceof Dead)) throw error;
      },
    });
    const replica: Replica = {
      name,
      ended,
      followed,
      issuer,
      secret: this.#secret,
      registrations: this.#registrations,
      frozenUntil: 0,
      heardAt: 0,
      skew: 0,
      called: false,
      served: [],
      leading: undefined,
      working: false,
      dies: undefined,
    };
    this.#replicas.push(replica);
    this.#all.push(replica);
    followed.take(contentOf(this.#secret));
    void this.#probe(replica);
  }

  /** Readiness, as a kubelet asks for it. */
  async #probe(replica: Replica): Promise<void> {
    const { signal } = replica.ended;
    while (!replica.called) {
      await this.time.sleep(probePeriod, signal);
      if (signal.aborted) return;
      const { serving } = replica.followed;
      if (!serving || replica.followed.problem() !== undefined) continue;
      // Until it is on everybody's list.
      await this.time.sleep(probePeriod, signal);
      if (signal.aborted) return;
      replica.called = true;
      const now = replica.followed.serving as StoredCertificates;
      replica.served.push({ what: now, from: this.time.now, until: Number.POSITIVE_INFINITY });
      this.#note(`${replica.name} is called`);
    }
  }

  #kill(replica: Replica): void {
    this.#note(`${replica.name} dies${replica.leading ? ', the leader' : ''}`);
    const last = replica.served.at(-1);
    if (last) last.until = Math.min(last.until, this.time.now);
    this.#replicas = this.#replicas.filter((other) => other !== replica);
    if (replica.leading) this.#leaderless = this.time.now + leaseTime;
    replica.working = false;
    replica.ended.abort();
    replica.leading?.abort();
    replica.followed.stop();
    void this.time.sleep(1000 + this.#random() * 2000).then(() => this.#startReplica());
  }

  async #elect(): Promise<void> {
    while (!this.#over) {
      await this.time.sleep(Math.max(100, this.#leaderless - this.time.now));
      const next = this.#replicas[Math.floor(this.#random() * this.#replicas.length)];
      if (!next || this.#leaderless > this.time.now) continue;
      this.#note(`${next.name} leads`);
      next.leading = new AbortController();
      next.working = true;
      await next.issuer.run(AbortSignal.any([next.leading.signal, next.ended.signal]));
      next.working = false;
      next.leading = undefined;
    }
  }

  /** Between any two writes a process may die. */
  #write(replica: Replica, work: () => void): void {
    if (replica.ended.signal.aborted) throw new Dead();
    const { dies } = replica;
    const dying = dies !== undefined && --dies.writes < 0;
    if (!dying || dies.after) work();
    if (!dying) return;
    this.#kill(replica);
    throw new Dead();
  }

  #secretOf(replica: () => Replica): CertificateSecret {
    return {
      read: async () => {
        if (replica().ended.signal.aborted) throw new Dead();
        return contentOf(this.#secret);
      },
      write: async (stored, over, done) => {
        const { texts, requested, version } = this.#secret;
        if ((over ?? 'missing') !== (texts ? String(version) : 'missing')) return false;
        this.#write(replica(), () =>
          this.#setSecret({ texts: { ...texts, ...writeStored(stored) }, requested: done ? undefined : requested }),
        );
        return true;
      },
    };
  }

  /** As `ClusterRegistrations` does. */
  #askWhereSilent(replica: Replica): void {
    const { now } = this.time;
    if (replica.frozenUntil > now && now - replica.heardAt >= compareSeconds * 1000) this.#ask(replica);
  }

  #ask(replica: Replica): void {
    replica.heardAt = this.time.now;
    replica.registrations = this.#registrations;
    replica.followed.look();
  }

  #registrationsOf(replica: () => Replica): Registrations {
    const carried = () =>
      replica().registrations.flatMap(({ bundle }) => (bundle === undefined ? [] : [certificates(bundle)]));
    return {
      refresh: async () => this.#ask(replica()),
      trusted: () => [
        ...new Map(
          carried()
            .flat()
            .map((each) => [each.fingerprint256, each]),
        ).values(),
      ],
      carry: ({ fingerprint256 }) =>
        carried().every((trusted) => trusted.some((each) => each.fingerprint256 === fingerprint256)),
      ensure: async (bundle) => {
        this.#askWhereSilent(replica());
        let published: Published = 'carried';
        for (const [index, seen] of replica().registrations.entries()) {
          if (seen.bundle === undefined || seen.bundle === bundle) continue;
          if (seen.version !== this.#registrations[index]?.version) {
            published = 'changed';
            continue;
          }
          if (published === 'carried') published = 'written';
          try {
            this.#write(replica(), () => this.#setRegistration(index, bundle, true));
          } catch (error) {
            if (error instanceof Dead) return 'failed';
            throw error;
          }
          const answered = this.#registrations[index] as Registration;
          replica().registrations = replica().registrations.with(index, answered);
        }
        return published;
      },
    };
  }
}

class Dead extends Error {}

const contents = new WeakMap<SecretState, SecretContent>();

function contentOf(state: SecretState): SecretContent {
  const { texts, requested, version } = state;
  const known = contents.get(state);
  if (known) return known;
  const content: SecretContent = texts
    ? { stored: readStored(texts), requested, version: String(version) }
    : { stored: 'missing', requested: undefined, version: undefined };
  contents.set(state, content);
  return content;
}

const parsed = new Map<string, readonly X509Certificate[]>();

function certificates(bundle: string): readonly X509Certificate[] {
  const known = parsed.get(bundle);
  if (known) return known;
  const found = parseCertificates(bundle);
  parsed.set(bundle, found);
  return found;
}
