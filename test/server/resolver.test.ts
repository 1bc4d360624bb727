import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createResolver } from '../../src/server/resolver.ts';

function failing(code: string): Error {
  return Object.assign(new Error(code), { code });
}

const answers: { name: string; ask: () => Promise<string[]>; expected: unknown }[] = [
  { name: 'all addresses', ask: async () => ['10.0.0.1', '::1'], expected: ['10.0.0.1', '::1'] },
  { name: 'no such name', ask: () => Promise.reject(failing('ENOTFOUND')), expected: [] },
  { name: 'a name without addresses', ask: () => Promise.reject(failing('ENODATA')), expected: [] },
  { name: 'no answer from DNS', ask: () => Promise.reject(failing('EAI_AGAIN')), expected: 'unknown' },
  { name: 'a fault', ask: () => Promise.reject(new Error('boom')), expected: 'unknown' },
  { name: 'no answer in time', ask: () => new Promise(() => {}), expected: 'unknown' },
];

for (const { name, ask, expected } of answers) {
  test(`a host name resolves to: ${name}`, async () => {
    assert.deepEqual(await createResolver({ timeout: 0.05, ask }).resolve('host'), expected);
  });
}

test('an address in an old spelling is no name', async () => {
  const asked: string[] = [];
  const ask = async (host: string) => {
    asked.push(host);
    return ['127.0.0.1'];
  };
  const resolver = createResolver({ timeout: 1, ask });
  for (const host of ['0x7f000001', '0X7F.1', '10.1', 'repo.08']) {
    assert.deepEqual(await resolver.resolve(host), [], host);
  }
  await resolver.resolve('0x7f.example');
  assert.deepEqual(asked, ['0x7f.example']);
});

test('the system knows the name of this machine', async () => {
  const addresses = await createResolver({ timeout: 5 }).resolve('localhost');
  assert.ok(addresses.includes('127.0.0.1') || addresses.includes('::1'));
});

function counting(answer: () => Promise<string[]>) {
  const asked: string[] = [];
  let now = 0;
  const ask = (host: string) => {
    asked.push(host);
    return answer();
  };
  return {
    asked,
    resolver: createResolver({ timeout: 1, ask, now: () => now }),
    pass(milliseconds: number) {
      now += milliseconds;
    },
  };
}

test('an answer is remembered for half a minute, whatever the case of the name', async () => {
  const { asked, resolver, pass } = counting(async () => ['10.0.0.1']);
  await resolver.resolve('Host');
  pass(29_000);
  await resolver.resolve('host');
  assert.equal(asked.length, 1);
  pass(2_000);
  await resolver.resolve('host');
  assert.equal(asked.length, 2);
});

test('that there is no such name is remembered for a shorter time', async () => {
  const { asked, resolver, pass } = counting(() => Promise.reject(failing('ENOTFOUND')));
  await resolver.resolve('host');
  await resolver.resolve('host');
  assert.equal(asked.length, 1);
  pass(6_000);
  await resolver.resolve('host');
  assert.equal(asked.length, 2);
});

test('no answer is not remembered', async () => {
  const { asked, resolver } = counting(() => Promise.reject(failing('EAI_AGAIN')));
  await resolver.resolve('host');
  await resolver.resolve('host');
  assert.equal(asked.length, 2);
});

test('who asks the same at once shares one question', async () => {
  const { asked, resolver } = counting(async () => ['10.0.0.1']);
  const found = await Promise.all(Array.from({ length: 10 }, () => resolver.resolve('host')));
  assert.equal(asked.length, 1);
  assert.ok(found.every((addresses) => addresses[0] === '10.0.0.1'));
});

test('not more than two questions are on their way; the others wait their turn', async () => {
  let running = 0;
  let most = 0;
  const ask = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running--;
    return ['10.0.0.1'];
  };
  const resolver = createResolver({ timeout: 5, ask });
  const found = await Promise.all(Array.from({ length: 20 }, (_, index) => resolver.resolve(`host-${index}`)));
  assert.equal(most, 2);
  assert.ok(found.every((addresses) => addresses[0] === '10.0.0.1'));
});

test('the memory is bounded', async () => {
  const { asked, resolver } = counting(async () => ['10.0.0.1']);
  for (let index = 0; index < 1500; index++) await resolver.resolve(`host-${index}`);
  await resolver.resolve('host-1499');
  assert.equal(asked.length, 1500);
  await resolver.resolve('host-0');
  assert.equal(asked.length, 1501);
});
