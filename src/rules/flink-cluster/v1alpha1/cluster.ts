import { standardAccessScope } from '../../../defaults/flink-cluster/standard.ts';
import { isDns1035Label } from '../../../values/kubernetes-name.ts';
import { invalid, nothing, notSupported, type Problem, required } from '../../rule.ts';

import { maxNameLength } from '../metadata.ts';
import type { OldClusterRule } from './cluster-rule.ts';

export const apiVersionDeprecated: OldClusterRule = {
  id: 'v1alpha1-deprecated',
  summary: 'A FlinkCluster is of version v1beta1.',
  explanation:
    'v1alpha1 was the version of 2019. It has no flinkVersion, so the memory model of Flink before 1.10 is used; its ' +
    'spec cannot be updated; it knows no Application mode and no Python. Sluice converts between the two without loss.',
  severity: 'warning',
  examples: { good: 'apiVersion: flinkoperator.k8s.io/v1beta1', bad: 'apiVersion: flinkoperator.k8s.io/v1alpha1' },
  check({ apiVersion }, at) {
    if (!apiVersion.endsWith('/v1alpha1')) return nothing;
    return [invalid(at.apiVersion, 'is deprecated', { fix: 'use flinkoperator.k8s.io/v1beta1' })];
  },
};

export const clusterNameRequired: OldClusterRule = {
  id: 'v1alpha1-cluster-name-required',
  summary: 'A cluster has a name.',
  explanation:
    'The name is the beginning of the names of all resources of the cluster. kubectl and the API server never let an ' +
    'object through without one.',
  examples: { good: 'metadata: { name: orders }', bad: 'metadata: { name: "" }' },
  check({ metadata }, at) {
    if (metadata.name || metadata.generateName) return nothing;
    return [required(at.metadata.name, 'must be set', { fix: 'give the cluster a name' })];
  },
};

export const clusterNamePortable: OldClusterRule = {
  id: 'v1alpha1-cluster-name-portable',
  summary: 'The name of a cluster is one that v1beta1 takes as well.',
  explanation:
    'v1beta1 takes DNS-1035 labels of at most 48 characters. Other names pass here, as they did in the reference, but ' +
    'the Service that is named after the cluster may be refused, and the cluster can never be updated as v1beta1.',
  severity: 'warning',
  examples: { good: 'metadata: { name: orders }', bad: 'metadata: { name: orders.of.the.company }' },
  check({ metadata: { name } }, at) {
    if (typeof name !== 'string' || name === '' || (name.length <= maxNameLength && isDns1035Label(name)))
      return nothing;
    return [
      invalid(
        at.metadata.name,
        `is refused by v1beta1, which takes at most ${maxNameLength} lower-case letters, digits and -, a letter first`,
        { fix: 'choose another name' },
      ),
    ];
  },
};

export const namespaceRequired: OldClusterRule = {
  id: 'v1alpha1-namespace-required',
  summary: 'A cluster has a namespace.',
  explanation:
    'All resources of the cluster are made in its namespace. kubectl and the API server fill it in, so only an object ' +
    'that was sent by hand, or a manifest meant for `kubectl apply -n`, can lack it.',
  examples: { good: 'metadata: { namespace: default }', bad: 'metadata: { namespace: "" }' },
  check({ metadata }, at) {
    if (metadata.namespace) return nothing;
    return [required(at.metadata.namespace, 'must be set', { fix: 'name the namespace of the cluster' })];
  },
};

export const imageNameRequired: OldClusterRule = {
  id: 'v1alpha1-image-name-required',
  summary: 'The image of a cluster has a name.',
  explanation: 'JobManager, TaskManagers and the job submitter all run this image. There is no standard image.',
  examples: { good: 'spec: { image: { name: "flink:1.9.3" } }', bad: 'spec: { image: { name: "" } }' },
  check({ spec }, at) {
    if (spec.image?.name) return nothing;
    return [required(at.spec.image.name, 'must be set', { fix: 'name an image with Flink, such as flink:1.9.3' })];
  },
};

const pullPolicies: readonly string[] = ['Always', 'Never', 'IfNotPresent'];

export const imagePullPolicyEnum: OldClusterRule = {
  id: 'v1alpha1-image-pull-policy-enum',
  summary: 'pullPolicy is Always, Never or IfNotPresent.',
  explanation: 'Kubernetes knows no other pull policies. Empty or left out, it is Always.',
  examples: { good: 'spec: { image: { pullPolicy: Never } }', bad: 'spec: { image: { pullPolicy: always } }' },
  check({ spec }, at) {
    const policy = spec.image?.pullPolicy;
    if (!policy || pullPolicies.includes(policy)) return nothing;
    return [notSupported(at.spec.image.pullPolicy, 'must be Always, Never or IfNotPresent')];
  },
};

const accessScopes: readonly string[] = [standardAccessScope, 'VPC', 'External'];

