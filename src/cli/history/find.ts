import { kindNames } from '../../api/kinds.ts';
import type { KubeClient, StoredObject } from '../../kube/kube-client.ts';

/** The kinds whose jobs the engine begins. */
export const kindsWithJobs = [kindNames.flinkDeployment, kindNames.flinkSessionJob] as const;

interface Wanted {
  readonly name: string;
  readonly namespace: string;
  readonly kind?: string;
}

/** The objects of a name; of both kinds where none is said. */
export async function findIn(client: KubeClient, { name, namespace, kind: only }: Wanted): Promise<StoredObject[]> {
  const kinds = kindsWithJobs.filter(({ kind }) => only === undefined || only === kind);
  const found = await Promise.all(
    kinds.map(({ group, version, plural }) =>
      client.get({ group, version, plural, namespaced: true }, { name, namespace }),
    ),
  );
  return found.filter((object) => object !== undefined);
}
