import type { ClientConfig } from '../../kube/calling-objects.ts';
import type { Condition, ResourceType, StoredObject } from '../../kube/kube-client.ts';

/** The parts that are read of the objects of an installation, and where an API server keeps them. */

const core = (plural: string): ResourceType => ({ group: '', version: 'v1', plural, namespaced: true });
const grouped = (group: string, plural: string): ResourceType => ({ group, version: 'v1', plural, namespaced: true });

export const namespaces: ResourceType = { ...core('namespaces'), namespaced: false };
export const services = core('services');
export const pods = core('pods');
export const secrets = core('secrets');
export const configMaps = core('configmaps');
export const endpointSlices = grouped('discovery.k8s.io', 'endpointslices');
export const deployments = grouped('apps', 'deployments');
export const disruptionBudgets = grouped('policy', 'poddisruptionbudgets');
export const networkPolicies = grouped('networking.k8s.io', 'networkpolicies');

export type Labels = Readonly<Record<string, string>>;

export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface Webhook {
  readonly name: string;
  readonly clientConfig: ClientConfig;
  readonly failurePolicy?: string;
  readonly timeoutSeconds?: number;
  readonly matchPolicy?: string;
  readonly sideEffects?: string;
  readonly admissionReviewVersions?: readonly string[];
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly rules?: readonly {
    readonly apiGroups?: readonly string[];
    readonly apiVersions?: readonly string[];
    readonly operations?: readonly string[];
    readonly resources?: readonly string[];
  }[];
}

export interface WebhookConfiguration extends StoredObject {
  readonly webhooks?: readonly Webhook[];
}

export interface Service extends StoredObject {
  readonly spec: {
    readonly selector?: Labels;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly targetPort?: number | string;
    }[];
  };
}

export interface EndpointSlice extends StoredObject {
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    readonly conditions?: { readonly ready?: boolean };
  }[];
}

interface PodSpec {
  readonly serviceAccountName?: string;
  readonly volumes?: readonly { readonly name: string; readonly secret?: { readonly secretName?: string } }[];
  readonly containers: readonly {
    readonly name: string;
    readonly image?: string;
    readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  }[];
}

export interface Deployment extends StoredObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: LabelSelector;
    readonly template: { readonly metadata?: { readonly labels?: Labels }; readonly spec: PodSpec };
  };
  readonly status?: { readonly availableReplicas?: number; readonly conditions?: readonly Condition[] };
}

export interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
  readonly lastState?: { readonly terminated?: { readonly reason?: string; readonly exitCode?: number } };
}

export interface Pod extends StoredObject {
  readonly spec: PodSpec;
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface Secret extends StoredObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface ConfigMap extends StoredObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface Lease extends StoredObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly renewTime?: string;
  };
}

export interface DisruptionBudget extends StoredObject {
  readonly spec?: { readonly selector?: LabelSelector };
}

export interface NetworkPolicy extends StoredObject {
  readonly spec?: {
    readonly podSelector?: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly {
      readonly from?: readonly unknown[];
      readonly ports?: readonly { readonly port?: number | string; readonly endPort?: number }[];
    }[];
  };
}
