import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shownUri } from '../../src/values/shown-uri.ts';

for (const [uri, text] of [
  ['https://jars.test/a.jar', 'https://jars.test/a.jar'],
  ['https://me:secret@jars.test/a.jar', 'https://jars.test/a.jar'],
  ['https://me:sec@ret@jars.test/a.jar', 'https://jars.test/a.jar'],
  ['https:me:secret@jars.test/a.jar', 'https://jars.test/a.jar'],
  ['https://jars.test/a.jar?signature=secret', 'https://jars.test/a.jar?…'],
  ['https://jars.test/a.jar#secret', 'https://jars.test/a.jar?…'],
  ['s3://AK:secret@orders/a.jar', 's3://orders/a.jar'],
  ['https://me:sec/ret@jars.test/a.jar', 'https:…'],
  ['a.jar?secret', 'a.jar…'],
  ['file:/a.jar', 'file:/a.jar'],
  ['abfss://orders@account.dfs.core.windows.net/a', 'abfss://orders@account.dfs.core.windows.net/a'],
  ['abfss://orders:secret@account.dfs.core.windows.net/a', 'abfss://orders@account.dfs.core.windows.net/a'],
] as const) {
  test(`${uri} is shown as ${text}`, () => assert.equal(shownUri(uri), text));
}

test('no password and no query is shown, wherever it stands', () => {
  const password = fc.stringMatching(/^[\w!$&'()*+,;=:@/\\?#.~% -]{0,8}$/).map((text) => `${text}SECRET`);
  fc.assert(
    fc.property(fc.constantFrom('https', 'http', 's3', 'hdfs'), password, (scheme, secret) => {
      for (const uri of [
        `${scheme}://me:${encodeURIComponent(secret)}@jars.test/`,
        `${scheme}://jars.test/a?${secret}`,
      ]) {
        assert.doesNotMatch(shownUri(uri), /SECRET/);
      }
    }),
  );
});
