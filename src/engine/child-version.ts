interface Versioned {
  readonly metadata: { readonly generation?: number; readonly resourceVersion?: string };
  readonly spec?: unknown;
}

/** What changes when, and only when, the content of an object changes. */
export function versionOf({ metadata: { generation, resourceVersion }, spec }: Versioned): string {
  if (generation !== undefined) return String(generation);
  return spec === undefined ? String(resourceVersion) : JSON.stringify(spec);
}
