import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { unifiedDiff } from '../../../src/cli/default/unified-diff.ts';
import { folderWith } from '../run-sluice.ts';

test('equal texts have no difference', () => assert.equal(unifiedDiff('a', 'x\n', 'x\n'), ''));

test('a line that comes is shown between three lines that stay', () => {
  const before = '1\n2\n3\n4\n5\n6\n7\n8\n';
  assert.equal(
    unifiedDiff('a.yaml', before, before.replace('5\n', '5\nnew\n')),
    '--- a/a.yaml\n+++ b/a.yaml\n@@ -3,6 +3,7 @@\n 3\n 4\n 5\n+new\n 6\n 7\n 8\n',
  );
});

test('a missing newline at the end is told', () => {
  assert.match(
    unifiedDiff('a', 'x', 'x\ny'),
    /-x\n\\ No newline at end of file\n\+x\n\+y\n\\ No newline at end of file\n$/,
  );
});

test('git applies every difference', () => {
  const cwd = folderWith({});
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 25 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after && before !== '' && after !== '');
      writeFileSync(path.join(cwd, 'file'), before);
      execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
        cwd,
        input: unifiedDiff('file', before, after),
        env: { ...process.env, GIT_CEILING_DIRECTORIES: path.dirname(cwd) },
      });
      assert.equal(readFileSync(path.join(cwd, 'file'), 'utf8'), after);
    }),
    { numRuns: 40 },
  );
});
