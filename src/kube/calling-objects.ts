import type { ResourceType, StoredObject } from './kube-client.ts';
import { withoutBookkeeping } from './slim-objects.ts';

/** The objects that make API servers call us, and what they must say. Who keeps them so is in registrations.ts. */

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
  /** After which a watch that says nothing is no longer believed that nothing has changed. */
  readonly compareSeconds: number;
}

/** How API servers find a webhook. */
export interface ClientConfig {
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

export type Operation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** What is wrong with one object that tells API servers to call us, and whom it tells them to trust. */
export interface Calling {
  /** What must change for it to be right. Empty where it is. */
  wrong(object: StoredObject, bundle: string): Operation[];
  /** What each place that makes API servers call us tells them to trust, as PEM. */
  trusted(object: StoredObject): readonly string[];
  slim?(object: StoredObject): StoredObject;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const plain = (text = '') => Buffer.from(text, 'base64').toString();

function isOurs({ service, url }: ClientConfig, names: RegistrationNames): boolean {
  // Outside a cluster an API server calls us by address.
  if (url !== undefined) return true;
  return service?.name === names.service && service?.namespace === names.namespace;
}

export function callingWebhooks(names: RegistrationNames): Calling {
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
      entries(object).flatMap(({ clientConfig }) =>
        isOurs(clientConfig, names) ? [plain(clientConfig.caBundle)] : [],
      ),
  };
}

export const injectAnnotation = 'cert-manager.io/inject-ca-from';
export const injectAnnotationPath = `/metadata/annotations/${injectAnnotation.replaceAll('/', '~1')}`;

export function callingConversion(names: RegistrationNames): Calling {
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
      const annotated = metadata.annotations?.[injectAnnotation];
      if (injectedFrom !== undefined && annotated !== injectedFrom) {
        if (!metadata.annotations) operations.push({ op: 'add', path: '/metadata/annotations', value: {} });
        operations.push({ op: 'add', path: injectAnnotationPath, value: injectedFrom });
      }
      // Whoever injects would take our bundle away again.
      if (injectedFrom === undefined && annotated !== undefined) {
        operations.push({ op: 'remove', path: injectAnnotationPath });
      }
      const index = spec.versions.findIndex(({ name }) => name === convertedVersion);
      // Nobody would be believed before there is a bundle.
      if (index >= 0 && !spec.versions[index]?.served && caBundle !== undefined) {
        operations.push({ op: 'replace', path: `/spec/versions/${index}/served`, value: true });
      }
      return operations;
    },
    trusted(object) {
      const current = (object as Crd).spec.conversion?.webhook?.clientConfig;
      return current?.service?.name === service && current?.service?.namespace === namespace
        ? [plain(current.caBundle)]
        : [];
    },
    // All the rest of a CRD is schemas: a megabyte that nobody here reads.
    slim(object) {
      const { metadata, spec } = object as Crd;
      const { conversion } = spec;
      const versions = spec.versions.map(({ name, served }) => ({ name, served }));
      const slim: Crd = { ...object, metadata, spec: { versions, ...(conversion && { conversion }) } };
      return withoutBookkeeping(slim);
    },
  };
}
