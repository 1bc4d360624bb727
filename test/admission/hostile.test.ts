import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import fastJsonPatch from 'fast-json-patch';
import type { Answer, Side } from '../../src/admission/answer-types.ts';
import { createGate } from '../../src/admission/gate.ts';
import { bodyLimit } from '../../src/admission/request.ts';
import { gatePorts } from '../support/gate-ports.ts';
import { validObjects } from '../support/valid-objects.ts';

const runs = Number(process.env['SLUICE_FUZZ_RUNS'] ?? 300);
const sides: readonly Side[] = ['validate', 'mutate', 'convert'];
const gate = createGate(gatePorts());

/** A verdict or a short 4xx, whatever came in; and no rule that breaks down. */
function assertAnswered(answer: Answer): void {
  assert.ok([200, 400, 413].includes(answer.status), `status ${answer.status}`);
  const body = JSON.parse(answer.body);
  if (answer.status === 200) assert.ok('response' in body);
  else assert.ok(answer.body.length < 300, answer.body);
  assert.deepEqual(answer.outcome.brokenRules, []);
}

async function assertAllSidesAnswer(body: string | Uint8Array): Promise<void> {
  for (const side of sides) assertAnswered(await gate.answer(side, body));
}

const operation = fc.constantFrom('CREATE', 'UPDATE', 'DELETE', 'CONNECT', 'PATCH');
const anything = fc.oneof(
  { weight: 5, arbitrary: fc.jsonValue({ maxDepth: 5, noUnicodeString: false }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(2 ** 53 + 2, -(2 ** 63), 1e308, 1e-7, '9223372036854775808', '', ' ', '\u0000'),
  },
);

test('any JSON as a body is answered', async () => {
  await fc.assert(
    fc.asyncProperty(anything, (value) => assertAllSidesAnswer(JSON.stringify(value))),
    { numRuns: runs },
  );
});

test('any JSON as a request is answered', async () => {
  const request = fc.record({
    uid: fc.oneof(fc.string(), anything),
    operation: fc.oneof(operation, anything),
    kind: anything,
    object: anything,
    oldObject: anything,
  });
  await fc.assert(
    fc.asyncProperty(request, (value) => assertAllSidesAnswer(JSON.stringify({ request: value }))),
    { numRuns: runs },
  );
});

for (const [name, valid] of Object.entries(validObjects)) {
  test(`${name} with anything in place of some of its parts is answered`, async () => {
    const places = placesOf(valid);
    const damage = fc.array(fc.tuple(fc.constantFrom(...places), anything), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(damage, damage, operation, async (damaged, damagedBefore, op) => {
        const object = replaced(valid, damaged);
        const request = { uid: 'u', operation: op, object, oldObject: replaced(valid, damagedBefore) };
        const body = JSON.stringify({ request });
        await assertAllSidesAnswer(body);
        await assertPatchApplies(body, object);
      }),
      { numRuns: runs },
    );
  });
}

/** Patches apply to the object that was sent, and leave nothing for a second round to do (S-07). */
async function assertPatchApplies(body: string, object: unknown): Promise<void> {
  const { response } = JSON.parse((await gate.answer('mutate', body)).body);
  if (response.patch === undefined) return;
  const operations = JSON.parse(Buffer.from(response.patch, 'base64').toString('utf8'));
  assert.ok(operations.length > 0);
  assert.ok(!JSON.stringify(operations).includes('null'), 'a patch never adds a null');
  if (JSON.stringify(object).includes('__proto__')) return;
  const patched = fastJsonPatch.applyPatch(JSON.parse(JSON.stringify(object)), operations).newDocument;
  const again = await gate.answer(
    'mutate',
    JSON.stringify({ request: { ...JSON.parse(body).request, object: patched } }),
  );
  assert.equal(JSON.parse(again.body).response.patch, undefined, 'applied twice equals once');
}

type Place = readonly (string | number)[];

/** Every place of an object, and one unknown field beside each. */
function placesOf(value: unknown, path: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, child]) => placesOf(child, [...path, key]));
  return [path, [...path, 'unknown'], [...path, '__proto__'], ...inside];
}

