import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { FlinkAnswerInvalid, FlinkError, FlinkUnreachable } from '../../src/flink/errors.ts';
import type { FlinkClient } from '../../src/flink/flink-client.ts';
import { createFlinkRest } from '../../src/flink/flink-rest.ts';
import { answer, FakeFlink } from './fake-flink.ts';

const limits = { timeout: 5000 };
/** For what never comes. */
const short = { timeout: 400 };
const answerBytes = 10_000;
const sockets = 2;

let url: URL;
let fake: FakeFlink;
let flink: FlinkClient;

beforeEach(async () => {
  fake = new FakeFlink();
  url = await fake.start();
  flink = await createFlinkRest({ url, answerBytes, sockets });
});

afterEach(async () => {
  flink.close();
  await fake.stop();
});

const write = (options = limits) => flink.stop('j', {}, options);

interface Fault {
  readonly name: string;
  readonly reply: FakeFlink['reply'];
  readonly options?: { readonly timeout: number };
  readonly error: string;
  readonly says: RegExp;
}

/** Those that look the same to a read and to a write. */
const faults: readonly Fault[] = [
  { name: 'no answer', reply: () => {}, options: short, error: FlinkUnreachable.name, says: /none within 0\.4 s/ },
  {
    name: 'headers and then silence',
    reply: (_, response) => response.writeHead(200, { 'content-length': 20 }).write('{'),
    options: short,
    error: FlinkUnreachable.name,
    says: /none within 0\.4 s/,
  },
  {
    name: 'headers one at a time',
    reply: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => (socket.writable ? socket.write('a: b\r\n') : clearInterval(timer)), 50);
    },
    options: short,
    error: FlinkUnreachable.name,
    says: /none within 0\.4 s/,
  },
  {
    name: 'a body without end',
    reply: (_, response) => {
      const timer = setInterval(() => (response.closed ? clearInterval(timer) : response.write('x'.repeat(1000))), 1);
    },
    error: FlinkAnswerInvalid.name,
    says: /: the answer is larger than 10000 bytes$/,
  },
  {
    name: 'a body that is too large',
    reply: (_, response) => answer(response, 200, { more: 'x'.repeat(answerBytes) }),
    error: FlinkAnswerInvalid.name,
    says: /: the answer is larger than 10000 bytes$/,
  },
  {
    name: 'what is no HTTP',
    reply: ({ socket }) => socket.end('220 mail.example.com\r\n'),
    error: FlinkUnreachable.name,
    says: /Parse Error/,
  },
];

for (const { name, reply, options = limits, error, says } of faults) {
  for (const [kind, call] of [
    ['read', () => flink.config(options)],
    ['write', () => write(options)],
  ] as const) {
    test(`a ${kind} that gets ${name}`, async () => {
      fake.reply = reply;
      await assert.rejects(call(), { name: error, message: says });
      assert.equal(fake.calls.length, 1);
    });
  }
}

/** What goes away by itself: the fault for the first two calls, then an answer. */
const passing: readonly { readonly name: string; readonly reply: FakeFlink['reply'] }[] = [
  { name: 'no leader', reply: (_, response) => answer(response, 503, { errors: ['no leader'] }) },
  { name: 'a connection that is closed', reply: ({ socket }) => socket.destroy() },
  {
    name: 'a cut body',
    reply: (_, response) => void response.writeHead(200, { 'content-length': 20 }).write('{', () => response.destroy()),
  },
];

for (const { name, reply } of passing) {
  test(`a read is sent again after ${name}`, async () => {
    fake.reply = (request, response, call) =>
      call <= 2 ? reply(request, response, call) : answer(response, 200, { 'flink-version': '2.2.1' });
    assert.equal((await flink.config(limits)).version, '2.2.1');
    assert.equal(fake.calls.length, 3);
  });

  test(`a write is sent once, with ${name}`, async () => {
    fake.reply = reply;
    const error = await write().catch((caught: unknown) => caught);
    assert(error instanceof FlinkError || (error instanceof FlinkUnreachable && !error.refused), String(error));
    assert.equal(fake.calls.length, 1);
  });

  test(`a read gives up in time, with ${name}`, async () => {
    fake.reply = reply;
    const began = performance.now();
    const error = await flink.config({ timeout: 700 }).catch((caught: unknown) => caught);
    assert(error instanceof FlinkError || error instanceof FlinkUnreachable, String(error));
    assert(performance.now() - began < 1500);
    // After 0, 200 and 600 milliseconds.
    assert.equal(fake.calls.length, 3);
  });
}

test('a read waits for somebody to listen, a write does not', async () => {
  const port = await freePort();
  const early = await createFlinkRest({ url: new URL(`http://127.0.0.1:${port}`) });
  const error = await early.stop('j', {}, limits).catch((caught: unknown) => caught);
  assert(error instanceof FlinkUnreachable);
  assert.equal(error.refused, true);
  assert.match(
    error.message,
    /^no answer from Flink at http:\/\/127\.0\.0\.1:\d+ to POST \/jobs\/j\/stop: connect ECONNREFUSED/,
  );
  const asked = early.taskManagers(limits);
  const late = createServer((socket) => socket.resume().end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'));
  setTimeout(() => late.listen(port, '127.0.0.1'), 300);
  assert.equal(await asked, 0);
  early.close();
  await new Promise((resolve) => late.close(resolve));
});

test('a jar that Flink does not want to hear to its end', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'flink-jar-')), 'large.jar');
  writeFileSync(file, Buffer.alloc(20_000_000));
  const body = JSON.stringify({ errors: ['too large'] });
  // Reads no more than the first piece, and keeps the connection.
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.pause();
      socket.write(`HTTP/1.1 413 Too Large\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const other = await createFlinkRest({ url: new URL(`http://127.0.0.1:${port}`) });
  await assert.rejects(other.uploadJar({ name: 'large.jar', path: file }, limits), { status: 413 });
  other.close();
  server.close();
  rmSync(path.dirname(file), { recursive: true });
});

test('the caller gives up', async () => {
  fake.reply = () => {};
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('shutting down')), 100);
  await assert.rejects(flink.config({ ...limits, signal: controller.signal }), FlinkUnreachable);
  await assert.rejects(flink.config({ ...limits, signal: controller.signal }), FlinkUnreachable);
  assert.equal(fake.calls.length, 1);
});

test('reads share their connections, and there are not many of them', async () => {
  fake.reply = (_, response) => setTimeout(() => answer(response, 200, {}), 20);
  await Promise.all(Array.from({ length: 10 }, () => flink.config(limits)));
  assert.equal(fake.calls.length, 10);
  assert.equal(fake.connections, sockets);
});

test('one that waits for a connection gives up in its own time', async () => {
  fake.reply = (_, response) => setTimeout(() => answer(response, 200, {}), 2000);
  const others = Promise.all(Array.from({ length: sockets }, () => flink.config(limits)));
  while (fake.calls.length < sockets) await wait(5);
  await assert.rejects(flink.config(short), FlinkUnreachable);
  assert.equal(fake.calls.length, sockets);
  await others;
});

test('a write has a connection of its own', async () => {
  fake.reply = (_, response) => answer(response, 200, { 'request-id': 't' });
  await flink.config(limits);
  await write();
  await write();
  assert.equal(fake.connections, 3);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
