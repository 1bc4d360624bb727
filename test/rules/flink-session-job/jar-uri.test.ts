import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jarHostToResolve } from '../../../src/rules/flink-session-job/jar-uri.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';
import { sessionJobFindings, told, type World } from '../../support/flink-findings.ts';
import { flinkSessionJob, sessionCluster } from '../../support/flink-objects.ts';

const context = [sessionCluster()];
const publicAddress = '151.101.1.69';
const resolve = {
  'repo.example.com': publicAddress,
  'internal.example.com': '10.1.2.3',
  'both.example.com': [publicAddress, '::1'],
  'odd.example.com': '240.0.0.1',
};
const schemes = (list: string) => ({ 'kubernetes.operator.user.artifacts.allowed-schemes': list });
const open = { 'kubernetes.operator.user.artifacts.disallow-restricted-hosts': 'false' };

const rows: { jarURI: string | null; flinkConf?: Record<string, string>; world?: World; finds: string[] }[] = [
  { jarURI: 'https://repo.example.com/a.jar', finds: [] },
  { jarURI: `https://${publicAddress}/a.jar`, finds: [] },
  { jarURI: null, finds: [] },
  { jarURI: 'https://repo.example.com/a b.jar', finds: ['jar-uri-syntax'] },
  { jarURI: 'https:', finds: ['jar-uri-syntax'] },
  { jarURI: 'https://', finds: ['jar-uri-syntax'] },
  { jarURI: '', finds: ['jar-uri-scheme-missing'] },
  { jarURI: 'a.jar', finds: ['jar-uri-scheme-missing'] },
  { jarURI: '//repo.example.com/a.jar', finds: ['jar-uri-scheme-missing'] },
  { jarURI: 's3://flink/a.jar', finds: ['jar-uri-scheme-not-allowed'] },
  { jarURI: 'http://repo.example.com/a.jar', finds: ['jar-uri-scheme-not-allowed'] },
  { jarURI: 's3://flink/a.jar', flinkConf: schemes('https; s3'), finds: [] },
  { jarURI: 'S3://flink/a.jar', flinkConf: schemes('s3'), finds: [] },
  { jarURI: 's3://flink/a.jar', flinkConf: schemes('https,s3'), finds: ['jar-uri-scheme-not-allowed'] },
  { jarURI: 'https://repo.example.com/a.jar', flinkConf: schemes('s3'), finds: ['jar-uri-scheme-not-allowed'] },
  { jarURI: 'https://repo.example.com/a.jar', flinkConf: schemes("'"), finds: [] },
  {
    jarURI: 's3://flink/a.jar',
    flinkConf: {
      'kubernetes.operator.default-configuration.namespace.default.kubernetes.operator.user.artifacts.allowed-schemes':
        's3',
    },
    finds: ['jar-uri-scheme-not-allowed'],
  },
  { jarURI: 'https:///a.jar', finds: ['jar-uri-host-missing'] },
  { jarURI: 'https://bad_host/a.jar', finds: ['jar-uri-host-missing'] },
  { jarURI: 'https://127.1/a.jar', finds: ['jar-uri-host-missing'] },
  { jarURI: 'https:///a.jar', flinkConf: open, finds: [] },
  { jarURI: 'https://nowhere.example.com/a.jar', finds: ['jar-uri-host-unresolvable'] },
  { jarURI: 'https://internal.example.com/a.jar', finds: ['jar-uri-host-restricted'] },
  { jarURI: 'https://both.example.com/a.jar', finds: ['jar-uri-host-restricted'] },
  { jarURI: 'https://2130706433/a.jar', finds: ['jar-uri-host-restricted'] },
  { jarURI: 'https://[fd00::1]/a.jar', finds: ['jar-uri-host-restricted'] },
  { jarURI: 'https://10.0.0.1/a.jar', flinkConf: open, finds: [] },
  { jarURI: 'ftp://10.0.0.1/a.jar', flinkConf: schemes('ftp'), finds: [] },
  { jarURI: 'http://10.0.0.1/a.jar', flinkConf: schemes('http'), finds: ['jar-uri-host-restricted'] },
  { jarURI: 'https://odd.example.com/a.jar', finds: ['jar-uri-host-suspicious'] },
];

for (const { jarURI, flinkConf = {}, finds } of rows) {
  test(`jar '${jarURI}' of a session job, ${JSON.stringify(flinkConf)}`, async () => {
    const found = await sessionJobFindings({ spec: { job: { jarURI } } }, { context, resolve, flinkConf });
    assert.deepEqual(
      found.map(({ rule, path }) => `${rule} at ${path}`),
      finds.map((rule) => `${rule} at spec.job.jarURI`),
    );
  });
}

test('without an answer the address is told to be unchecked', async () => {
  const found = await sessionJobFindings({}, { context });
  assert.deepEqual(found.map(told), ['jar-uri-host-unchecked at spec.job.jarURI (warning)']);
});

test('what a setting of the platform forbids is told as policy', async () => {
  for (const jarURI of ['s3://flink/a.jar', 'https://internal.example.com/a.jar']) {
    const [found] = await sessionJobFindings({ spec: { job: { jarURI } } }, { context, resolve });
    assert.equal(found?.category, 'policy');
  }
});

const hosts: [jarURI: string | null, flinkConf: Record<string, string>, host: string | undefined][] = [
  ['https://repo.example.com/a.jar', {}, 'repo.example.com'],
  ['HTTPS://repo.example.com:8443/a.jar', {}, 'repo.example.com'],
  ['https://10.0.0.1/a.jar', {}, undefined],
  ['http://repo.example.com/a.jar', {}, undefined],
  ['https://repo.example.com/a.jar', open, undefined],
  ['s3://flink/a.jar', schemes('s3'), undefined],
  ['nonsense', {}, undefined],
  [null, {}, undefined],
];

for (const [jarURI, flinkConf, host] of hosts) {
  test(`to resolve for '${jarURI}', ${JSON.stringify(flinkConf)}: ${host}`, () => {
    const { own } = OperatorConfiguration.from(flinkConf);
    assert.equal(jarHostToResolve(flinkSessionJob({ spec: { job: { jarURI } } }), own), host);
  });
}