function replaced(valid: unknown, damages: readonly (readonly [Place, unknown])[]): unknown {
  let copy = structuredClone(valid);
  for (const [path, value] of damages) {
    const last = path.at(-1);
    if (last === undefined) continue;
    let parent: unknown = copy;
    for (const key of path.slice(0, -1)) {
      const isThere: boolean = typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key);
      parent = isThere ? (parent as Record<string, unknown>)[key] : undefined;
    }
    if (typeof parent !== 'object' || parent === null) continue;
    Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  }
  // The kind stays readable, or nothing would be judged.
  if (typeof copy === 'object' && copy !== null) copy = { ...copy, ...kindOf(valid) };
  return copy;
}

function kindOf(object: unknown): object {
  const { apiVersion, kind } = object as { apiVersion: string; kind: string };
  return { apiVersion, kind };
}

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const deployment = JSON.stringify(validObjects.flinkDeployment).slice(1, -1);
const withSpec = (spec: string) =>
  `{"request":{"uid":"u","operation":"CREATE","object":{"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment","metadata":{"name":"a"},"spec":${spec}}}}`;

const hostile: { name: string; body: string | Uint8Array; status: number }[] = [
  { name: 'nothing', body: '', status: 400 },
  { name: 'no JSON', body: 'junk', status: 400 },
  { name: 'invalid UTF-8', body: Uint8Array.of(0x22, 0xff, 0x22), status: 400 },
  { name: 'depth 10,000', body: deep(10_000), status: 400 },
  { name: 'depth 1,000,000', body: deep(1_000_000), status: 400 },
  { name: 'an object of depth 10,000', body: withSpec(deep(10_000)), status: 400 },
  { name: 'a list of depth 10,000', body: withSpec('['.repeat(10_000) + ']'.repeat(10_000)), status: 400 },
  { name: 'nested configuration', body: withSpec(`{"flinkConfiguration":${deep(90)}}`), status: 200 },
  { name: 'more than 7 MiB', body: ' '.repeat(bodyLimit + 1), status: 413 },
  { name: '7 MiB of spaces', body: ' '.repeat(bodyLimit), status: 400 },
  { name: 'a 6 MiB name', body: withSpec('{}').replace('"a"', `"${'a'.repeat(6 * 2 ** 20)}"`), status: 200 },
  { name: 'a 6 MiB jar URI', body: withSpec(`{"job":{"jarURI":"${'a/'.repeat(3 * 2 ** 20)}"}}`), status: 200 },
  { name: '100,000 configuration keys', body: withSpec(`{"flinkConfiguration":{${keys(100_000)}}}`), status: 200 },
  { name: '200,000 unknown fields', body: withSpec(`{${keys(200_000)}}`), status: 200 },
  { name: '500,000 wrong arguments', body: withSpec(`{"job":{"args":[${'1,'.repeat(500_000)}1]}}`), status: 200 },
  { name: '__proto__ as a field', body: withSpec('{"__proto__":{"job":{"parallelism":0}}}'), status: 200 },
  { name: 'constructor as a field', body: withSpec('{"constructor":{"prototype":{"x":1}}}'), status: 200 },
  {
    name: 'NUL bytes',
    body: withSpec('{"image":"a\\u0000b","flinkConfiguration":{"\\u0000":"\\u0000"}}'),
    status: 200,
  },
  { name: 'a lone surrogate', body: withSpec('{"image":"\\ud800","serviceAccount":"\\udc00"}'), status: 200 },
  {
    name: 'integers beyond 2^53',
    body: withSpec('{"restartNonce":9007199254740993,"job":{"parallelism":1e400}}'),
    status: 200,
  },
  {
    name: 'the same key twice',
    body: `{"request":{"uid":"u","operation":"CREATE","object":{${deployment},${deployment}}}}`,
    status: 200,
  },
];

function keys(count: number): string {
  return Array.from({ length: count }, (_, i) => `"key.${i}":"value"`).join(',');
}

for (const { name, body, status } of hostile) {
  test(`hostile body: ${name}`, async () => {
    const before = performance.now();
    const answer = await gate.answer('validate', body);
    assertAnswered(answer);
    assert.equal(answer.status, status, answer.body.slice(0, 200));
    await assertAllSidesAnswer(body);
    assert.ok(performance.now() - before < 20_000, 'it took too long to be safe');
    assert.ok(answer.body.length < 64 * 1024, `an answer of ${answer.body.length} bytes`);
  });
}

test('no prototype was touched', () => {
  assert.deepEqual(Object.keys(Object.prototype), []);
  assert.equal(({} as Record<string, unknown>)['job'], undefined);
});
