import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, told } from '../../support/flink-findings.ts';

const suspicious = ['application-jar-uri-suspicious at spec.job.jarURI (warning)'];
const old = { flinkVersion: 'v1_18', image: 'example/flink' };

const rows: { jarURI: string; spec?: object; finds: string[] }[] = [
  { jarURI: 'local:///opt/flink/usrlib/job.jar', finds: [] },
  { jarURI: 'local:///opt/flink/my%20job.jar', finds: [] },
  { jarURI: 'LOCAL:///job.jar', finds: [] },
  { jarURI: 'local://opt/flink/job.jar', finds: suspicious },
  { jarURI: 'local:///opt/flink/my job.jar', finds: suspicious },
  { jarURI: '', finds: suspicious },
  { jarURI: ' ', finds: suspicious },
  { jarURI: '/opt/flink/job.jar', finds: suspicious },
  { jarURI: 'https://repo.example.com/job.jar', finds: [] },
  { jarURI: 's3://flink/job.jar', finds: [] },
  { jarURI: 's3://flink/job.jar', spec: old, finds: suspicious },
  { jarURI: 'file:///opt/job.jar', spec: old, finds: suspicious },
  { jarURI: 'https://repo.example.com/job.jar', spec: { ...old, mode: 'standalone' }, finds: [] },
  { jarURI: 'http://repo.example.com/job.jar', finds: suspicious },
  {
    jarURI: 'http://repo.example.com/job.jar',
    spec: { flinkConfiguration: { 'user.artifacts.raw-http-enabled': 'true' } },
    finds: [],
  },
];

for (const { jarURI, spec = {}, finds } of rows) {
  test(`jar '${jarURI}' of an application, ${JSON.stringify(spec)}`, () => {
    const found = deploymentFindings({ spec: { ...spec, job: { jarURI } } }).map(told);
    assert.deepEqual(
      found.filter((line) => !line.startsWith('flink-version-deprecated')),
      finds,
    );
  });
}
