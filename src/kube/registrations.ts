import type { X509Certificate } from 'node:crypto';
import { parseCertificates } from '../certificates/certificate-facts.ts';
import type { Registrations } from '../certificates/issuing/ports.ts';
import { isConflict } from './errors.ts';
import type { KubeClient, ResourceType, StoredObject } from './kube-client.ts';
import { Reflector } from './reflector.ts';

export const validatingConfigurations: ResourceType = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'validatingwebhookconfigurations',
  namespaced: false,
};
export const mutatingConfigurations: ResourceType = {
  ...validatingConfigurations,
  plural: 'mutatingwebhookconfigurations',
};
export const customResourceDefinitions: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

/** The one CRD whose versions we convert. */
export const convertedCrd = 'flinkclusters.flinkoperator.k8s.io';
/** Served only as long as somebody converts it. */
export const convertedVersion = 'v1alpha1';

export interface RegistrationNames {
  readonly validating?: string | undefined;
  readonly mutating?: string | undefined;
  /** Whether the CRD of FlinkCluster converts through this service. */
  readonly conversion: boolean;
  /** cert-manager fills in what the CRD tells to trust, from this Certificate; we leave it alone then. */
  readonly injectedFrom?: string | undefined;
  /** The Service under which API servers call. */
  readonly service?: string | undefined;
  readonly namespace: string;
}

export interface RegistrationEvents {
  /** One of them has changed. */
  changed(): void;
  /** Somebody has changed what callers trust, and it was put right. */
  repaired(object: string): void;
  failed(error: unknown): void;
}

interface ClientConfig {
  readonly service?: {
    readonly name: string;
    readonly namespace: string;
    readonly path?: string;
    readonly port?: number;
  };
  readonly url?: string;
  readonly caBundle?: string;
}

interface WebhookConfiguration extends StoredObject {
  readonly webhooks?: readonly { readonly name: string; readonly clientConfig: ClientConfig }[];
}

interface Crd extends StoredObject {
  readonly spec: {
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
    readonly conversion?: {
      readonly strategy: string;
      readonly webhook?: {
        readonly clientConfig?: ClientConfig;
        readonly conversionReviewVersions?: readonly string[];
      };
    };
  };
}

type Operation = { readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: unknown };

/** One object that tells API servers to call us. */
interface Target {
  readonly type: ResourceType;
  readonly name: string;
  readonly copy: Reflector<StoredObject>;
  /** What must change for it to be right. Empty where it is. */
  wrong(object: StoredObject, bundle: string): Operation[];
  trusted(object: StoredObject): readonly string[];
}

/**
 * Our own two webhook configurations, and the conversion of FlinkCluster's CRD, kept right by what a watch tells (S-21).
 * Those that are not there are waited for.
 */
export class ClusterRegistrations implements Registrations {
  readonly #client: KubeClient;
  readonly #events: RegistrationEvents;
  readonly #targets: readonly Target[];
  /** The bundle that each was last seen or made to carry. */
  readonly #carried = new Map<Target, string>();
  /** The version of each that our last patch made; an older copy says nothing. */
  readonly #patched = new Map<Target, number>();

  constructor(client: KubeClient, names: RegistrationNames, events: RegistrationEvents) {
    this.#client = client;
    this.#events = events;
    const targets: Omit<Target, 'copy'>[] = [];
    const webhooks = (type: ResourceType, name: string | undefined) => {
      if (name !== undefined) targets.push({ type, name, ...webhookTarget(names) });
    };
    webhooks(validatingConfigurations, names.validating);
    webhooks(mutatingConfigurations, names.mutating);
    if (names.conversion)
      targets.push({ type: customResourceDefinitions, name: convertedCrd, ...conversionTarget(names) });
    this.#targets = targets.map((target) => ({ ...target, copy: this.#follow(target.type, target.name) }));
  }

