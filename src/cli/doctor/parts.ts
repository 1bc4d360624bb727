import { parse } from 'yaml';
import { leases } from '../../kube/lease.ts';
import type { CertificateTexts, Entry, GateSettings, Listed, Parts, Seen } from './look.ts';
import {
  type ConfigMap,
  configMaps,
  type Deployment,
  type DisruptionBudget,
  deployments,
  disruptionBudgets,
  type EndpointSlice,
  endpointSlices,
  type Lease,
  type NetworkPolicy,
  networkPolicies,
  type Pod,
  pods,
  type Secret,
  type Service,
  secrets,
  services,
} from './objects.ts';
import type { Reader } from './reader.ts';
import { missingRights, neededRights } from './rights.ts';
import { selects } from './selectors.ts';

export interface Place {
  readonly name: string;
  readonly namespace: string;
  readonly service: string;
  readonly entries: readonly Entry[];
}

/** Everything that an installation consists of in the cluster. */
export async function readParts(reader: Reader, place: Place): Promise<Parts> {
  const { name, namespace, service: serviceName, entries } = place;
  const [service, slices, deployment, all, budgets, policies, settings] = await Promise.all([
    reader.get<Service>(services, { name: serviceName, namespace }),
    reader.list<EndpointSlice>(endpointSlices, {
      namespace,
      labelSelector: `kubernetes.io/service-name=${serviceName}`,
    }),
    reader.get<Deployment>(deployments, { name, namespace }),
    reader.list<Pod>(pods, { namespace }),
    reader.list<DisruptionBudget>(disruptionBudgets, { namespace }),
    reader.list<NetworkPolicy>(networkPolicies, { namespace }),
    reader.get<ConfigMap>(configMaps, { name, namespace }).then(settingsOf),
  ]);
  const told = typeof settings === 'string' ? undefined : settings;
  const secretName = told?.secret ?? mountedSecret(deployment) ?? `${name}-tls`;
  const leaseName = told?.lease ?? `${name}-certificates`;
  const ofDeployment = podsOf(deployment, all);
  const configurations = [
    ...new Set(entries.map(({ side, configuration }) => `${side}webhookconfigurations ${configuration}`)),
  ];
  const names = {
    namespace,
    secret: secretName,
    lease: leaseName,
    configurations: configurations.map((text) => {
      const [resource = '', configuration = ''] = text.split(' ');
      return { resource, name: configuration };
    }),
  };
  const account =
    typeof deployment === 'object' ? (deployment.spec.template.spec.serviceAccountName ?? 'default') : undefined;
  const [secret, lease, missing] = await Promise.all([
    reader.get<Secret>(secrets, { name: secretName, namespace }).then(textsOf),
    reader.get<Lease>(leases, { name: leaseName, namespace }),
    told && account !== undefined
      ? missingRights(reader, { namespace, name: account }, neededRights(told, names))
      : ('unknown' as const),
  ]);
  return {
    namespace,
    serviceName,
    secretName,
    leaseName,
    service,
    slices,
    deployment,
    pods: ofDeployment,
    secret,
    lease,
    budgets,
    policies,
    settings,
    missingRights: missing,
  };
}

function podsOf(deployment: Seen<Deployment>, all: Listed<Pod>): Listed<Pod> {
  if (typeof deployment === 'string' || all === 'unknown') return deployment === 'missing' ? [] : 'unknown';
  return all.filter(({ metadata }) => selects(deployment.spec.selector, metadata.labels));
}

/** The private key is not looked at. */
function textsOf(secret: Seen<Secret>): Seen<CertificateTexts> {
  if (typeof secret === 'string') return secret;
  const text = (key: string) => {
    const value = secret.data?.[key];
    return value ? Buffer.from(value, 'base64').toString() : undefined;
  };
  return { chain: text('tls.crt'), authorities: text('ca.crt'), key: Boolean(secret.data?.['tls.key']) };
}

/** In the modes that read files, a volume of the pods. */
function mountedSecret(deployment: Seen<Deployment>): string | undefined {
  if (typeof deployment === 'string') return undefined;
  return deployment.spec.template.spec.volumes?.find(({ name }) => name === 'certificates')?.secret?.secretName;
}

interface SettingsFile {
  readonly tls?: { readonly mode?: string; readonly self?: { readonly store?: string; readonly lease?: string } };
  readonly rules?: { readonly mode?: string };
  readonly registrations?: { readonly conversion?: boolean };
  readonly namespaces?: readonly string[];
}

function settingsOf(map: Seen<ConfigMap>): Seen<GateSettings> {
  if (typeof map === 'string') return map;
  let file: SettingsFile | null;
  try {
    file = parse(map.data?.['sluice.yaml'] ?? '') as SettingsFile | null;
  } catch {
    // Then no pod starts, which is found elsewhere.
    return 'unknown';
  }
  return {
    tlsMode: file?.tls?.mode ?? 'dev',
    rulesMode: file?.rules?.mode ?? 'enforce',
    conversion: file?.registrations?.conversion ?? false,
    namespaces: file?.namespaces ?? [],
    secret: file?.tls?.self?.store,
    lease: file?.tls?.self?.lease,
  };
}
