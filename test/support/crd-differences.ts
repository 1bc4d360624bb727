/** As much of a CRD's schema as is compared. */
export interface CrdSchema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly items?: CrdSchema;
  readonly additionalProperties?: CrdSchema;
  readonly anyOf?: readonly object[];
}

const preserve = 'x-kubernetes-preserve-unknown-fields';

const compared = [
  'type',
  'format',
  'enum',
  'default',
  'minimum',
  'maximum',
  'minLength',
  'pattern',
  'anyOf',
  'x-kubernetes-int-or-string',
  preserve,
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
] as const;

/** `place: what` for each thing that one schema says otherwise than the other; fields that only ours has are fine. */
export function differences(ours: CrdSchema, theirs: CrdSchema): string[] {
  const found: string[] = [];
  compare(ours, theirs, '', found);
  return found;
}

function compare(ours: CrdSchema, theirs: CrdSchema, place: string, found: string[]): void {
  for (const keyword of compared) {
    const our = (ours as Record<string, unknown>)[keyword];
    const their = (theirs as Record<string, unknown>)[keyword];
    // A whole number beyond its width cannot be read by the reference either, and free fields take what fixed ones do.
    if (their === undefined && (our === 'int32' || our === 'int64' || keyword === preserve)) continue;
    if (canonical(our) !== canonical(their)) found.push(`${place}: ${keyword}`);
  }
  if (canonical(ours.required ?? []) !== canonical(theirs.required ?? [])) found.push(`${place}: required`);
  for (const [name, field] of Object.entries(theirs.properties ?? {})) {
    const below = place === '' ? name : `${place}.${name}`;
    const own = ours.properties?.[name];
    if (own) compare(own, field, below, found);
    else found.push(`${below}: missing`);
  }
  for (const part of ['items', 'additionalProperties'] as const) {
    const their = theirs[part];
    const our = ours[part];
    if (their && our) compare(our, their, `${place}[*]`, found);
    else if (their) found.push(`${place}: ${part}`);
  }
}

/** Order means nothing in `required` and `enum`, nor among keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify(value.map(canonical).sort());
  if (typeof value === 'object' && value !== null) {
    return JSON.stringify(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([k, v]) => [k, canonical(v)]),
    );
  }
  return JSON.stringify(value) ?? '';
}
