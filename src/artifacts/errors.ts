import { shownUri } from '../values/shown-uri.ts';

/** The artifact will not be fetched, however often it is asked for, until its URI or the configuration changes. */
export class ArtifactRefused extends Error {
  override readonly name = 'ArtifactRefused';
  /** As messages may show it. */
  readonly uri: string;

  constructor(uri: string, what: string, options?: ErrorOptions) {
    super(`${shownUri(uri)} ${what}`, options);
    this.uri = shownUri(uri);
  }
}

/** It could not be fetched now; another try may do better. */
export class ArtifactUnavailable extends Error {
  override readonly name = 'ArtifactUnavailable';
  /** As messages may show it. */
  readonly uri: string;

  constructor(uri: string, what: string, options?: ErrorOptions) {
    super(`${shownUri(uri)} ${what}`, options);
    this.uri = shownUri(uri);
  }
}
