import { kindNames } from '../../api/kinds.ts';
import type { Cluster } from '../../bin/cluster.ts';
import {
  customResourceDefinitions,
  mutatingConfigurations,
  validatingConfigurations,
} from '../../kube/calling-objects.ts';
import type { KubeClient } from '../../kube/kube-client.ts';
import type { Crd } from '../crds/crd.ts';
import { findInstallations, type Wanted } from './installations.ts';
import { knownCrds } from './known-crds.ts';
import type { Installation, Listed, Look, Seen, SeenNamespace } from './look.ts';
import { namespaces, type WebhookConfiguration } from './objects.ts';
import { Reader } from './reader.ts';
import { selects } from './selectors.ts';
import { tryOut } from './trials.ts';

/** Reads everything that a check may want to know. */
export async function gather({ client, namespace }: Cluster, wanted: Wanted): Promise<Look> {
  const reader = new Reader(client);
  const known = knownCrds();
  const [apiServer, validating, mutating, crds, seen] = await Promise.all([
    versionOf(client),
    reader.list<WebhookConfiguration>(validatingConfigurations),
    reader.list<WebhookConfiguration>(mutatingConfigurations),
    Promise.all(known.map(({ name }) => reader.get<Crd>(customResourceDefinitions, { name }))),
    seenNamespaces(reader),
  ]);
  const configurations = { validating, mutating };
  const installations = await findInstallations(reader, configurations, wanted);
  const asked = new Date();
  const trials = await tryOut(client, placeOfTrials(installations, seen, namespace));
  if (trials.good.result === 'untried' && trials.good.why === 'forbidden') {
    reader.note('create', 'flinkdeployments.flink.apache.org', trials.namespace);
  }
  return {
    now: new Date(),
    asked,
    apiServer,
    configurations,
    installations,
    crds: Object.fromEntries(known.map(({ name }, index): [string, Seen<Crd>] => [name, crds[index] ?? 'missing'])),
    knownCrds: known,
    namespaces: seen,
    trials,
    denied: reader.denied,
  };
}

async function versionOf(client: KubeClient): Promise<string | undefined> {
  const { status, text } = await client.ask('/version');
  if (status !== 200) return undefined;
  const { gitVersion } = JSON.parse(text) as { gitVersion?: string };
  return gitVersion?.replace(/^v/, '');
}

async function seenNamespaces(reader: Reader): Promise<Listed<SeenNamespace>> {
  const found = await reader.list(namespaces);
  if (found === 'unknown') return 'unknown';
  const kinds = Object.values(kindNames).filter(({ version }) => version !== 'v1alpha1');
  const objects = await Promise.all(kinds.map((kind) => reader.list({ ...kind, namespaced: true })));
  const counts = new Map<string, number>();
  for (const { metadata } of objects.flatMap((list) => (list === 'unknown' ? [] : list))) {
    const { namespace = '' } = metadata;
    counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  }
  return found.map(({ metadata: { name, labels = {} } }) => ({ name, labels, flinkObjects: counts.get(name) ?? 0 }));
}

/** A namespace that is judged, and rather one where somebody works with Flink. */
function placeOfTrials(installations: readonly Installation[], seen: Listed<SeenNamespace>, usual: string): string {
  if (seen === 'unknown') return usual;
  const entries = installations.flatMap((installation) => installation.entries);
  const judged = seen.filter(
    ({ name, labels }) =>
      name !== 'kube-system' && entries.every(({ webhook }) => selects(webhook.namespaceSelector, labels)),
  );
  const rank = ({ name, flinkObjects }: SeenNamespace) => (flinkObjects > 0 ? 0 : name === usual ? 1 : 2);
  return judged.toSorted((one, other) => rank(one) - rank(other))[0]?.name ?? usual;
}
