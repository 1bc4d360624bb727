import { ArtifactRefused } from './errors.ts';

export interface ArtifactRules {
  /** As in `kubernetes.operator.user.artifacts.allowed-schemes`; letter case does not matter. */
  readonly allowedSchemes: readonly string[];
  /** Whether private and other restricted addresses are refused. */
  readonly restrictHosts: boolean;
  /** Names of hosts that may have such addresses all the same. */
  readonly allowedHosts?: readonly string[] | undefined;
}

/** What may be fetched at all. */
export class ArtifactPolicy {
  readonly #schemes: ReadonlySet<string>;
  readonly #hosts: ReadonlySet<string>;
  readonly #restrictHosts: boolean;

  constructor({ allowedSchemes, restrictHosts, allowedHosts = [] }: ArtifactRules) {
    this.#schemes = new Set(allowedSchemes.map((scheme) => scheme.trim().toLowerCase()));
    this.#hosts = new Set(allowedHosts.map((host) => host.toLowerCase()));
    this.#restrictHosts = restrictHosts;
  }

  /** Throws ArtifactRefused. */
  checkScheme(scheme: string, uri: string): void {
    if (this.#schemes.has(scheme.toLowerCase())) return;
    const allowed = [...this.#schemes].join(', ');
    throw new ArtifactRefused(
      uri,
      `is not fetched: scheme ${scheme} is not among kubernetes.operator.user.artifacts.allowed-schemes (${allowed})`,
    );
  }

  /** Whether all addresses of the host must be public ones. */
  restricts(host: string): boolean {
    return this.#restrictHosts && !this.#hosts.has(host.toLowerCase());
  }
}
