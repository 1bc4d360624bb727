import { ArtifactRefused } from './errors.ts';

export interface ArtifactRules {
  /** As in `kubernetes.operator.user.artifacts.allowed-schemes`; letter case does not matter. */
  readonly allowedSchemes: readonly string[];
  /** Whether private and other restricted addresses are refused. */
  readonly restrictHosts: boolean;
}

/** What may be fetched at all. */
export class ArtifactPolicy {
  readonly restrictHosts: boolean;
  readonly #schemes: ReadonlySet<string>;

  constructor({ allowedSchemes, restrictHosts }: ArtifactRules) {
    this.#schemes = new Set(allowedSchemes.map((scheme) => scheme.trim().toLowerCase()));
    this.restrictHosts = restrictHosts;
  }

  /** Throws ArtifactRefused. */
  check(scheme: string, uri: string): void {
    if (this.#schemes.has(scheme.toLowerCase())) return;
    throw new ArtifactRefused(
      `${uri}: the scheme ${scheme} is not among kubernetes.operator.user.artifacts.allowed-schemes (${[...this.#schemes].join(', ')})`,
    );
  }
}
