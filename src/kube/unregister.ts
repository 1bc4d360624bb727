import { setTimeout as wait } from 'node:timers/promises';
import {
  convertedCrd,
  convertedVersion,
  customResourceDefinitions,
  injectAnnotation,
  injectAnnotationPath,
  mutatingConfigurations,
  validatingConfigurations,
} from './calling-objects.ts';
import { isNotFound } from './errors.ts';
import type { KubeClient, ResourceType } from './kube-client.ts';
import { leases, seizeLease, usualElectionTimes } from './lease.ts';

export interface Installation {
  readonly namespace: string;
  /** The name of both webhook configurations. */
  readonly configuration: string;
  readonly service: string;
  readonly lease: string;
  /** Where certificates of our own are. */
  readonly secret?: string | undefined;
}

const secrets: ResourceType = { group: '', version: 'v1', plural: 'secrets', namespaced: true };

/** Longer than pods take to end. */
const seizedSeconds = 300;

interface Crd {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
    readonly conversion?: { readonly webhook?: { readonly clientConfig?: { readonly service?: object } } };
  };
}

/** Makes API servers stop calling us while we still answer. Returns what was done, one line each. */
export async function removeRegistrations(client: KubeClient, installation: Installation): Promise<string[]> {
  const { namespace, configuration, lease } = installation;
  const done: string[] = [];
  // Whoever keeps the registrations right would put back what is taken away here.
  await seizeLease(client, { name: lease, namespace }, 'uninstall', seizedSeconds);
  await wait((usualElectionTimes.retry + 1) * 1000);
  for (const type of [validatingConfigurations, mutatingConfigurations]) {
    if (await client.delete(type, { name: configuration })) done.push(`deleted ${type.plural}/${configuration}`);
  }
  if (await endConversion(client, installation))
    done.push(`${convertedCrd} converts and serves ${convertedVersion} no more`);
  return done;
}

/** Takes away what no chart knows of, once nobody is left who would make it again. */
export async function forget(client: KubeClient, { namespace, secret, lease }: Installation): Promise<string[]> {
  const done: string[] = [];
  const remove = async (type: ResourceType, name: string) => {
    if (await client.delete(type, { name, namespace })) done.push(`deleted ${type.plural}/${name}`);
  };
  if (secret !== undefined) await remove(secrets, secret);
  await remove(leases, lease);
  return done;
}

/** Only where it is our Service that converts. */
async function endConversion(client: KubeClient, { namespace, service }: Installation): Promise<boolean> {
  const crd = await client.get<Crd>(customResourceDefinitions, { name: convertedCrd });
  const target = crd?.spec.conversion?.webhook?.clientConfig?.service as
    | { name?: string; namespace?: string }
    | undefined;
  if (!crd || target?.name !== service || target?.namespace !== namespace) return false;
  const index = crd.spec.versions.findIndex(({ name }) => name === convertedVersion);
  const operations = [
    { op: 'add', path: '/spec/conversion', value: { strategy: 'None' } },
    ...(index < 0 ? [] : [{ op: 'replace', path: `/spec/versions/${index}/served`, value: false }]),
    ...(crd.metadata.annotations?.[injectAnnotation] ? [{ op: 'remove', path: injectAnnotationPath }] : []),
  ];
  try {
    await client.patch(customResourceDefinitions, { name: convertedCrd }, 'json', operations, {
      fieldManager: 'sluice',
    });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
