/** The artifact will not be fetched, however often it is asked for, until its URI or the configuration changes. */
export class ArtifactRefused extends Error {
  override readonly name = 'ArtifactRefused';
}

/** It could not be fetched now; another try may do better. */
export class ArtifactUnavailable extends Error {
  override readonly name = 'ArtifactUnavailable';
}

/** A URI as messages may show it: without passwords, and without a query, which may be a signature. */
export function shown(uri: string): string {
  const query = uri.search(/[?#]/);
  return (query < 0 ? uri : `${uri.slice(0, query)}?…`).replace(/^([a-z][a-z\d+.-]*:\/\/)[^/@]*@/i, '$1');
}
