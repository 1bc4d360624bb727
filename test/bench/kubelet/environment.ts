import { type Container, type KeyRef, NotYet, type Pod, type Sources } from './types.ts';

/** A field of the pod as the downward API names it. */
export function podField({ metadata, spec }: Pod, fieldPath: string, address: string): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(fieldPath) ?? [];
  if (map === 'labels' || map === 'annotations') return metadata[map]?.[key ?? ''] ?? '';
  switch (fieldPath) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace;
    case 'metadata.uid':
      return metadata.uid;
    case 'metadata.labels':
    case 'metadata.annotations':
      return lines(metadata[fieldPath === 'metadata.labels' ? 'labels' : 'annotations'] ?? {});
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? 'default';
    case 'status.podIP':
    case 'status.podIPs':
      return address;
    case 'status.hostIP':
    case 'status.hostIPs':
      return '10.244.0.1';
    default:
      throw new Error(`the bench knows no field ${fieldPath}`);
  }
}

const lines = (map: Readonly<Record<string, string>>) =>
  Object.entries(map)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');

/** The environment of a container, in Kubernetes' order: image, envFrom, env. Throws `NotYet` for what is missing. */
export function environmentOf(
  pod: Pod,
  container: Container,
  { image, address, sources }: { image: Readonly<Record<string, string>>; address: string; sources: Sources },
): Record<string, string> {
  const { namespace } = pod.metadata;
  const result: Record<string, string> = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...image,
    HOSTNAME: pod.spec.hostname ?? pod.metadata.name,
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
    KUBERNETES_SERVICE_PORT: '443',
  };
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const ref = configMapRef ?? secretRef;
    if (!ref) continue;
    const found = configMapRef ? sources.configMap(namespace, ref.name) : sources.secret(namespace, ref.name);
    if (!found && !ref.optional) throw new NotYet(`${ref.name} not found`, 'CreateContainerConfigError');
    for (const [key, value] of Object.entries(found ?? {})) result[`${prefix}${key}`] = value;
  }
  const valueAt = (ref: KeyRef, found: Readonly<Record<string, string>> | undefined): string | undefined => {
    const value = found?.[ref.key];
    if (value === undefined && !ref.optional) {
      throw new NotYet(`couldn't find key ${ref.key} in ${ref.name}`, 'CreateContainerConfigError');
    }
    return value;
  };
  for (const { name, value, valueFrom } of container.env ?? []) {
    let found: string | undefined;
    if (value !== undefined) found = expand(value, result);
    else if (valueFrom?.fieldRef) found = podField(pod, valueFrom.fieldRef.fieldPath, address);
    else if (valueFrom?.resourceFieldRef) found = resourceOf(container, valueFrom.resourceFieldRef.resource);
    else if (valueFrom?.configMapKeyRef) {
      found = valueAt(valueFrom.configMapKeyRef, sources.configMap(namespace, valueFrom.configMapKeyRef.name));
    } else if (valueFrom?.secretKeyRef) {
      found = valueAt(valueFrom.secretKeyRef, sources.secret(namespace, valueFrom.secretKeyRef.name));
    } else found = '';
    if (found !== undefined) result[name] = found;
  }
  return result;
}

/** `$(NAME)` is replaced by what is known, `$$` is a dollar; what is not known stays as it is. */
export function expand(text: string, known: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\$|\$\(([^)]+)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (known[name] ?? whole),
  );
}

const units: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  m: 1e-3,
};

function resourceOf({ resources }: Container, resource: string): string {
  const [kind = '', name = ''] = resource.split('.');
  const text = (kind === 'limits' ? resources?.limits : resources?.requests)?.[name] ?? '0';
  const [, number = '0', unit = ''] = /^([\d.]+)(\w*)$/.exec(text) ?? [];
  return String(Math.ceil(Number(number) * (units[unit] ?? 1)));
}
