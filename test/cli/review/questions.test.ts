import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memberText, readQuestion } from '../../../src/cli/review/envelope.ts';
import { splitQuestions } from '../../../src/cli/review/questions.ts';

async function split(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  async function* input() {
    yield* chunks;
  }
  const found: string[] = [];
  for await (const question of splitQuestions(input())) found.push(Buffer.from(question).toString());
  return found;
}

const pretty = JSON.stringify({ request: { uid: '1', object: { a: [1] } } }, undefined, 2);

const rows: readonly { name: string; input: string[]; found: string[] }[] = [
  { name: 'one line', input: ['{"a":1}'], found: ['{"a":1}'] },
  { name: 'one line with its end', input: ['{"a":1}\n'], found: ['{"a":1}'] },
  { name: 'two lines', input: ['{"a":1}\n{"a":2}\n'], found: ['{"a":1}', '{"a":2}'] },
  { name: 'lines in pieces', input: ['{"a":', '1}\n{"a"', ':2}\n{"a":3}'], found: ['{"a":1}', '{"a":2}', '{"a":3}'] },
  { name: 'a document over lines', input: [pretty], found: [pretty] },
  { name: 'a document over lines with its end', input: [`${pretty}\n`], found: [pretty] },
  { name: 'a document that is cut off', input: [pretty.slice(0, -8)], found: [pretty.slice(0, -8)] },
  { name: 'a broken line in between', input: ['{"a":1}\n{"a":\n{"a":3}\n'], found: ['{"a":1}', '{"a":', '{"a":3}'] },
  { name: 'a broken line first', input: ['{"a":\n{"a":2}\n'], found: ['{"a":', '{"a":2}'] },
  { name: 'broken lines only', input: ['x\ny\n'], found: ['x', 'y'] },
  {
    name: 'an empty line, which has an answer, too',
    input: ['{"a":1}\n\n{"a":3}\n'],
    found: ['{"a":1}', '', '{"a":3}'],
  },
  { name: 'nothing', input: [], found: [''] },
];

for (const { name, input, found } of rows) {
  test(`review reads ${name}`, async () => assert.deepEqual(await split(...input), found));
}

test('review answers a line before the next one is there', async () => {
  let asked = 0;
  async function* input() {
    yield '{"a":1}\n';
    asked++;
    yield '{"a":2}\n';
  }
  const questions = splitQuestions(input());
  await questions.next();
  assert.equal(asked, 0);
});

const members: readonly (readonly [text: string, found: string | undefined])[] = [
  ['{"review":{"a":1}}', '{"a":1}'],
  ['{"x":[1,{"review":2}],"review":{"b":"}\\"{,"} ,"y":3}', '{"b":"}\\"{,"}'],
  ['{"review":1,"review":2}', '2'],
  ['{"re\\u0076iew" : 12345678901234567890 }', '12345678901234567890'],
  ['{"a":"review"}', undefined],
  ['{}', undefined],
];

for (const [text, found] of members) {
  test(`the member review of ${text} is ${found}`, () => assert.equal(memberText(text, 'review'), found));
}

test('an envelope keeps the bytes of its review and has a world of its own', () => {
  const { body, world } = readQuestion(
    Buffer.from(
      '{"review": {"n": 1.0,  "b":12345678901234567890}, "flinkConf": {"a": {"b": 1}}, "context": {"kind": "X"}, "resolve": {"h": null, "i": "10.0.0.1"}}',
    ),
  );
  assert.equal(body, '{"n": 1.0,  "b":12345678901234567890}');
  assert.equal(world?.configuration?.entries.get('a.b'), '1');
  assert.deepEqual(world?.context, [{ kind: 'X' }]);
  assert.deepEqual({ ...world?.addresses }, { h: null, i: ['10.0.0.1'] });
});

test('what has a request is a review, whatever else is in it', () => {
  assert.equal(readQuestion(Buffer.from('{"review":1,"request":{}}')).world, undefined);
});
