import type { StoredObject } from '../../kube/kube-client.ts';
import type { ClusterOptions } from '../cluster-options.ts';
import type { Entry, Installation, Listed, Look, Parts, Side } from './look.ts';
import { type Deployment, deployments, type WebhookConfiguration } from './objects.ts';
import { readParts } from './parts.ts';
import { isReady } from './pod-state.ts';
import type { Reader } from './reader.ts';
import { chainAt, servedChain } from './served-chain.ts';

/** Which installations are looked at: all where nothing is said. */
export interface Wanted extends ClusterOptions {
  readonly namespace?: string;
  readonly release?: string;
}

const ours = /\.sluice\.dev$/;
const ourLabels = 'app.kubernetes.io/name=sluice,app.kubernetes.io/component=webhook';

interface Found {
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly place?: { readonly namespace: string; readonly service: string };
  /** What may carry the mark of Helm. */
  readonly marked: readonly StoredObject[];
}

/** By the Services that our webhooks call, and by Deployments that have lost their webhooks. */
export async function findInstallations(
  reader: Reader,
  { validating, mutating }: Look['configurations'],
  wanted: Wanted,
): Promise<Installation[]> {
  const running = await reader.list<Deployment>(deployments, {
    ...(wanted.namespace !== undefined && { namespace: wanted.namespace }),
    labelSelector: ourLabels,
  });
  const configurations = [...listed(validating), ...listed(mutating)];
  const entries = [...entriesOf('validating', validating), ...entriesOf('mutating', mutating)];
  const found = [...Map.groupBy(entries, keyOf).values()].map((group) => foundBy(group, configurations));
  for (const deployment of listed(running)) {
    const { name, namespace = '' } = deployment.metadata;
    const known = found.some(({ name: other, place }) => other === name && place?.namespace === namespace);
    if (!known)
      found.push({ name, entries: [], place: { namespace, service: `${name}-webhook` }, marked: [deployment] });
  }
  const installations = await Promise.all(found.filter(inside(wanted)).map((each) => complete(reader, each, wanted)));
  return installations.filter(({ release }) => wanted.release === undefined || release === wanted.release);
}

const listed = <T>(list: Listed<T>): readonly T[] => (list === 'unknown' ? [] : list);

function entriesOf(side: Side, configurations: Listed<WebhookConfiguration>): Entry[] {
  return listed(configurations).flatMap(({ metadata, webhooks = [] }) =>
    webhooks
      .map((webhook, index): Entry => ({ side, configuration: metadata.name, index, webhook }))
      .filter(({ webhook }) => ours.test(webhook.name)),
  );
}

/** Webhooks that call the same are one installation; by address, those of the same configuration. */
function keyOf({ configuration, webhook: { clientConfig } }: Entry): string {
  const { service } = clientConfig;
  return service ? `${service.namespace}/${service.name}` : configuration;
}

function foundBy(entries: readonly Entry[], configurations: readonly WebhookConfiguration[]): Found {
  const [first] = entries;
  const names = new Set(entries.map(({ configuration }) => configuration));
  const marked = configurations.filter(({ metadata }) => names.has(metadata.name));
  const service = first?.webhook.clientConfig.service;
  if (!service) return { name: first?.configuration ?? '', entries, marked };
  const place = { namespace: service.namespace, service: service.name };
  return { name: service.name.replace(/-webhook$/, ''), entries, place, marked };
}

const inside =
  ({ namespace }: Wanted) =>
  ({ place }: Found): boolean =>
    namespace === undefined || place === undefined || place.namespace === namespace;

async function complete(
  reader: Reader,
  { name, entries, place, marked }: Found,
  wanted: Wanted,
): Promise<Installation> {
  const parts = place && (await readParts(reader, { name, entries, ...place }));
  const served = parts
    ? await chainOf(reader, parts, wanted)
    : await chainAt(entries[0]?.webhook.clientConfig.url ?? '').catch(() => '');
  return { name, entries, parts, release: releaseOf([...marked, ...objectsOf(parts)]), served };
}

/** Of one pod that is ready. */
async function chainOf(
  reader: Reader,
  { namespace, serviceName, pods }: Parts,
  access: ClusterOptions,
): Promise<string> {
  const pod = listed(pods).find(isReady);
  const port = pod?.spec.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === 'https');
  if (!pod || !port) return '';
  const host = `${serviceName}.${namespace}.svc`;
  try {
    return await servedChain(access, { namespace, pod: pod.metadata.name, port: port.containerPort, host });
  } catch (error) {
    const { message } = error as Error;
    reader.note('create', 'pods/portforward', namespace, /\b403\b/.test(message) ? undefined : message);
    return '';
  }
}

function objectsOf(parts: Parts | undefined): StoredObject[] {
  return [parts?.service, parts?.deployment].filter((object) => typeof object === 'object');
}

function releaseOf(objects: readonly StoredObject[]): string | undefined {
  return objects
    .map(({ metadata }) => metadata.annotations?.['meta.helm.sh/release-name'])
    .find((release) => release !== undefined);
}
