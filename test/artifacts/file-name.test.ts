import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { fileName } from '../../src/artifacts/file-name.ts';

for (const [uri, name] of [
  ['https://jars.test/a/orders-1.0+2.jar', 'orders-1.0+2.jar'],
  ['https://jars.test/a.jar?b=/c.jar#/d.jar', 'a.jar'],
  ['https://jars.test/a%20b%2Bc.jar', 'a_b+c.jar'],
  ['https://jars.test/%C3%A9.jar', '_.jar'],
  ['https://jars.test/%zz.jar', '_zz.jar'],
  ['https://jars.test/../../etc/passwd', 'passwd'],
  ['https://jars.test/%2e%2e%2fx', '_x'],
  ['https://jars.test/.hidden', 'hidden'],
  ['https://jars.test/..', 'job.jar'],
  ['https://jars.test/', 'job.jar'],
  ['https://jars.test', 'job.jar'],
  ['https://jars.test?x', 'job.jar'],
  ['s3://orders/a b.jar', 'a_b.jar'],
  [`https://jars.test/${'x'.repeat(300)}.jar`, `${'x'.repeat(196)}.jar`],
] as const) {
  test(`${uri.slice(0, 60)} is kept as ${name.slice(0, 60)}`, () => assert.equal(fileName(uri), name));
}

test('no name leaves its folder', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.string({ unit: 'binary' })), fc.string(), (uri, rest) => {
      const name = fileName(`${uri}/${rest}`);
      assert.match(name, /^[\w+-][\w.+-]{0,199}$/);
      assert.equal(path.basename(name), name);
    }),
  );
});
