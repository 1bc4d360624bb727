import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSensitiveKey, maskSecret } from '../../src/values/mask-secret.ts';

const secret = [
  ...[
    'security.ssl.rest.key-password',
    'my.PASSWORD',
    's3.secret-key',
    's3.access-key',
    'fs.s3a.access.key',
    'fs.s3a.secret.key',
  ],
  ...[
    'fs.azure.account.key.acct.blob.core.windows.net',
    'metrics.reporter.dghttp.apikey',
    'x.auth-params',
    'x.service-key',
  ],
  ...[
    'some.token',
    'rest.basic-auth',
    'security.jaas.config',
    'x.http-headers',
    'kubernetes.operator.user.artifacts.http.header',
  ],
  ...['aws.credentials', 'jdbc.passwd', 'x.private-key', 'x.private_key', 'Authorization', 'x.api_key', 'x.api-key'],
];
for (const key of secret) {
  test(`secret: ${key}`, () => {
    assert.equal(isSensitiveKey(key), true);
    assert.equal(maskSecret(key, 'hunter2'), '******');
  });
}

const open = [
  'parallelism.default',
  'high-availability.type',
  's3.endpoint',
  'execution.checkpointing.dir',
  'pipeline.name',
  '',
];
for (const key of open) {
  test(`no secret: ${key}`, () => assert.equal(maskSecret(key, 'value'), 'value'));
}
