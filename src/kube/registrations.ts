import type { X509Certificate } from 'node:crypto';
import { parseCertificates } from '../certificates/certificate-facts.ts';
import type { Published, Registrations } from '../certificates/issuing/ports.ts';
import {
  type Calling,
  callingConversion,
  callingWebhooks,
  convertedCrd,
  customResourceDefinitions,
  mutatingConfigurations,
  type Operation,
  type RegistrationNames,
  validatingConfigurations,
} from './calling-objects.ts';
import { isConflict, isNotFound } from './errors.ts';
import type { KubeClient, ResourceType, StoredObject } from './kube-client.ts';
import { Reflector } from './reflector.ts';
import { withoutBookkeeping } from './slim-objects.ts';

export interface RegistrationEvents {
  /** One of them has changed. */
  changed(): void;
  /** Somebody has changed what callers trust, and it was put right. */
  repaired(object: string): void;
  /** One cannot be read or written. */
  failed(error: unknown): void;
}

const worstFirst: readonly Published[] = ['changed', 'failed', 'written'];

/** One object that tells API servers to call us. */
interface Target extends Calling {
  readonly type: ResourceType;
  readonly name: string;
  readonly copy: Reflector<StoredObject>;
}

/**
 * Our own two webhook configurations, and the conversion of FlinkCluster's CRD, kept right by what a watch tells (S-21).
 * Those that are not there are waited for.
 */
export class ClusterRegistrations implements Registrations {
  readonly #client: KubeClient;
  readonly #events: RegistrationEvents;
  readonly #targets: readonly Target[];
  readonly #compareMilliseconds: number;
  /** The bundle that each was last seen or made to carry. */
  readonly #carried = new Map<Target, string>();
  /** What API servers answered about each, where that may be newer than the copy. */
  readonly #answered = new Map<Target, StoredObject>();
  readonly #askedAt = new Map<Target, number>();

  constructor(client: KubeClient, names: RegistrationNames, events: RegistrationEvents) {
    this.#client = client;
    this.#events = events;
    const targets: Omit<Target, 'copy'>[] = [];
    const webhooks = (type: ResourceType, name: string | undefined) => {
      if (name !== undefined) targets.push({ type, name, ...callingWebhooks(names) });
    };
    webhooks(validatingConfigurations, names.validating);
    webhooks(mutatingConfigurations, names.mutating);
    if (names.conversion)
      targets.push({ type: customResourceDefinitions, name: convertedCrd, ...callingConversion(names) });
    this.#targets = targets.map((target) => ({ ...target, copy: this.#follow(target) }));
    this.#compareMilliseconds = names.compareSeconds * 1000;
  }

  #follow({ type, name, slim }: Omit<Target, 'copy'>): Reflector<StoredObject> {
    return new Reflector<StoredObject>({
      client: this.#client,
      type,
      selection: { fieldSelector: `metadata.name=${name}` },
      ...(slim && { transform: slim }),
      changed: () => this.#events.changed(),
      failed: (error) => this.#events.failed(error),
    }).start();
  }

  async synced(): Promise<void> {
    await Promise.all(this.#targets.map(({ copy }) => copy.settled()));
  }

  trusted(): readonly X509Certificate[] {
    const texts = this.#targets.flatMap((target) => {
      const object = this.#newest(target);
      return object ? target.trusted(object) : [];
    });
    const found = new Map<string, X509Certificate>();
    for (const text of new Set(texts)) {
      for (const certificate of certificatesOf(text)) found.set(certificate.fingerprint256, certificate);
    }
    return [...found.values()];
  }

  carry({ fingerprint256 }: X509Certificate): boolean {
    return this.#targets.every((target) => {
      const object = this.#newest(target);
      // Nobody calls us by what is not there.
      if (!object) return target.copy.state !== 'waiting';
      return target
        .trusted(object)
        .every((text) => certificatesOf(text).some((trusted) => trusted.fingerprint256 === fingerprint256));
    });
  }

  async refresh(): Promise<void> {
    await Promise.all(
      this.#targets.map((target) => this.#ask(target).catch((error: unknown) => this.#events.failed(error))),
    );
  }

  async ensure(bundle: string): Promise<Published> {
    // One that fails does not keep the others from being put right.
    const all = await Promise.all(
      this.#targets.map((target) =>
        this.#ensureOne(target, bundle).catch((error: unknown): Published => {
          this.#events.failed(error);
          return 'failed';
        }),
      ),
    );
    return worstFirst.find((published) => all.includes(published)) ?? 'carried';
  }

  async stop(): Promise<void> {
    await Promise.all(this.#targets.map(({ copy }) => copy.stop()));
  }

  async #ensureOne(target: Target, bundle: string): Promise<Published> {
    // Why it cannot be read is told already.
    if (target.copy.state === 'waiting') return 'failed';
    await this.#askWhereSilent(target);
    const object = this.#newest(target);
    // Nobody calls us by what is not there.
    if (!object) return 'carried';
    const operations = target.wrong(object, bundle);
    if (operations.length === 0) {
      this.#carried.set(target, bundle);
      return 'carried';
    }
    // It carried this bundle before: somebody has changed it.
    const drifted = this.#carried.get(target) === bundle;
    // Refused as a conflict where it is another version by now, of which the copy will tell.
    const guard: Operation = {
      op: 'replace',
      path: '/metadata/resourceVersion',
      value: object.metadata.resourceVersion,
    };
    try {
      const patched = await this.#client.patch<StoredObject>(
        target.type,
        { name: target.name },
        'json',
        [guard, ...operations],
        { fieldManager: 'sluice' },
      );
      this.#answered.set(target, slimmed(target, patched));
    } catch (error) {
      if (isConflict(error)) return 'changed';
      if (isNotFound(error)) return 'carried';
      throw error;
    }
    this.#carried.set(target, bundle);
    if (drifted) this.#events.repaired(`${target.type.plural}/${target.name}`);
    return 'written';
  }

  /** The copy, or what was answered since. */
  #newest(target: Target): StoredObject | undefined {
    const copy = target.copy.find('', target.name);
    const answered = this.#answered.get(target);
    if (!copy || !answered || answered.metadata.uid !== copy.metadata.uid) return copy;
    return versionOf(answered) > versionOf(copy) ? answered : copy;
  }

  /** A stream that has died tells nothing for minutes, and callers are not to wait for that (S-21). */
  async #askWhereSilent(target: Target): Promise<void> {
    const since = performance.now() - (this.#askedAt.get(target) ?? Number.NEGATIVE_INFINITY);
    if (Math.min(since, target.copy.silentFor ?? 0) >= this.#compareMilliseconds) await this.#ask(target);
  }

  async #ask(target: Target): Promise<void> {
    this.#askedAt.set(target, performance.now());
    const object = await this.#client.get(target.type, { name: target.name });
    if (object) this.#answered.set(target, slimmed(target, object));
  }
}

function slimmed({ slim = withoutBookkeeping }: Target, object: StoredObject): StoredObject {
  return slim(object);
}

function versionOf({ metadata }: StoredObject): number {
  return Number(metadata.resourceVersion);
}

function certificatesOf(pem: string): X509Certificate[] {
  try {
    return parseCertificates(pem);
  } catch {
    // Somebody has written something else there, which nobody can trust.
    return [];
  }
}