export const accessScopeEnum: OldClusterRule = {
  id: 'v1alpha1-access-scope-enum',
  summary: 'accessScope is Cluster, VPC or External.',
  explanation:
    'It decides the kind of Service that leads to the JobManager. NodePort and Headless came with v1beta1. Empty or left ' +
    'out, it is Cluster.',
  examples: {
    good: 'spec: { jobManager: { accessScope: VPC } }',
    bad: 'spec: { jobManager: { accessScope: Headless } }',
  },
  check({ spec }, at) {
    const scope = spec.jobManager?.accessScope;
    if (!scope || accessScopes.includes(scope)) return nothing;
    return [notSupported(at.spec.jobManager.accessScope, 'must be Cluster, VPC or External')];
  },
};

export const jobManagerReplicasOne: OldClusterRule = {
  id: 'v1alpha1-jobmanager-replicas-one',
  summary: 'There is exactly one JobManager.',
  explanation:
    'A second JobManager would be a standby, which this operator does not know; without one there is no cluster. Left ' +
    'out, it is 1.',
  examples: { good: 'spec: { jobManager: { replicas: 1 } }', bad: 'spec: { jobManager: { replicas: 2 } }' },
  check({ spec }, at) {
    const replicas = spec.jobManager?.replicas;
    if (replicas === undefined || replicas === 1) return nothing;
    return [invalid(at.spec.jobManager.replicas, 'must be 1')];
  },
};

export const taskManagerReplicasMin: OldClusterRule = {
  id: 'v1alpha1-taskmanager-replicas-min',
  summary: 'A cluster says how many TaskManagers it has, at least 1.',
  explanation: 'In v1alpha1 there is no standard number: left out counts as zero. v1beta1 has 3 where nothing is said.',
  examples: { good: 'spec: { taskManager: { replicas: 2 } }', bad: 'spec: { taskManager: { replicas: 0 } }' },
  check({ spec }, at) {
    const replicas = spec.taskManager?.replicas;
    if (replicas !== undefined && replicas >= 1) return nothing;
    const path = at.spec.taskManager.replicas;
    return [replicas === undefined ? required(path, 'must be set') : invalid(path, 'must be at least 1')];
  },
};

const account = 'secretName: gcp-key, keyFile: key.json, mountPath: /etc/gcp';
const gcp = (yaml: string) => `spec: { gcpConfig: { serviceAccount: { ${yaml} } } }`;

export const gcpFieldsRequired: OldClusterRule = {
  id: 'v1alpha1-gcp-fields-required',
  summary: 'A Google Cloud service account has a Secret, a key file and a mount path.',
  explanation:
    'The Secret is mounted at mountPath, and GOOGLE_APPLICATION_CREDENTIALS becomes mountPath, a slash and keyFile. ' +
    'None of the three has a standard value.',
  examples: { good: gcp(account), bad: gcp('secretName: gcp-key') },
  check({ spec }, at) {
    const given = spec.gcpConfig?.serviceAccount;
    if (!given || (given.secretName && given.keyFile && given.mountPath)) return nothing;
    const place = at.spec.gcpConfig.serviceAccount;
    const problems: Problem[] = [];
    if (!given.secretName) problems.push(required(place.secretName, 'must name the Secret that holds the key'));
    if (!given.keyFile) problems.push(required(place.keyFile, 'must name the key file inside the Secret'));
    if (!given.mountPath)
      problems.push(required(place.mountPath, 'must name the directory that the Secret is mounted at'));
    return problems;
  },
};

export const gcpMountPathNotKeyFile: OldClusterRule = {
  id: 'v1alpha1-gcp-mount-path-not-key-file',
  summary: 'mountPath of a Google Cloud service account is the directory, without the key file.',
  explanation:
    'The name of the key file is appended to mountPath. A mountPath that already ends with it names a file that does not ' +
    'exist: /etc/gcp/key.json/key.json.',
  examples: { good: gcp(account), bad: gcp('secretName: gcp-key, keyFile: key.json, mountPath: /etc/gcp/key.json') },
  check({ spec }, at) {
    const { keyFile, mountPath } = spec.gcpConfig?.serviceAccount ?? {};
    if (!keyFile || !mountPath?.endsWith(keyFile)) return nothing;
    return [
      invalid(at.spec.gcpConfig.serviceAccount.mountPath, `must be a directory, without ${keyFile} at its end`, {
        fix: 'take the name of the key file off mountPath',
      }),
    ];
  },
};

export const hadoopConfigMapNameRequired: OldClusterRule = {
  id: 'v1alpha1-hadoop-config-map-name-required',
  summary: 'hadoopConfig names its ConfigMap.',
  explanation:
    'The ConfigMap is mounted into every pod and HADOOP_CONF_DIR points there. Only mountPath has a standard.',
  examples: {
    good: 'spec: { hadoopConfig: { configMapName: hadoop } }',
    bad: 'spec: { hadoopConfig: { mountPath: /etc/hadoop } }',
  },
  check({ spec }, at) {
    if (!spec.hadoopConfig || spec.hadoopConfig.configMapName) return nothing;
    return [
      required(at.spec.hadoopConfig.configMapName, 'must name the ConfigMap with the Hadoop files', {
        fix: 'set configMapName, or remove hadoopConfig',
      }),
    ];
  },
};
