import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createLog } from '../src/log.ts';

function collector() {
  const chunks: string[] = [];
  return { chunks, write: (chunk: string) => void chunks.push(chunk), flushSync() {} };
}

test('a line is JSON with level, time, fields and a sentence', () => {
  const output = collector();
  const { log, flush } = createLog({ level: 'info', format: 'json', output });
  log.info({ uid: 'u1', ms: 0.5 }, 'reviewed');
  flush();
  const line = JSON.parse(output.chunks.join(''));
  assert.match(line.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.ok(Math.abs(Date.parse(line.time) - Date.now()) < 5000);
  delete line.time;
  assert.deepEqual(line, { level: 'info', uid: 'u1', ms: 0.5, msg: 'reviewed' });
});

test('lines are gathered, and written by themselves soon after', async () => {
  const output = collector();
  const { log } = createLog({ level: 'info', format: 'json', output });
  for (let count = 0; count < 10; count++) log.info('reviewed');
  assert.equal(output.chunks.length, 0);
  await wait(300);
  assert.equal(output.chunks.length, 1);
  assert.equal(output.chunks.join('').trimEnd().split('\n').length, 10);
});

test('many lines do not wait for the clock', () => {
  const output = collector();
  const { log, flush } = createLog({ level: 'info', format: 'json', output });
  for (let count = 0; count < 1000; count++) log.info({ count }, 'reviewed');
  assert.ok(output.chunks.length > 1);
  flush();
  assert.equal(output.chunks.join('').trimEnd().split('\n').length, 1000);
});

test('the level changes while running', () => {
  const output = collector();
  const { log, flush } = createLog({ level: 'info', format: 'json', output });
  log.debug('before');
  log.level = 'debug';
  log.debug('after');
  flush();
  assert.match(output.chunks.join(''), /"msg":"after"/);
  assert.doesNotMatch(output.chunks.join(''), /"msg":"before"/);
});

test('credentials in headers are redacted', () => {
  const output = collector();
  const { log, flush } = createLog({ level: 'info', format: 'json', output });
  log.info({ headers: { authorization: 'Bearer abc', host: 'gate' } }, 'refused');
  flush();
  assert.doesNotMatch(output.chunks.join(''), /abc/);
  assert.match(output.chunks.join(''), /"host":"gate"/);
});

const lines: { name: string; fields: object; sentence?: string; shows: RegExp }[] = [
  {
    name: 'a review reads as a sentence',
    fields: {
      side: 'validate',
      uid: 'u',
      kind: 'FlinkCluster',
      object: 'shop/a',
      operation: 'CREATE',
      user: 'jane',
      verdict: 'denied',
      ms: 0.44,
      rules: 'a,b',
    },
    sentence: 'reviewed',
    shows: /info {2}denied CREATE FlinkCluster shop\/a by jane \(0\.4 ms\) rules=a,b\n$/,
  },
  {
    name: 'a review that cannot be read',
    fields: { side: 'mutate', kind: 'other', verdict: 'unreadable', ms: 1, reason: 'not-json' },
    sentence: 'reviewed',
    shows: /mutate unreadable other \(1\.0 ms\) reason=not-json\n$/,
  },
  {
    name: 'fields',
    fields: { kind: 'FlinkDeployment', ms: 0.4 },
    shows: /info {2}took over kind=FlinkDeployment ms=0\.4\n$/,
  },
  { name: 'empty fields are left out', fields: { rules: '', kind: 'other' }, shows: /took over kind=other\n$/ },
  { name: 'blanks are quoted', fields: { why: 'not there' }, shows: /why="not there"\n$/ },
  { name: 'an error is its message', fields: { err: new Error('no route') }, shows: /err="no route"\n$/ },
  { name: 'control characters do nothing', fields: { user: '\u001b[2Jeve' }, shows: /user="\\u001b\[2Jeve"\n$/ },
];

for (const { name, fields, sentence, shows } of lines) {
  test(`text lines: ${name}`, () => {
    const output = collector();
    const { log, flush } = createLog({ level: 'info', format: 'text', output });
    log.info(fields, sentence ?? 'took over');
    flush();
    assert.match(output.chunks.join(''), shows);
  });
}
