import type { Clock } from '../../clock.ts';
import { type Change, type IssuingOptions, perform } from './perform.ts';
import { nextStep, type Observed, type PlanTimes, type Step, usualPlanTimes } from './plan.ts';
import type { CertificateSecret, Published, Registrations, Replicas, SecretContent } from './ports.ts';
import { bundleOf, type StoredCertificates, signerOf } from './stored-certificates.ts';

export interface IssuerOptions extends IssuingOptions {
  readonly secret: CertificateSecret;
  readonly registrations: Registrations;
  readonly replicas: Replicas;
  /** The last whole content that this replica has seen, also before it led. */
  readonly lastGood: () => StoredCertificates | undefined;
  /** What this replica serves. */
  readonly serving: () => StoredCertificates | undefined;
  readonly clock: Clock;
  readonly times?: PlanTimes;
  readonly compareSeconds: number;
  readonly did: (step: Change, stored: StoredCertificates) => void;
  readonly failed: (error: unknown) => void;
}

/** What the registrations are to carry. */
interface Publication {
  readonly bundle: string;
  /** Whatever else they carry is nothing that anybody depends on. */
  known: boolean;
  /** Since when they do. */
  since: number | undefined;
}

const afterFailure = 1000;

/** Issues, publishes and renews, one step after the other, for as long as this replica leads. */
export class Issuer {
  readonly #options: IssuerOptions;
  #published: Publication | undefined;
  #waitingSince: { readonly leaf: string; readonly at: number } | undefined;
  #last: Step['type'] | undefined;
  #awake = new AbortController();
  #leading = false;

  constructor(options: IssuerOptions) {
    this.#options = options;
  }

  /** Something has changed: looks at once. */
  wake(): void {
    this.#awake.abort();
  }

  /** A registration has changed: what callers trust is put right before anything else is asked. */
  async republish(): Promise<void> {
    if (this.#leading && this.#published?.known) await this.#publish(this.#published);
    this.wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, compareSeconds, failed } = this.#options;
    this.#published = undefined;
    this.#waitingSince = undefined;
    this.#last = undefined;
    this.#leading = true;
    signal.addEventListener('abort', () => {
      this.#leading = false;
    });
    while (!signal.aborted) {
      // Whatever happens from here on is worth another look.
      this.#awake = new AbortController();
      const awake = AbortSignal.any([this.#awake.signal, signal]);
      try {
        const milliseconds = await this.#step(signal);
        if (milliseconds > 0) await clock.sleep(Math.min(milliseconds, compareSeconds * 1000), awake);
      } catch (error) {
        failed(error);
        await clock.sleep(afterFailure, signal);
      }
    }
  }

  /** One step. Milliseconds until there may be another one to take. */
  async #step(signal: AbortSignal): Promise<number> {
    const { secret, clock, times = usualPlanTimes } = this.#options;
    const content = await secret.read();
    const observed = await this.#observe(content);
    let step = nextStep(observed, times);
    if (step.type === 'publish') {
      const publication = { bundle: bundleOf(step.stored.authorities), known: false, since: undefined };
      const published = await this.#publish(publication);
      if (published !== 'failed') return published === 'changed' ? afterFailure : 0;
      // What cannot be written must not keep the certificate from being renewed.
      step = nextStep({ ...observed, publishedFor: undefined }, times);
    }
    const last = this.#last;
    this.#last = step.type;
    if (step.type === 'publish') return afterFailure;
    if (step.type === 'wait') return step.milliseconds;
    // The same once more at once would be done for ever.
    if (step.type === last) await clock.sleep(afterFailure, signal);
    const stored = await perform(step, this.#options, clock.now());
    // Nobody who leads no more writes anything.
    if (signal.aborted || !(await secret.write(stored, content.version, fulfils(step, content)))) return afterFailure;
    this.#options.did(step, stored);
    if (step.type === 'dropOldAuthorities') {
      await this.#publish({ bundle: bundleOf(stored.authorities), known: true, since: undefined });
    }
    return 0;
  }

  async #observe({ stored, requested }: SecretContent): Promise<Observed> {
    const { lastGood, serving, registrations, clock, names } = this.#options;
    const whole = stored === 'missing' || 'problem' in stored ? undefined : stored;
    const published = this.#published;
    const known = whole && published?.known && published.bundle === bundleOf(whole.authorities) ? published : undefined;
    if (known) await this.#publish(known);
    // What is to be written over them must keep what replicas are believed by.
    else await registrations.refresh();
    const served = serving();
    return {
      now: clock.now(),
      stored,
      requested,
      lastGood: lastGood(),
      // Where there was no registration for a while, none tells what replicas serve.
      trusted: [...registrations.trusted(), ...(served ? [signerOf(served)] : [])],
      publishedFor: known ? this.#since(known.since) : 'not yet',
      served: whole && whole.authorities.length > 1 && whole.signer === 0 ? await this.#served() : [],
      waitedForReplicas: whole ? this.#waited(whole) : 0,
      names,
    };
  }

  async #publish(publication: Publication): Promise<Published> {
    const { registrations, clock } = this.#options;
    // Set first: whoever is told of the changes that follow compares with it.
    this.#published = publication;
    const published = await registrations.ensure(publication.bundle);
    publication.known ||= published === 'carried' || published === 'written';
    if (published === 'carried') publication.since ??= clock.elapsed();
    else publication.since = undefined;
    return published;
  }

  #since(moment: number | undefined): number | undefined {
    return moment === undefined ? undefined : this.#options.clock.elapsed() - moment;
  }

  async #served(): Promise<readonly (string | undefined)[]> {
    try {
      return await this.#options.replicas.served();
    } catch (error) {
      this.#options.failed(error);
      return [undefined];
    }
  }

  #waited({ leaf }: StoredCertificates): number {
    const { clock } = this.#options;
    if (this.#waitingSince?.leaf !== leaf.fingerprint256) {
      this.#waitingSince = { leaf: leaf.fingerprint256, at: clock.elapsed() };
    }
    return clock.elapsed() - this.#waitingSince.at;
  }
}

/** Whether a person gets what was asked for. */
function fulfils(step: Change, { requested }: SecretContent): boolean {
  if (step.type === 'startAnew') return true;
  return (requested === 'leaf' && step.type === 'issueLeaf') || (requested === 'ca' && step.type === 'addAuthority');
}
