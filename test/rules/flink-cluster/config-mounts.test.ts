import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, told } from '../../support/cluster-findings.ts';

const complete = { secretName: 'gcp-key', keyFile: 'key.json', mountPath: '/etc/gcp' };
const gcp = (serviceAccount: object) => ({ spec: { gcpConfig: { serviceAccount } } });
const at = (field: string) => `spec.gcpConfig.serviceAccount.${field}`;

const rows: ClusterRow[] = [
  { name: 'a service account', object: gcp(complete), finds: [] },
  {
    name: 'nothing in it',
    object: gcp({}),
    finds: [
      `gcp-secret-name-required at ${at('secretName')}`,
      `gcp-key-file-required at ${at('keyFile')}`,
      `gcp-mount-path-required at ${at('mountPath')}`,
    ],
  },
  {
    name: 'an empty Secret',
    object: gcp({ ...complete, secretName: '' }),
    finds: [`gcp-secret-name-required at ${at('secretName')}`],
  },
  {
    name: 'the key file in the mount path',
    object: gcp({ ...complete, mountPath: '/etc/gcp/key.json' }),
    finds: [`gcp-mount-path-not-key-file at ${at('mountPath')}`],
  },
  {
    name: 'a mount path that ends as the key file does',
    object: gcp({ ...complete, mountPath: '/etc/mykey.json' }),
    finds: [`gcp-mount-path-not-key-file at ${at('mountPath')}`],
  },
  { name: 'a slash at the end', object: gcp({ ...complete, mountPath: '/etc/gcp/' }), finds: [] },
  {
    name: 'gcpConfig without service account',
    object: { spec: { gcpConfig: {} } },
    finds: ['gcp-service-account-missing at spec.gcpConfig.serviceAccount (warning)'],
  },
  { name: 'a Hadoop ConfigMap', object: { spec: { hadoopConfig: { configMapName: 'hadoop' } } }, finds: [] },
  {
    name: 'hadoopConfig without ConfigMap',
    object: { spec: { hadoopConfig: { mountPath: '/etc/hadoop' } } },
    finds: ['hadoop-config-map-name-missing at spec.hadoopConfig.configMapName (warning)'],
  },
];

for (const row of rows) {
  test(`mounted configuration: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}
