const longest = 200;

/** The last part of the path of a URI, harmless as the name of a file. */
export function fileName(uri: string): string {
  const last = uri
    .replace(/[?#].*$/s, '')
    .replace(/^[a-z][a-z\d+.-]*:(\/\/[^/]*)?/i, '')
    .split('/')
    .at(-1);
  const safe = decoded(last ?? '')
    .replaceAll(/[^\w.+-]/g, '_')
    // The end tells what it is.
    .slice(-longest)
    .replace(/^\.+/, '');
  return safe === '' ? 'job.jar' : safe;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
