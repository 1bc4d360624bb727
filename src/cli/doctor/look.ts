import type { Crd } from '../crds/crd.ts';
import type { KnownCrd } from './known-crds.ts';
import type {
  Deployment,
  DisruptionBudget,
  EndpointSlice,
  Labels,
  Lease,
  NetworkPolicy,
  Pod,
  Service,
  Webhook,
  WebhookConfiguration,
} from './objects.ts';

/** `unknown` where it could not be read: `Look.denied` says why, and checks that need it find nothing. */
export type Seen<T> = T | 'missing' | 'unknown';
export type Listed<T> = readonly T[] | 'unknown';

export type Side = 'validating' | 'mutating';

/** One webhook of ours, and where it stands. */
export interface Entry {
  readonly side: Side;
  readonly configuration: string;
  readonly index: number;
  readonly webhook: Webhook;
}

/** What is not secret of the Secret with the certificates, as PEM. */
export interface CertificateTexts {
  readonly chain: string | undefined;
  readonly authorities: string | undefined;
  /** Whether there is a private key; itself it is never looked at. */
  readonly key: boolean;
}

/** What the chart has told the gate. */
export interface GateSettings {
  readonly tlsMode: string;
  readonly rulesMode: string;
  readonly conversion: boolean;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  /** Where certificates of its own are kept, and by whom. */
  readonly secret: string | undefined;
  readonly lease: string | undefined;
}

/** One right that the gate's service account needs. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
}

/** The parts of an installation that are in the cluster. */
export interface Parts {
  readonly namespace: string;
  /** The name of the Service that webhooks call. */
  readonly serviceName: string;
  readonly secretName: string;
  readonly leaseName: string;
  readonly service: Seen<Service>;
  readonly slices: Listed<EndpointSlice>;
  readonly deployment: Seen<Deployment>;
  /** Those of the Deployment. */
  readonly pods: Listed<Pod>;
  readonly secret: Seen<CertificateTexts>;
  readonly lease: Seen<Lease>;
  readonly budgets: Listed<DisruptionBudget>;
  readonly policies: Listed<NetworkPolicy>;
  readonly settings: Seen<GateSettings>;
  readonly missingRights: readonly Right[] | 'unknown';
}

export interface Installation {
  /** Of the Deployment, and the beginning of all other names. */
  readonly name: string;
  /** The release of Helm; `undefined` where it was installed otherwise. */
  readonly release: string | undefined;
  readonly entries: readonly Entry[];
  /** `undefined` where webhooks call an address instead of a Service. */
  readonly parts: Parts | undefined;
  /** What a replica shows to who calls it, leaf first, as PEM. Empty where that could not be seen. */
  readonly served: string;
}

export interface SeenNamespace {
  readonly name: string;
  readonly labels: Labels;
  /** How many Flink objects it has; 0 where they cannot be read. */
  readonly flinkObjects: number;
}

/** What came of a dry run. */
export type Trial =
  | { readonly result: 'untried'; readonly why: string }
  | { readonly result: 'let in'; readonly completed: boolean; readonly created: string | undefined }
  | { readonly result: 'refused'; readonly message: string };

export interface Trials {
  readonly namespace: string;
  readonly good: Trial;
  readonly bad: Trial;
  /** A FlinkCluster in its old version, which only a conversion can store. */
  readonly old: Trial;
}

/** Something that could not be read. */
export interface Denied {
  readonly verb: string;
  /** With its group, as RBAC and kubectl write it: deployments.apps. */
  readonly resource: string;
  readonly namespace: string | undefined;
  /** `undefined` where a right is missing. */
  readonly why?: string | undefined;
}

/** All that was read. Checks see nothing else. */
export interface Look {
  readonly now: Date;
  /** When the trials were sent; to compare with when the API server says that it got them. */
  readonly asked: Date;
  /** Such as 1.35.4. */
  readonly apiServer: string | undefined;
  readonly configurations: {
    readonly validating: Listed<WebhookConfiguration>;
    readonly mutating: Listed<WebhookConfiguration>;
  };
  readonly installations: readonly Installation[];
  readonly crds: Readonly<Record<string, Seen<Crd>>>;
  readonly knownCrds: readonly KnownCrd[];
  readonly namespaces: Listed<SeenNamespace>;
  readonly trials: Trials;
  readonly denied: readonly Denied[];
}
