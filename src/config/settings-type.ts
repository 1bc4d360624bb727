import type { Mode } from '../admission/ports.ts';

/** The settings in force: complete, checked and frozen. Each is described in settings.schema.json. */
export interface Settings {
  readonly listen: Endpoint;
  readonly health: Endpoint;
  readonly tls: TlsSettings;
  readonly registrations: RegistrationSettings;
  readonly kubernetes?: KubernetesSettings;
  readonly limits: {
    readonly bodyBytes: number;
    readonly concurrency: number;
    readonly bufferedBytes: number;
    readonly requestsPerSocket: number;
  };
  readonly timeouts: {
    readonly headers: number;
    readonly request: number;
    readonly keepAlive: number;
    readonly drain: number;
  };
  readonly shutdownDelay: number;
  readonly engine: EngineSettings;
  readonly log: { readonly level: LogLevel; readonly format: 'auto' | 'json' | 'text' };
  readonly rules: RuleSettings;
  readonly defaults: 'full' | 'minimal';
  readonly operatorConfiguration: {
    readonly directory?: string;
    readonly overrideDirectory?: string;
    readonly reloadSeconds: number;
  };
  readonly facts: {
    readonly context: readonly string[];
    readonly cluster: { readonly enabled: boolean; readonly syncSeconds: number };
    readonly dns: { readonly enabled: boolean; readonly timeout: number };
  };
  readonly namespaces: readonly string[];
}

export interface EngineSettings {
  readonly health: Endpoint;
  readonly groups: readonly ('flink.apache.org' | 'flinkoperator.k8s.io')[];
  readonly leaderElection: { readonly enabled: boolean; readonly lease: string };
  readonly flink: {
    readonly address: string;
    readonly authority?: string;
    readonly certificate?: string;
    readonly key?: string;
    readonly verifyHost: boolean;
  };
  readonly labelSelector?: string;
  readonly artifacts: { readonly directory?: string; readonly bytes: number; readonly seconds: number };
  readonly logFiles?: string;
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface TlsSettings {
  readonly mode: 'dev' | 'files' | 'self' | 'cert-manager';
  readonly directory: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly minVersion: '1.3' | '1.2';
  readonly serviceNames: readonly string[];
  readonly extraNames: readonly string[];
  readonly clientCa?: string;
  readonly allowedNames: readonly string[];
  readonly reloadSeconds: number;
  readonly self: {
    readonly store: string;
    readonly lease: string;
    readonly caDays: number;
    readonly leafDays: number;
  };
}

interface RegistrationSettings {
  readonly service?: string;
  readonly validating?: string;
  readonly mutating?: string;
  readonly conversion: boolean;
  readonly certificate?: string;
  readonly compareSeconds: number;
}

export interface KubernetesSettings {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly identity?: string;
}

export interface RuleSettings {
  readonly mode: Mode;
  readonly modes: Readonly<Record<string, Mode>>;
  readonly namespaces: Readonly<Record<string, NamespaceModes>>;
  readonly stateLoss: 'allow' | 'warn' | 'deny';
  readonly onError: 'allow' | 'deny';
  readonly budgetMilliseconds: number;
}

export interface NamespaceModes {
  readonly mode?: Mode;
  readonly modes?: Readonly<Record<string, Mode>>;
}

type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
