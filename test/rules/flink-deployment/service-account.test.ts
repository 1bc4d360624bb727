import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, told } from '../../support/flink-findings.ts';

const required = ['service-account-required at spec.serviceAccount'];
const suspicious = ['service-account-name-suspicious at spec.serviceAccount (warning)'];

const rows = [
  { serviceAccount: 'flink', finds: [] },
  { serviceAccount: 'team.flink-2', finds: [] },
  { serviceAccount: null, finds: required },
  { serviceAccount: ' ', finds: required },
  { serviceAccount: '\t\n', finds: required },
  { serviceAccount: '', finds: suspicious },
  { serviceAccount: 'Bad Name!', finds: suspicious },
  { serviceAccount: '-flink', finds: suspicious },
];

for (const { serviceAccount, finds } of rows) {
  test(`service account ${JSON.stringify(serviceAccount)}`, () => {
    const flinkConfiguration = { 'kubernetes.service-account': 'flink' };
    assert.deepEqual(deploymentFindings({ spec: { serviceAccount, flinkConfiguration } }).map(told), finds);
  });
}
