import { convertedCrd } from '../../kube/calling-objects.ts';
import type { ResourceType, StoredObject } from '../../kube/kube-client.ts';
import type { GateSettings, Right } from './look.ts';
import type { Reader } from './reader.ts';

const reviews: ResourceType = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'subjectaccessreviews',
  namespaced: false,
};

interface AccessReview extends StoredObject {
  readonly spec: object;
  readonly status?: { readonly allowed?: boolean };
}

export interface Names {
  readonly namespace: string;
  readonly secret: string;
  readonly lease: string;
  readonly configurations: readonly { readonly resource: string; readonly name: string }[];
}

/** What `rbac.yaml` of the chart grants. */
export function neededRights(settings: GateSettings, names: Names): Right[] {
  const { namespace } = names;
  const own = settings.tlsMode === 'self';
  const leads = own || (settings.tlsMode === 'cert-manager' && settings.conversion);
  const watched = settings.namespaces.length === 0 ? [undefined] : settings.namespaces;
  const registration = ['get', 'list', 'watch', 'patch'];
  return [
    ...(own ? rights('', 'secrets', ['get', 'list', 'watch', 'create', 'patch'], names.secret, namespace) : []),
    ...(own ? rights('discovery.k8s.io', 'endpointslices', ['list'], undefined, namespace) : []),
    ...(leads
      ? rights('coordination.k8s.io', 'leases', ['get', 'create', 'patch', 'update'], names.lease, namespace)
      : []),
    ...(own
      ? names.configurations.flatMap(({ resource, name }) =>
          rights('admissionregistration.k8s.io', resource, registration, name),
        )
      : []),
    ...(leads && settings.conversion
      ? rights('apiextensions.k8s.io', 'customresourcedefinitions', registration, convertedCrd)
      : []),
    ...watched.flatMap((place) =>
      ['flinkdeployments', 'flinksessionjobs'].flatMap((resource) =>
        rights('flink.apache.org', resource, ['list', 'watch'], undefined, place),
      ),
    ),
  ];
}

function rights(group: string, resource: string, verbs: string[], name?: string, namespace?: string): Right[] {
  return verbs.map((verb) => ({ verb, group, resource, name, namespace }));
}

/** Those that the service account does not have. */
export async function missingRights(
  reader: Reader,
  account: { readonly namespace: string; readonly name: string },
  needed: readonly Right[],
): Promise<Right[] | 'unknown'> {
  const ask = ({ verb, group, resource, name, namespace }: Right) =>
    reader.create<AccessReview>(reviews, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      metadata: {} as StoredObject['metadata'],
      spec: {
        user: `system:serviceaccount:${account.namespace}:${account.name}`,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`, 'system:authenticated'],
        resourceAttributes: { verb, group, resource, name, namespace },
      },
    });
  const [first, ...rest] = needed;
  if (!first) return [];
  // Who may not ask this once may not ask it at all.
  const answer = await ask(first);
  if (answer === 'unknown') return 'unknown';
  const answers = [answer, ...(await Promise.all(rest.map(ask)))];
  return needed.filter((_, index) => {
    const given = answers[index];
    return given !== 'unknown' && given?.status?.allowed !== true;
  });
}