  #follow(type: ResourceType, name: string): Reflector<StoredObject> {
    return new Reflector<StoredObject>({
      client: this.#client,
      type,
      selection: { fieldSelector: `metadata.name=${name}` },
      changed: () => this.#events.changed(),
      failed: (error) => this.#events.failed(error),
    }).start();
  }

  async synced(): Promise<void> {
    await Promise.all(this.#targets.map(({ copy }) => copy.settled()));
  }

  trusted(): readonly X509Certificate[] {
    const texts = this.#targets.flatMap((target) => {
      const object = target.copy.find('', target.name);
      return object ? target.trusted(object) : [];
    });
    const found = new Map<string, X509Certificate>();
    for (const text of new Set(texts)) {
      for (const certificate of certificatesOf(text)) found.set(certificate.fingerprint256, certificate);
    }
    return [...found.values()];
  }

  async ensure(bundle: string): Promise<boolean> {
    const right = await Promise.all(this.#targets.map((target) => this.#ensureOne(target, bundle)));
    return right.every(Boolean);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#targets.map(({ copy }) => copy.stop()));
  }

  async #ensureOne(target: Target, bundle: string): Promise<boolean> {
    const object = target.copy.find('', target.name);
    // Nobody calls us by what is not there.
    if (!object || Number(object.metadata.resourceVersion) < (this.#patched.get(target) ?? 0)) return true;
    const operations = target.wrong(object, bundle);
    if (operations.length === 0) {
      this.#carried.set(target, bundle);
      return true;
    }
    // It carried this bundle before: somebody has changed it.
    const drifted = this.#carried.get(target) === bundle;
    const guard: Operation = { op: 'test', path: '/metadata/resourceVersion', value: object.metadata.resourceVersion };
    try {
      const patched = await this.#client.patch(target.type, { name: target.name }, 'json', [guard, ...operations], {
        fieldManager: 'sluice',
      });
      this.#patched.set(target, Number(patched.metadata.resourceVersion));
    } catch (error) {
      // It has changed meanwhile, of which the copy will tell.
      if (isConflict(error) || isFailedTest(error)) return false;
      throw error;
    }
    this.#carried.set(target, bundle);
    if (drifted) this.#events.repaired(`${target.type.plural}/${target.name}`);
    return false;
  }
}

function certificatesOf(pem: string): X509Certificate[] {
  try {
    return parseCertificates(pem);
  } catch {
    // Somebody has written something else there, which nobody can trust.
    return [];
  }
}

/** API servers answer a JSON patch whose test fails with 422. */
function isFailedTest(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 422;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const plain = (text: string | undefined) => (text ? [Buffer.from(text, 'base64').toString()] : []);

function isOurs({ service, url }: ClientConfig, names: RegistrationNames): boolean {
  // Outside a cluster an API server calls us by address.
  if (url !== undefined) return true;
  return service?.name === names.service && service?.namespace === names.namespace;
}

function webhookTarget(names: RegistrationNames): Pick<Target, 'wrong' | 'trusted'> {
  const entries = (object: StoredObject) => (object as WebhookConfiguration).webhooks ?? [];
  return {
    wrong(object, bundle) {
      const value = base64(bundle);
      return entries(object).flatMap(({ clientConfig }, index): Operation[] =>
        isOurs(clientConfig, names) && clientConfig.caBundle !== value
          ? [{ op: 'add', path: `/webhooks/${index}/clientConfig/caBundle`, value }]
          : [],
      );
    },
    trusted: (object) =>
      entries(object).flatMap(({ clientConfig }) => (isOurs(clientConfig, names) ? plain(clientConfig.caBundle) : [])),
  };
}

const injectAnnotation = 'cert-manager.io/inject-ca-from';

function conversionTarget(names: RegistrationNames): Pick<Target, 'wrong' | 'trusted'> {
  const { service, namespace, injectedFrom } = names;
  return {
    wrong(object, bundle) {
      const { metadata, spec } = object as Crd;
      const operations: Operation[] = [];
      const current = spec.conversion?.webhook?.clientConfig;
      const caBundle = injectedFrom === undefined ? base64(bundle) : current?.caBundle;
      const right =
        spec.conversion?.strategy === 'Webhook' &&
        current?.service?.name === service &&
        current?.service?.namespace === namespace &&
        current?.service?.path === '/convert' &&
        current?.caBundle === caBundle;
      if (!right) {
        const clientConfig = {
          service: { name: service, namespace, path: '/convert', port: 443 },
          ...(caBundle !== undefined && { caBundle }),
        };
        const value = { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: ['v1'] } };
        operations.push({ op: 'add', path: '/spec/conversion', value });
      }
      if (injectedFrom !== undefined && metadata.annotations?.[injectAnnotation] !== injectedFrom) {
        operations.push({
          op: 'add',
          path: '/metadata/annotations',
          value: { ...metadata.annotations, [injectAnnotation]: injectedFrom },
        });
      }
      const index = spec.versions.findIndex(({ name }) => name === convertedVersion);
      if (index >= 0 && !spec.versions[index]?.served) {
        operations.push({ op: 'replace', path: `/spec/versions/${index}/served`, value: true });
      }
      return operations;
    },
    trusted: (object) => plain((object as Crd).spec.conversion?.webhook?.clientConfig?.caBundle),
  };
}
