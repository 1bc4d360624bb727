import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { redacted } from '../../src/server/redact.ts';

const mask = '******';
const clean = (value: unknown) => redacted(Buffer.from(JSON.stringify(value)));

const cases: { name: string; value: unknown; shows: unknown }[] = [
  { name: 'plain values stay', value: { spec: { image: 'flink:1.20' } }, shows: { spec: { image: 'flink:1.20' } } },
  {
    name: 'credentials in flinkConfiguration',
    value: { flinkConfiguration: { 's3.secret-key': 'a', 's3.access-key': 'b', 'state.backend.type': 'rocksdb' } },
    shows: { flinkConfiguration: { 's3.secret-key': mask, 's3.access-key': mask, 'state.backend.type': 'rocksdb' } },
  },
  {
    name: 'nested flinkConfiguration',
    value: { flinkConfiguration: { s3: { 'secret-key': 'a', endpoint: 'http://s3' } } },
    shows: { flinkConfiguration: { s3: { 'secret-key': mask, endpoint: 'http://s3' } } },
  },
  {
    name: 'the values of environment variables, whatever their name',
    value: {
      env: [
        { name: 'A', value: 'x' },
        { name: 'B', valueFrom: { secretKeyRef: { key: 'k' } } },
      ],
    },
    shows: {
      env: [
        { name: 'A', value: mask },
        { name: 'B', valueFrom: { secretKeyRef: { key: 'k' } } },
      ],
    },
  },
  {
    name: 'a password that is a number',
    value: { password: 1234, token: null },
    shows: { password: mask, token: null },
  },
  {
    name: 'credentials in URLs',
    value: { image: 'https://me:pw@registry/x', jarURI: 'https://host/a.jar?X-Amz-Signature=1' },
    shows: { image: `https://${mask}@registry/x`, jarURI: `https://host/a.jar?${mask}` },
  },
  {
    name: 'arguments that hold or announce a secret',
    value: { args: ['--input', 'a', '--password=p', '--token', 't', '-Ds3.secret-key=k', 'rest'] },
    shows: { args: ['--input', 'a', `--password=${mask}`, '--token', mask, `-Ds3.secret-key=${mask}`, 'rest'] },
  },
  {
    name: 'the copy that kubectl keeps',
    value: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"password":"p"}', a: 'b' } },
    shows: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': mask, a: 'b' } },
  },
  {
    name: 'Secrets',
    value: { kind: 'Secret', data: { any: 'YQ==' }, stringData: { other: 'a' } },
    shows: { kind: 'Secret', data: mask, stringData: mask },
  },
  {
    name: 'configuration files in log settings',
    value: { logConfiguration: { 'log4j.properties': 'appender.password = secret\nlevel: info' } },
    shows: { logConfiguration: { 'log4j.properties': `appender.password = ${mask}\nlevel: info` } },
  },
];

for (const { name, value, shows } of cases) {
  test(`redacted: ${name}`, () => {
    assert.deepEqual(clean(value), shows);
  });
}

test('what is no JSON is not logged at all', () => {
  assert.equal(redacted(Buffer.from('password: hunter2')), undefined);
});

test('what is nested without end is cut', () => {
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  assert.match(JSON.stringify(redacted(Buffer.from(deep))), /^\[{65}"\*{6}"\]{65}$/);
});

test('long texts are cut, and looking for secrets takes no longer than reading', () => {
  const start = performance.now();
  for (const text of ['a'.repeat(1e6), 'a.'.repeat(5e5), 'a:'.repeat(5e5), `a${' '.repeat(1e6)}`, '://'.repeat(3e5)]) {
    assert.ok(JSON.stringify(clean({ args: [text] })).length < 100_000);
  }
  assert.ok(performance.now() - start < 2000);
});

test('no value of a telling key survives, wherever it stands', () => {
  const key = fc.constantFrom('password', 'x.secret', 'apiToken', 's3.access-key', 'sasl.jaas.config');
  const path = fc.array(fc.string(), { maxLength: 5 });
  fc.assert(
    fc.property(path, key, fc.uuid(), (steps, name, secret) => {
      const object = steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), { [name]: secret });
      assert.doesNotMatch(JSON.stringify(clean(object)), new RegExp(secret));
    }),
  );
});
