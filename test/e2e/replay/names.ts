/** What an API server takes as the name of an object: a DNS-1123 subdomain. */
export function isObjectName(name: unknown): name is string {
  const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  return typeof name === 'string' && name.length <= 253 && new RegExp(`^${label}(\\.${label})*$`).test(name);
}

/** A DNS-1123 label. */
export function isNamespaceName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
}
