import * as http from 'node:http';
import * as https from 'node:https';
import { shownUri } from '../values/shown-uri.ts';
import { ArtifactRefused, ArtifactUnavailable } from './errors.ts';
import { addressesOf, pinned, type Resolve } from './pinned-lookup.ts';
import type { ArtifactPolicy } from './policy.ts';

export interface DownloadOptions {
  /** What is fetched, for messages. */
  readonly uri: string;
  readonly policy: ArtifactPolicy;
  readonly redirects: number;
  /** Milliseconds without a byte. */
  readonly idle: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly resolve?: Resolve | undefined;
}

const redirections = new Set([301, 302, 303, 307, 308]);
/** Answers after which another try may do better. */
const passing = new Set([408, 425, 429]);

/** Those that say how one connection is used, or for whom. Java leaves them out without a word. */
const connectionHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * One GET, over redirects, each of which is judged as the first address was. Headers and the login of the URL go to the
 * first host only.
 */
export async function openDownload(from: string, options: DownloadOptions): Promise<http.IncomingMessage> {
  const { uri, policy, redirects } = options;
  let url = urlOf(from, uri);
  let headers = headersOf(url, options);
  for (let left = redirects; ; left--) {
    policy.checkScheme(url.protocol.slice(0, -1), uri);
    const answer = await ask(url, headers, options);
    const { statusCode = 0 } = answer;
    if (statusCode === 200) return answer;
    answer.destroy();
    const { location } = answer.headers;
    if (!redirections.has(statusCode) || location === undefined) throw failure(uri, url, statusCode);
    if (left === 0) throw new ArtifactRefused(uri, `leads to more than ${redirects} other places`);
    const next = urlOf(location, uri, url);
    if (!/^https?:$/.test(next.protocol)) throw new ArtifactRefused(uri, `leads to ${shownUri(next.href)}`);
    if (url.protocol === 'https:' && next.protocol === 'http:') {
      throw new ArtifactRefused(uri, `leads from https to ${shownUri(next.href)}`);
    }
    if (next.origin !== url.origin) headers = {};
    url = next;
  }
}

/** No cause: it would hold the text with all its secrets. */
function urlOf(text: string, uri: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (!url) throw new ArtifactRefused(uri, base ? 'leads to what is no URL' : 'is no URL');
  return url;
}

function headersOf({ username, password }: URL, { uri, headers }: DownloadOptions): Record<string, string> {
  const given = Object.entries(headers).filter(([name]) => !connectionHeaders.has(name.toLowerCase()));
  if (!username && !password) return Object.fromEntries(given);
  try {
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const others = given.filter(([name]) => name.toLowerCase() !== 'authorization');
    return { ...Object.fromEntries(others), authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  } catch {
    throw new ArtifactRefused(uri, 'has a user or a password that is not encoded as URLs are');
  }
}

function failure(uri: string, { host }: URL, status: number): Error {
  const what = `was answered with ${status} by ${host}`;
  return status >= 500 || passing.has(status) ? new ArtifactUnavailable(uri, what) : new ArtifactRefused(uri, what);
}

async function ask(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { uri, policy, idle, signal, resolve }: DownloadOptions,
): Promise<http.IncomingMessage> {
  const { protocol, hostname, port, pathname, search } = url;
  const addresses = await addressesOf(hostname, { uri, restricted: policy.restricts(hostname), signal, resolve });
  const { request } = protocol === 'https:' ? https : http;
  const { promise, resolve: done, reject: fail } = Promise.withResolvers<http.IncomingMessage>();
  let asked: http.ClientRequest;
  try {
    asked = request({
      protocol,
      hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
      ...(port && { port }),
      path: `${pathname}${search}`,
      headers: { 'user-agent': 'sluice', 'accept-encoding': 'identity', ...headers },
      lookup: pinned(addresses),
      // A connection of its own: a kept one may lead where nobody has looked now, and a proxy resolves names itself.
      agent: false,
      timeout: idle,
      signal,
    });
  } catch (cause) {
    throw new ArtifactRefused(uri, `cannot be asked for: ${(cause as Error).message}`, { cause });
  }
  let answer: http.IncomingMessage | undefined;
  asked.once('response', (message) => {
    answer = message;
    done(message);
  });
  asked.on('timeout', () => (answer ?? asked).destroy(new Error(`no byte for ${idle / 1000} s`)));
  asked.on('error', fail);
  asked.once('close', () => fail(new Error('the connection was closed without an answer')));
  asked.end();
  return promise;
}
