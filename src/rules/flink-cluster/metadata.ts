import type { ObjectMeta } from '../../api/meta.ts';
import { isDns1035Label, isDns1123Label } from '../../values/kubernetes-name.ts';
import { netOfName } from '../net.ts';
import { invalid, nothing, required } from '../rule.ts';
import type { ClusterRule } from './cluster-rule.ts';

/** `<name>-jobmanager-<hash>` and the like must fit the 63 characters of a label. */
export const maxNameLength = 48;

/** What the API server appends to `generateName`. */
const generatedSuffix = 'xxxxx';

/** Metadata has no schema here, and rules must survive what an API server would refuse. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function nameOf({ name, generateName }: ObjectMeta): string {
  const start = textOf(generateName);
  return textOf(name) || (start === '' ? '' : start + generatedSuffix);
}

export const clusterNameLength: ClusterRule = {
  id: 'cluster-name-length',
  summary: 'The name of a cluster has 1 to 48 characters.',
  explanation:
    'The name is the beginning of the names of all resources of the cluster and the value of labels, for example ' +
    '<name>-job-submitter. Kubernetes allows 63 characters for those, which leaves 48. The name of a stored object can ' +
    'no longer be changed: such a cluster must be made anew under another name.',
  examples: {
    good: 'metadata: { name: orders }',
    bad: 'metadata: { name: orders-of-the-whole-company-enriched-and-deduplicated }',
  },
  net: netOfName(`^.{1,${maxNameLength}}$`),
  check({ metadata }, at) {
    const name = nameOf(metadata);
    if (name === '') return [required(at.metadata.name, 'must be set', { fix: 'give the cluster a name' })];
    if (name.length <= maxNameLength) return nothing;
    return [
      invalid(at.metadata.name, `has ${name.length} characters; at most ${maxNameLength} are possible`, {
        fix: 'choose a shorter name',
      }),
    ];
  },
};

/** As long as patterns may see, with the same characters at both ends. */
function shortened(name: string): string {
  return name.length <= maxNameLength ? name : name.slice(0, maxNameLength) + name.charAt(name.length - 1);
}

export const clusterNameDns1035: ClusterRule = {
  id: 'cluster-name-dns-1035',
  summary: 'The name of a cluster is a DNS-1035 label.',
  explanation:
    'Services are named after the cluster, and a Service takes DNS-1035 labels only: lower-case letters, digits and -, ' +
    'a letter first, a letter or digit last. Dots, underscores and capitals, which other objects may have, do not work here.',
  examples: { good: 'metadata: { name: orders-2 }', bad: 'metadata: { name: 2nd.Orders }' },
  net: netOfName(`^([a-z]([-a-z0-9]*[a-z0-9])?|.{${maxNameLength + 1},})$`),
  check({ metadata }, at) {
    const name = nameOf(metadata);
    // Another rule says when it is missing or too long.
    if (name === '' || isDns1035Label(shortened(name))) return nothing;
    return [
      invalid(
        at.metadata.name,
        'must consist of lower-case letters, digits and -, begin with a letter and end with a letter or digit',
      ),
    ];
  },
};

export const namespaceRequired: ClusterRule = {
  id: 'namespace-required',
  summary: 'A cluster has a namespace.',
  explanation:
    'All resources of the cluster are made in its namespace. kubectl and the API server fill it in, so only an object ' +
    'that was sent by hand, or a manifest meant for `kubectl apply -n`, can lack it.',
  examples: { good: 'metadata: { namespace: default }', bad: 'metadata: { namespace: "" }' },
  check({ metadata }, at) {
    if (textOf(metadata.namespace) !== '') return nothing;
    return [required(at.metadata.namespace, 'must be set', { fix: 'name the namespace of the cluster' })];
  },
};

export const namespaceDns1123Label: ClusterRule = {
  id: 'namespace-dns-1123-label',
  summary: 'The namespace of a cluster is a DNS-1123 label.',
  explanation:
    'Kubernetes has no namespaces with other names: at most 63 lower-case letters, digits and -, a letter or digit at ' +
    'both ends. The name is also part of the host names under which the JobManager is reached.',
  examples: { good: 'metadata: { namespace: 2nd-team }', bad: 'metadata: { namespace: second_team }' },
  check({ metadata }, at) {
    const namespace = textOf(metadata.namespace);
    if (namespace === '' || isDns1123Label(namespace)) return nothing;
    return [
      invalid(
        at.metadata.namespace,
        'must consist of at most 63 lower-case letters, digits and -, with a letter or digit at both ends',
      ),
    ];
  },
};
