import type { FlinkCluster } from '../../api/flink-cluster/types.ts';
import { invalid, nothing, required } from '../rule.ts';
import type { ClusterRule } from './cluster-rule.ts';

const gcp = (yaml: string) => `spec: { gcpConfig: ${yaml} }`;
const account = 'secretName: gcp-key, keyFile: key.json, mountPath: /etc/gcp';

const accountOf = ({ spec }: FlinkCluster) => spec.gcpConfig?.serviceAccount;

export const gcpSecretNameRequired: ClusterRule = {
  id: 'gcp-secret-name-required',
  summary: 'A Google Cloud service account names its Secret.',
  explanation:
    'The Secret with the key is mounted into every pod of the cluster. Without its name the pods could not be made, and ' +
    'without serviceAccount altogether nothing is mounted.',
  examples: {
    good: gcp(`{ serviceAccount: { ${account} } }`),
    bad: gcp('{ serviceAccount: { keyFile: key.json, mountPath: /etc/gcp } }'),
  },
  net: {
    holds:
      "!has(self.gcpConfig) || !has(self.gcpConfig.serviceAccount) || self.gcpConfig.serviceAccount.?secretName.orValue('') != ''",
    field: '.gcpConfig.serviceAccount.secretName',
    reason: 'FieldValueRequired',
  },
  check(cluster, at) {
    const given = accountOf(cluster);
    if (!given || given.secretName) return nothing;
    return [
      required(at.spec.gcpConfig.serviceAccount.secretName, 'must name the Secret that holds the key', {
        fix: 'set secretName',
      }),
    ];
  },
};

export const gcpKeyFileRequired: ClusterRule = {
  id: 'gcp-key-file-required',
  summary: 'A Google Cloud service account names its key file.',
  explanation:
    'GOOGLE_APPLICATION_CREDENTIALS becomes mountPath, a slash and keyFile. keyFile is the name of the entry in the ' +
    'Secret, for example key.json.',
  examples: {
    good: gcp(`{ serviceAccount: { ${account} } }`),
    bad: gcp('{ serviceAccount: { secretName: gcp-key, mountPath: /etc/gcp } }'),
  },
  net: {
    holds:
      "!has(self.gcpConfig) || !has(self.gcpConfig.serviceAccount) || self.gcpConfig.serviceAccount.?keyFile.orValue('') != ''",
    field: '.gcpConfig.serviceAccount.keyFile',
    reason: 'FieldValueRequired',
  },
  check(cluster, at) {
    const given = accountOf(cluster);
    if (!given || given.keyFile) return nothing;
    return [
      required(at.spec.gcpConfig.serviceAccount.keyFile, 'must name the key file inside the Secret', {
        fix: 'set keyFile',
      }),
    ];
  },
};

export const gcpMountPathRequired: ClusterRule = {
  id: 'gcp-mount-path-required',
  summary: 'A Google Cloud service account says where its Secret is mounted.',
  explanation:
    'The Secret is mounted as a directory into every pod. There is no standard place for it, so it must be named, for ' +
    'example /etc/gcp.',
  examples: {
    good: gcp(`{ serviceAccount: { ${account} } }`),
    bad: gcp('{ serviceAccount: { secretName: gcp-key, keyFile: key.json } }'),
  },
  net: {
    holds:
      "!has(self.gcpConfig) || !has(self.gcpConfig.serviceAccount) || self.gcpConfig.serviceAccount.?mountPath.orValue('') != ''",
    field: '.gcpConfig.serviceAccount.mountPath',
    reason: 'FieldValueRequired',
  },
  check(cluster, at) {
    const given = accountOf(cluster);
    if (!given || given.mountPath) return nothing;
    return [
      required(at.spec.gcpConfig.serviceAccount.mountPath, 'must name the directory that the Secret is mounted at', {
        fix: 'set mountPath',
      }),
    ];
  },
};

export const gcpMountPathNotKeyFile: ClusterRule = {
  id: 'gcp-mount-path-not-key-file',
  summary: 'mountPath of a Google Cloud service account is the directory, without the key file.',
  explanation:
    'The name of the key file is appended to mountPath. A mountPath that already ends with it names a file that does not ' +
    'exist: /etc/gcp/key.json/key.json.',
  examples: {
    good: gcp(`{ serviceAccount: { ${account} } }`),
    bad: gcp('{ serviceAccount: { secretName: gcp-key, keyFile: key.json, mountPath: /etc/gcp/key.json } }'),
  },
  net: {
    holds:
      "self.?gcpConfig.?serviceAccount.?keyFile.orValue('') == '' || " +
      "!self.?gcpConfig.?serviceAccount.?mountPath.orValue('').endsWith(self.gcpConfig.serviceAccount.keyFile)",
    field: '.gcpConfig.serviceAccount.mountPath',
  },
  check(cluster, at) {
    const { keyFile, mountPath } = accountOf(cluster) ?? {};
    if (!keyFile || !mountPath?.endsWith(keyFile)) return nothing;
    return [
      invalid(at.spec.gcpConfig.serviceAccount.mountPath, `must be a directory, without ${keyFile} at its end`, {
        fix: 'take the name of the key file off mountPath',
      }),
    ];
  },
};

export const gcpServiceAccountMissing: ClusterRule = {
  id: 'gcp-service-account-missing',
  summary: 'gcpConfig holds a service account.',
  explanation:
    'Without serviceAccount, gcpConfig changes nothing here. The reference operator accepts it and then crashes each ' +
    'time it looks at the cluster, so leave gcpConfig out or complete it.',
  severity: 'warning',
  examples: { good: gcp(`{ serviceAccount: { ${account} } }`), bad: gcp('{}') },
  check({ spec }, at) {
    if (!spec.gcpConfig || spec.gcpConfig.serviceAccount) return nothing;
    return [
      required(at.spec.gcpConfig.serviceAccount, 'is missing, so gcpConfig has no effect', {
        fix: 'add serviceAccount, or remove gcpConfig',
      }),
    ];
  },
};

export const hadoopConfigMapNameMissing: ClusterRule = {
  id: 'hadoop-config-map-name-missing',
  summary: 'hadoopConfig names its ConfigMap.',
  explanation:
    'The ConfigMap is mounted into every pod and HADOOP_CONF_DIR points there. Without its name the volume cannot be ' +
    'made and no pod starts. The reference operator lets it pass.',
  severity: 'warning',
  examples: { good: 'spec: { hadoopConfig: { configMapName: hadoop } }', bad: 'spec: { hadoopConfig: {} }' },
  check({ spec }, at) {
    if (!spec.hadoopConfig || spec.hadoopConfig.configMapName !== undefined) return nothing;
    return [
      required(at.spec.hadoopConfig.configMapName, 'is missing, so no pod of the cluster can start', {
        fix: 'set it to the ConfigMap with the Hadoop files',
      }),
    ];
  },
};
