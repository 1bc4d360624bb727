import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressesOf, pinned } from '../../src/artifacts/pinned-lookup.ts';
import { ArtifactServer } from './artifact-server.ts';

const options = { uri: 'https://jars.test/a.jar', restricted: true, signal: new AbortController().signal };
const addresses = (host: string, ...found: string[]) => addressesOf(host, { ...options, resolve: async () => found });

test('public addresses pass, all of them', async () => {
  assert.deepEqual(await addresses('jars.test', '8.8.8.8', '2606:4700::1'), ['8.8.8.8', '2606:4700::1']);
});

test('one address that is not public is too many', async () => {
  await assert.rejects(addresses('jars.test', '8.8.8.8', '10.0.0.1'), {
    name: 'ArtifactRefused',
    message: 'https://jars.test/a.jar is not fetched: jars.test (10.0.0.1) is in a private network',
  });
});

test('an address that is one already is not resolved', async () => {
  const resolve = () => Promise.reject(new Error('asked'));
  assert.deepEqual(await addressesOf('[2606:4700::1]', { ...options, resolve }), ['2606:4700::1']);
});

test('without the restriction every address passes', async () => {
  assert.deepEqual(await addressesOf('10.0.0.1', { ...options, restricted: false }), ['10.0.0.1']);
});

test('what is looked up is what was given, whoever asks', () => {
  const lookup = pinned(['8.8.8.8', '2606:4700::1']);
  const answers: unknown[] = [];
  const note = (_: unknown, address: string | LookupAddress[], family?: number) => answers.push([address, family]);
  lookup('evil.test', { all: true }, note);
  lookup('evil.test', {}, note);
  const all = [
    { address: '8.8.8.8', family: 4 },
    { address: '2606:4700::1', family: 6 },
  ];
  assert.deepEqual(answers, [
    [all, undefined],
    ['8.8.8.8', 4],
  ]);
});

test('a name that means another machine a moment later still leads to the first', async () => {
  const first = await new ArtifactServer().start();
  const second = await new ArtifactServer().start('127.0.0.2', first.port);
  second.reply = (_, response) => response.end('another');
  let times = 0;
  const resolve = async () => (times++ === 0 ? ['127.0.0.1'] : ['127.0.0.2']);
  try {
    const jar = await first.fetch(`http://jars.test:${first.port}/`, { resolve });
    assert.equal(readFileSync(jar.path, 'utf8'), 'a jar');
    assert.deepEqual([times, second.asked.length], [1, 0]);
    // Asked anew, it leads elsewhere: the test would see it.
    const other = await first.fetch(`http://jars.test:${first.port}/`, { resolve });
    assert.equal(readFileSync(other.path, 'utf8'), 'another');
  } finally {
    await Promise.all([first.stop(), second.stop()]);
  }
});

test('a name is resolved once for each place that a redirect leads to', async () => {
  const server = await new ArtifactServer().start();
  server.reply = (_, response) => response.writeHead(302, { location: `http://two.test:${server.port}/` }).end();
  const asked: string[] = [];
  const resolve = async (host: string) => {
    asked.push(host);
    return host === 'two.test' ? ['192.168.0.1'] : ['127.0.0.1'];
  };
  const rules = { allowedSchemes: ['http'], restrictHosts: true, allowedHosts: ['one.test'] };
  try {
    await assert.rejects(server.fetch(`http://one.test:${server.port}/`, { resolve, rules }), {
      message: /two\.test \(192\.168\.0\.1\) is in a private network/,
    });
    assert.deepEqual(asked, ['one.test', 'two.test']);
  } finally {
    await server.stop();
  }
});

type Octets = readonly [number, number, number, number];

const octet = fc.integer({ min: 0, max: 255 });
const from = (first: number, ...rest: fc.Arbitrary<number>[]): fc.Arbitrary<Octets> =>
  fc.tuple(
    fc.constant(first),
    ...([...rest, octet, octet, octet].slice(0, 3) as [typeof octet, typeof octet, typeof octet]),
  );

