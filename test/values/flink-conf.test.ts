import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFlinkConf } from '../../src/values/flink-conf.ts';

test('a line is a key and a value, split at the first colon with a blank', () => {
  const { entries, ignoredLines } = parseFlinkConf(
    [
      '# all of it a comment',
      'a: 1',
      '  b :  x: y  # trailing',
      'c: http://host:80#fragment',
      '',
      '"d": "quoted"',
      'e:no-blank',
      'f: ',
      ': g',
      'a: 2',
      'just words',
    ].join('\r\n'),
  );
  assert.deepEqual(
    [...entries],
    [
      ['a', '2'],
      ['b', 'x: y'],
      ['c', 'http://host:80'],
      ['"d"', '"quoted"'],
    ],
  );
  assert.deepEqual(ignoredLines, [7, 8, 9, 11]);
});

test('nothing in it', () => assert.deepEqual(parseFlinkConf('').ignoredLines, []));
