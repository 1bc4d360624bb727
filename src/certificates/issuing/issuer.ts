import type { Clock } from '../../clock.ts';
import { type IssuingOptions, perform } from './perform.ts';
import { nextStep, type PlanTimes, type Step, usualPlanTimes } from './plan.ts';
import type { CertificateSecret, Registrations, Replicas, SecretContent } from './ports.ts';
import { bundleOf, type StoredCertificates } from './stored-certificates.ts';

export interface IssuerOptions extends IssuingOptions {
  readonly secret: CertificateSecret;
  readonly registrations: Registrations;
  readonly replicas: Replicas;
  /** The last whole content that this replica has seen, also before it led. */
  readonly lastGood: () => StoredCertificates | undefined;
  readonly clock: Clock;
  readonly times?: PlanTimes;
  readonly compareSeconds: number;
  readonly did: (step: Exclude<Step, { type: 'wait' }>, stored: StoredCertificates) => void;
  readonly failed: (error: unknown) => void;
}

const afterFailure = 1000;

/** Issues, publishes and renews, one step after the other, for as long as this replica leads. */
export class Issuer {
  readonly #options: IssuerOptions;
  /** Since when the registrations carry this bundle. */
  #published: { readonly bundle: string; readonly since: number } | undefined;
  #waitingSince: { readonly leaf: string; readonly at: number } | undefined;
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
    const { registrations, failed } = this.#options;
    try {
      if (this.#leading && this.#published) await registrations.ensure(this.#published.bundle);
    } catch (error) {
      failed(error);
    }
    this.wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, compareSeconds, failed } = this.#options;
    this.#published = undefined;
    this.#waitingSince = undefined;
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
    const { secret, lastGood, registrations, clock, names, times = usualPlanTimes } = this.#options;
    const content = await secret.read();
    const whole = wholeOf(content);
    const publishedFor = whole && (await this.#publish(whole));
    const served =
      whole && whole.authorities.length > 1 && whole.signer === 0 ? await this.#options.replicas.served() : [];
    const step = nextStep(
      {
        now: clock.now(),
        stored: content.stored,
        requested: content.requested,
        lastGood: lastGood(),
        trusted: registrations.trusted(),
        publishedFor,
        served,
        waitedForReplicas: whole ? this.#waited(whole) : 0,
        names,
      },
      times,
    );
    if (step.type === 'wait') return step.milliseconds;
    const stored = await perform(step, this.#options, clock.now());
    // Nobody who leads no more writes anything.
    if (signal.aborted || !(await secret.write(stored, content.version))) return afterFailure;
    this.#options.did(step, stored);
    await this.#publish(stored);
    return 0;
  }

  /** For how long the registrations have carried what is stored. */
  async #publish({ authorities }: StoredCertificates): Promise<number | undefined> {
    const { registrations, clock } = this.#options;
    const bundle = bundleOf(authorities);
    const carried = await registrations.ensure(bundle);
    if (!carried || this.#published?.bundle !== bundle) this.#published = { bundle, since: clock.elapsed() };
    return clock.elapsed() - this.#published.since;
  }

  #waited({ leaf }: StoredCertificates): number {
    const { clock } = this.#options;
    if (this.#waitingSince?.leaf !== leaf.fingerprint256) {
      this.#waitingSince = { leaf: leaf.fingerprint256, at: clock.elapsed() };
    }
    return clock.elapsed() - this.#waitingSince.at;
  }
}

function wholeOf({ stored }: SecretContent): StoredCertificates | undefined {
  return stored === 'missing' || 'problem' in stored ? undefined : stored;
}
