type Properties = Readonly<Record<string, string>> | undefined;

/** The properties of a stored object have been checked by nobody. */
function isBlank(value: unknown): boolean {
  return typeof value !== 'string' || value.trim() === '';
}

/** `high-availability.type` is what Flink calls it from 1.17 on; where both are set, that one counts. */
export function hasHighAvailability(properties: Properties): boolean {
  if (!properties) return false;
  const type = properties['high-availability.type'] ?? properties['high-availability'];
  if (typeof type !== 'string' || type.trim().toLowerCase() === 'none') return false;
  return !isBlank(properties['kubernetes.cluster-id']) && !isBlank(properties['high-availability.storageDir']);
}
