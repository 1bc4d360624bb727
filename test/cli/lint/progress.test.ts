import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { progressOn } from '../../../src/cli/lint/progress.ts';

/** A terminal that remembers what was written to it. */
class Terminal extends Writable {
  readonly isTTY = true;
  readonly columns = 80;
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function ioOf(stderr: unknown, env: Record<string, string> = {}) {
  const nowhere = { write: () => {} };
  return { stdout: nowhere, stderr: stderr as Terminal, stdin: (async function* () {})(), env, cwd: '/' };
}

test('progress shows after a second, ten times a second at most', async () => {
  const terminal = new Terminal();
  let now = 0;
  const progress = progressOn(ioOf(terminal), {}, () => now);
  assert.ok(progress);
  now = 900;
  assert.equal(progress.tick('reading', 1, 10), undefined);
  now = 1001;
  await progress.tick('reading', 5, 10);
  assert.match(terminal.text, /reading .*50% of 10/);
  now = 1050;
  assert.equal(progress.tick('reading', 6, 10), undefined);
  now = 1200;
  await progress.tick('checking', 3, 4);
  progress.stop();
  assert.match(terminal.text, /checking .*75% of 4/);
});

test('progress is shown on terminals only, and neither in CI nor when quiet', () => {
  assert.equal(progressOn(ioOf({ write: () => {} }), {}), undefined);
  assert.equal(progressOn(ioOf(new Terminal(), { CI: 'true' }), {}), undefined);
  assert.equal(progressOn(ioOf(new Terminal()), { quiet: true }), undefined);
});
