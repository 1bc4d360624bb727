import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createGate } from '../../src/admission/gate.ts';
import { bodyLimit } from '../../src/admission/request.ts';
import { gatePorts } from '../support/gate-ports.ts';
import { testServer } from '../support/server-fixtures.ts';
import { reviewOf } from '../support/server-process.ts';
import { validObjects } from '../support/valid-objects.ts';

const gate = createGate(gatePorts());
const paths = ['/validate', '/mutate', '/convert', '/validate/flinkdeployments', '/mutate/flinkclusters'];
const headers = { 'content-type': 'application/json' };

const review = reviewOf(validObjects.flinkDeployment);
const withSpec = (spec: string) => review.replace('"spec":{', `"spec":{${spec},`);

const bodies: { name: string; body: string | Buffer }[] = [
  { name: 'nothing', body: '' },
  { name: 'no JSON', body: 'junk' },
  { name: 'null', body: 'null' },
  { name: 'a list', body: '[]' },
  { name: 'an empty object', body: '{}' },
  { name: 'a request that is a text', body: '{"request":"x"}' },
  { name: 'half a review', body: review.slice(0, -20) },
  { name: 'a byte order mark', body: `\uFEFF${review}` },
  { name: 'bytes that are no UTF-8', body: Buffer.from([0x22, 0xff, 0xfe, 0x22]) },
  { name: 'NUL bytes', body: withSpec('"image":"a\\u0000b"') },
  { name: 'half a surrogate pair', body: withSpec('"image":"\\ud800"') },
  { name: 'a number that no double holds', body: withSpec('"restartNonce":9007199254740993') },
  { name: 'a number beyond all', body: withSpec('"restartNonce":1e999') },
  { name: 'a prototype', body: withSpec('"__proto__":{"job":{"parallelism":0}},"constructor":{"prototype":{"x":1}}') },
  { name: 'deep objects', body: withSpec(`"x":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`) },
  { name: 'deep lists', body: `{"request":{"object":${'['.repeat(100_000)}${']'.repeat(100_000)}}}` },
  { name: 'a great many keys', body: withSpec(`"flinkConfiguration":{${manyKeys(100_000)}}`) },
  { name: 'a body of just the limit', body: withSpec(`"x":"${'y'.repeat(bodyLimit - review.length - 7)}"`) },
  { name: 'a body beyond the limit', body: `"${'y'.repeat(bodyLimit)}"` },
];

function manyKeys(count: number): string {
  return Array.from({ length: count }, (_, index) => `"key.${index}":"${index}"`).join(',');
}

for (const { name, body } of bodies) {
  test(`hostile bodies get a verdict or a short refusal: ${name}`, async () => {
    const { server, load } = testServer({ gate });
    for (const url of paths) {
      const response = await server.inject({ method: 'POST', url, headers, payload: body });
      assert.ok([200, 400, 413].includes(response.statusCode), `${url}: ${response.statusCode} ${response.body}`);
      assert.doesNotThrow(() => response.json());
      if (response.statusCode !== 200) assert.ok(response.body.length < 300, response.body);
    }
    assert.equal(load.requests, 0);
    assert.equal(load.bytes, 0);
  });
}

test('any JSON gets a verdict or a short refusal', async () => {
  const { server } = testServer({ gate });
  const request = fc.record(
    {
      uid: fc.oneof(fc.string(), fc.jsonValue()),
      operation: fc.oneof(fc.constantFrom('CREATE', 'UPDATE', 'DELETE'), fc.jsonValue()),
      kind: fc.oneof(
        fc.constant({ group: 'flink.apache.org', version: 'v1beta1', kind: 'FlinkDeployment' }),
        fc.jsonValue(),
      ),
      object: fc.jsonValue(),
      oldObject: fc.jsonValue(),
      userInfo: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.json(),
    request.map((value) => JSON.stringify({ request: value })),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), body, async (url, payload) => {
      const response = await server.inject({ method: 'POST', url, headers, payload });
      assert.ok([200, 400].includes(response.statusCode), `${response.statusCode} ${response.body}`);
      response.json();
    }),
    { numRuns: 300 },
  );
});

test('the server answers byte for byte what the gate answers', async () => {
  const { server } = testServer({ gate });
  for (const object of Object.values(validObjects)) {
    const body = reviewOf(object);
    for (const side of ['validate', 'mutate'] as const) {
      const response = await server.inject({ method: 'POST', url: `/${side}`, headers, payload: body });
      assert.equal(response.body, (await gate.answer(side, body)).body);
    }
  }
});