const restricted = fc.oneof(
  from(0),
  from(10),
  from(100, fc.integer({ min: 64, max: 127 })),
  from(127),
  from(169, fc.constant(254)),
  from(172, fc.integer({ min: 16, max: 31 })),
  from(192, fc.constant(168)),
  from(192, fc.constant(0), fc.constantFrom(0, 2)),
  from(198, fc.integer({ min: 18, max: 19 })),
  fc.integer({ min: 224, max: 255 }).chain((first) => from(first)),
);

const hex = (...bytes: number[]) => Buffer.from(bytes).toString('hex');
const halves = ([a, b, c, d]: Octets) => `${hex(a, b)}:${hex(c, d)}`;

/** How an address of version 4 may be spelt, as answers of DNS may have it. */
const spellings: readonly ((octets: Octets) => string)[] = [
  (octets) => octets.join('.'),
  (octets) => `::ffff:${octets.join('.')}`,
  (octets) => `::ffff:${halves(octets)}`,
  (octets) => `0:0:0:0:0:FFFF:${halves(octets).toUpperCase()}`,
  (octets) => `::${halves(octets)}`,
  (octets) => `::ffff:0:${halves(octets)}`,
  (octets) => `64:ff9b::${halves(octets)}`,
  (octets) => `64:ff9b:1::${halves(octets)}`,
  (octets) => `2002:${halves(octets)}::1`,
];

test('no restricted address of version 4 passes, however it is spelt', async () => {
  await fc.assert(
    fc.asyncProperty(restricted, fc.constantFrom(...spellings), async (octets, spell) => {
      await assert.rejects(addresses('jars.test', spell(octets)), { name: 'ArtifactRefused' });
    }),
    { numRuns: 2000 },
  );
});

const group = fc.integer({ min: 0, max: 0xffff });
const six = (low: number, high: number) =>
  fc
    .tuple(fc.integer({ min: low, max: high }), fc.array(group, { minLength: 7, maxLength: 7 }))
    .map(([first, rest]) => [first, ...rest].map((part) => part.toString(16)).join(':'));

const restrictedSix = fc.oneof(
  fc.constantFrom('::', '::1', '0:0:0:0:0:0:0:1', 'fe80::1%eth0'),
  // Unique local, link-local, site-local, multicast.
  six(0xfc00, 0xfdff),
  six(0xfe80, 0xfebf),
  six(0xfec0, 0xfeff),
  six(0xff00, 0xffff),
);

test('no restricted address of version 6 passes', async () => {
  await fc.assert(
    fc.asyncProperty(restrictedSix, async (address) => {
      await assert.rejects(addresses('jars.test', address), { name: 'ArtifactRefused' });
    }),
    { numRuns: 1000 },
  );
});

/** As a URL may have them. */
const hosts: readonly ((octets: Octets) => string)[] = [
  (octets) => octets.join('.'),
  ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  ([a, b, c, d]) => `${a}.${b * 65536 + c * 256 + d}`,
  ([a, b, c, d]) => String(a * 2 ** 24 + b * 65536 + c * 256 + d),
  (octets) => `0x${hex(...octets)}`,
  (octets) => octets.map((part) => `0x${part.toString(16)}`).join('.'),
  (octets) => octets.map((part) => `0${part.toString(8)}`).join('.'),
  (octets) => `${octets.join('.')}.`,
  (octets) => octets.join('%2e'),
  (octets) => octets.join('。'),
  (octets) => `[::ffff:${octets.join('.')}]`,
  (octets) => `[64:ff9b::${octets.join('.')}]`,
];

test('no URL of a restricted address passes, however it is spelt', async () => {
  await fc.assert(
    fc.asyncProperty(restricted, fc.constantFrom(...hosts), async (octets, spell) => {
      const { hostname } = new URL(`http://${spell(octets)}/`);
      const resolve = () => Promise.reject(new Error('taken for a name'));
      await assert.rejects(addressesOf(hostname, { ...options, resolve }), { name: 'ArtifactRefused' });
    }),
    { numRuns: 2000 },
  );
});
