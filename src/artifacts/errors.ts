/** The artifact will not be fetched, however often it is asked for, until its URI or the configuration changes. */
export class ArtifactRefused extends Error {
  override readonly name = 'ArtifactRefused';
  /** As messages may show it. */
  readonly uri: string;

  constructor(uri: string, what: string, options?: ErrorOptions) {
    super(`${shown(uri)} ${what}`, options);
    this.uri = shown(uri);
  }
}

/** It could not be fetched now; another try may do better. */
export class ArtifactUnavailable extends Error {
  override readonly name = 'ArtifactUnavailable';
  /** As messages may show it. */
  readonly uri: string;

  constructor(uri: string, what: string, options?: ErrorOptions) {
    super(`${shown(uri)} ${what}`, options);
    this.uri = shown(uri);
  }
}

/** A URI as messages may show it: without passwords, and without a query, which may be a signature. */
export function shown(uri: string): string {
  const url = URL.parse(uri);
  // Of what nobody can read nobody knows where a password stands.
  if (!url) return /^[a-z][a-z\d+.-]*:/i.exec(uri)?.[0].concat('…') ?? uri.replace(/[?#@].*$/s, '…');
  url.username = '';
  url.password = '';
  const rest = url.search || url.hash ? '?…' : '';
  url.search = '';
  url.hash = '';
  return `${url.href}${rest}`;
}
