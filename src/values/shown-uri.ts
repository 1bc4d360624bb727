/** A URI as messages may show it: without passwords, and without a query, which may be a signature. */
export function shownUri(uri: string): string {
  if (isPlain.test(uri)) return uri;
  const url = URL.parse(uri);
  // Of what nobody can read nobody knows where a password stands.
  if (!url) return /^[a-z][a-z\d+.-]*:/i.exec(uri)?.[0].concat('…') ?? uri.replace(/[?#@].*$/s, '…');
  // Azure has the name of a container there.
  if (!azure.has(url.protocol)) url.username = '';
  url.password = '';
  const rest = url.search || url.hash ? '?…' : '';
  url.search = '';
  url.hash = '';
  return `${url.href}${rest}`;
}

/** Printable, and with nothing that could be cut. */
const isPlain = /^(?:(?![?#@])[!-~])*$/;
const azure = new Set(['abfs:', 'abfss:', 'wasb:', 'wasbs:']);
