import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../../src/admission/answer-types.ts';
import { allowed, standInGate, type TestServer, testServer } from '../support/server-fixtures.ts';

async function listening(t: TestContext, tested: TestServer): Promise<number> {
  await tested.server.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => {
    tested.server.server.closeAllConnections();
    return tested.server.close();
  });
  return (tested.server.server.address() as AddressInfo).port;
}

/** Everything that comes back until the server closes the connection. */
async function talk(port: number, ...texts: (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  // The server may hang up before everything is sent.
  socket.on('error', () => {});
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  for (const text of texts) socket.write(text);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

function head(lines: readonly string[]): string {
  return `${['POST /validate HTTP/1.1', 'Host: gate', 'Content-Type: application/json', ...lines].join('\r\n')}\r\n\r\n`;
}

const limit = 4096;

const large: { name: string; texts: (string | Buffer)[] }[] = [
  { name: 'as announced', texts: [head([`Content-Length: ${limit + 1}`])] },
  { name: 'as announced, and sent', texts: [head([`Content-Length: ${limit + 1}`]), Buffer.alloc(limit + 1, ' ')] },
  { name: 'as announced, and asked for first', texts: [head(['Content-Length: 100000', 'Expect: 100-continue'])] },
  {
    name: 'in chunks',
    texts: [
      head(['Transfer-Encoding: chunked']),
      `800\r\n${' '.repeat(0x800)}\r\n`,
      `801\r\n${' '.repeat(0x801)}\r\n0\r\n\r\n`,
    ],
  },
  {
    name: 'many times over, and still being sent',
    texts: [head(['Content-Length: 10000000']), Buffer.alloc(10 * limit, ' ')],
  },
];

for (const { name, texts } of large) {
  test(`a body that is too large is refused and the connection closed: ${name}`, async (t) => {
    const tested = testServer({ limits: { bodyBytes: limit } });
    const port = await listening(t, tested);
    const answer = await talk(port, ...texts);
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.match(answer, /connection: close/i);
    assert.match(answer, /"reason":"too-large"\}$/);
    assert.deepEqual(tested.rejected, ['too-large']);
    assert.equal(tested.load.requests, 0);
    assert.equal(tested.load.bytes, 0);
  });
}

test('a body of just the limit is read', async (t) => {
  const tested = testServer({ limits: { bodyBytes: limit } });
  const port = await listening(t, tested);
  const answer = await talk(
    port,
    head([`Content-Length: ${limit}`, 'Connection: close', 'Expect: 100-continue']),
    Buffer.alloc(limit, ' '),
  );
  assert.match(answer, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
});

/** A gate that answers when told to. */
function heldGate() {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  return { gate: standInGate(() => promise), release: () => resolve(allowed) };
}

test('one request too many is told to try again, and its connection stays open', async (t) => {
  const { gate, release } = heldGate();
  const tested = testServer({ gate, concurrency: 2 });
  const port = await listening(t, tested);
  const held = [1, 2].map(() => talk(port, head(['Content-Length: 2', 'Connection: close']), '{}'));
  while (tested.load.requests < 2) await wait(5);
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('utf8').write(`${head(['Content-Length: 2'])}{}`);
  const [refused] = (await once(socket, 'data')) as [string];
  assert.match(refused, /^HTTP\/1\.1 503 /);
  assert.match(refused, /retry-after: 1/i);
  assert.doesNotMatch(refused, /connection: close/i);
  release();
  for (const answer of await Promise.all(held)) assert.match(answer, /^HTTP\/1\.1 200 /);
  socket.write(`${head(['Content-Length: 2'])}{}`);
  const [accepted] = (await once(socket, 'data')) as [string];
  assert.match(accepted, /^HTTP\/1\.1 200 /);
  socket.destroy();
  assert.deepEqual(tested.rejected, ['overload']);
  assert.equal(tested.load.requests, 0);
});

test('bodies together do not outgrow the memory that is set aside', async (t) => {
  const { gate, release } = heldGate();
  const tested = testServer({ gate, bufferedBytes: 3000 });
  const port = await listening(t, tested);
  const send = () => talk(port, head(['Content-Length: 2000', 'Connection: close']), Buffer.alloc(2000, ' '));
  const held = send();
  while (tested.load.bytes < 2000) await wait(5);
  assert.match(await send(), /^HTTP\/1\.1 503 /);
  release();
  assert.match(await held, /^HTTP\/1\.1 200 /);
  assert.equal(tested.load.bytes, 0);
});

test('promised bytes take up no memory', async (t) => {
  const tested = testServer({ bufferedBytes: 3000 });
  const port = await listening(t, tested);
  const slow = connect(port, '127.0.0.1');
  slow.on('error', () => {});
  slow.write(head(['Content-Length: 3000']));
  while (tested.load.requests < 1) await wait(5);
  assert.equal(tested.load.bytes, 0);
  const answer = await talk(port, head(['Content-Length: 2', 'Connection: close']), '{}');
  assert.match(answer, /^HTTP\/1\.1 200 /);
  slow.destroy();
});

test('a caller that hangs up leaves nothing behind', async (t) => {
  const tested = testServer();
  const port = await listening(t, tested);
  const sockets: Socket[] = [];
  for (let count = 0; count < 5; count++) {
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head(['Content-Length: 100'])}{`);
    sockets.push(socket);
  }
  while (tested.load.bytes < 5) await wait(5);
  for (const socket of sockets) socket.destroy();
  while (tested.load.requests > 0) await wait(5);
  assert.equal(tested.load.bytes, 0);
  assert.deepEqual(new Set(tested.rejected), new Set(['aborted']));
});

test('a connection ends behind its last request, which is still answered', async (t) => {
  const tested = testServer({ limits: { requestsPerSocket: 3 } });
  const port = await listening(t, tested);
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const closed = once(socket, 'close');
  for (const last of [false, false, true]) {
    socket.write(`${head(['Content-Length: 2'])}{}`);
    const [answer] = (await once(socket, 'data')) as [string];
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.equal(/connection: close/i.test(answer), last);
  }
  await closed;
});

const slow = [
  { name: 'head', text: 'POST /validate HTTP/1.1\r\nHost: gate\r\n' },
  { name: 'body', text: `${head(['Content-Length: 10'])}{` },
];

for (const { name, text } of slow) {
  test(`a ${name} that does not come is not waited for`, async (t) => {
    const tested = testServer({ timeouts: { headers: 0.2, request: 0.4, keepAlive: 1 } });
    const port = await listening(t, tested);
    const answer = await talk(port, text);
    assert.match(answer, /^HTTP\/1\.1 408 /);
    assert.match(answer, /"reason":"timeout"\}$/);
    assert.ok(tested.rejected.includes('timeout'));
    assert.equal(tested.load.requests, 0);
  });
}

const broken = [
  { name: 'no HTTP at all', text: 'hello\r\n\r\n', status: 400 },
  { name: 'TLS', text: Buffer.from('1603010200010001fc0303', 'hex'), status: 400 },
  { name: 'HTTP/2', text: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', status: 400 },
  { name: 'two lengths', text: head(['Content-Length: 1', 'Content-Length: 2']), status: 400 },
  { name: 'length and chunks', text: head(['Content-Length: 1', 'Transfer-Encoding: chunked']), status: 400 },
  { name: 'endless headers', text: head([`X-Long: ${'x'.repeat(20_000)}`]), status: 431 },
  { name: 'a broken chunk', text: `${head(['Transfer-Encoding: chunked'])}zz\r\n`, status: 400 },
];

for (const { name, text, status } of broken) {
  test(`what is not HTTP/1.1 is answered shortly: ${name}`, async (t) => {
    const tested = testServer();
    const port = await listening(t, tested);
    const answer = await talk(port, text);
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.match(answer, /"reason":"[a-z-]+"\}$/);
    assert.equal(tested.load.requests, 0);
  });
}

test('a length that does not fit the body loses the call and nothing else', async (t) => {
  const tested = testServer();
  const port = await listening(t, tested);
  const socket = connect(port, '127.0.0.1');
  socket.end(`${head(['Content-Length: 10'])}{}`);
  socket.resume();
  await once(socket, 'close');
  assert.equal(tested.load.requests, 0);
  const answer = await talk(port, head(['Content-Length: 2', 'Connection: close']), '{}');
  assert.match(answer, /^HTTP\/1\.1 200 /);
});

test('an ordinary client gets the refusal of a large body', async (t) => {
  const tested = testServer({ limits: { bodyBytes: limit } });
  const port = await listening(t, tested);
  const call = httpRequest({ port, host: '127.0.0.1', path: '/validate', method: 'POST' });
  call.setHeader('content-type', 'application/json');
  call.on('error', () => {});
  for (let count = 0; count < 40; count++) call.write(Buffer.alloc(16_384, ' '));
  call.end();
  const [response] = await once(call, 'response');
  assert.equal(response.statusCode, 413);
  response.resume();
});
