import * as http from 'node:http';
import * as https from 'node:https';
import { ArtifactRefused, ArtifactUnavailable, shown } from './errors.ts';
import { addressOf, pinned, type Resolve } from './pinned-lookup.ts';
import type { ArtifactPolicy } from './policy.ts';

export interface DownloadOptions {
  readonly policy: ArtifactPolicy;
  readonly redirects: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly resolve?: Resolve | undefined;
}

const redirections = new Set([301, 302, 303, 307, 308]);
/** Answers after which another try may do better. */
const passing = new Set([408, 425, 429]);

/** One GET, over redirects, each of which is judged as the first address was. Its headers go to the first host only. */
export async function openDownload(uri: string, options: DownloadOptions): Promise<http.IncomingMessage> {
  let url = urlOf(uri, uri);
  let { headers } = options;
  for (let left = options.redirects; ; left--) {
    options.policy.check(url.protocol.slice(0, -1), shown(url.href));
    const answer = await get(url, headers, options);
    const { statusCode = 0 } = answer;
    if (statusCode === 200) return answer;
    answer.destroy();
    const { location } = answer.headers;
    if (!redirections.has(statusCode) || location === undefined) throw failed(url, statusCode);
    if (left === 0) throw new ArtifactRefused(`${shown(uri)} leads to too many other places`);
    const next = urlOf(location, uri, url);
    if (!/^https?:$/.test(next.protocol)) throw new ArtifactRefused(`${shown(uri)} leads to ${shown(next.href)}`);
    if (url.protocol === 'https:' && next.protocol !== 'https:') {
      throw new ArtifactRefused(`${shown(uri)} leads from https to ${shown(next.href)}`);
    }
    if (next.origin !== url.origin) headers = {};
    url = next;
  }
}

function urlOf(text: string, uri: string, base?: URL): URL {
  try {
    return new URL(text, base);
  } catch (cause) {
    throw new ArtifactRefused(`${shown(uri)} is, or leads to, no URL`, { cause });
  }
}

function failed(url: URL, status: number): Error {
  const message = `${shown(url.href)} was answered with ${status}`;
  return status >= 500 || passing.has(status) ? new ArtifactUnavailable(message) : new ArtifactRefused(message);
}

async function get(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { policy, signal, resolve }: DownloadOptions,
): Promise<http.IncomingMessage> {
  const address = await addressOf(url.hostname, policy.restrictHosts, resolve);
  const { request } = url.protocol === 'https:' ? https : http;
  const login = url.username ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` } : {};
  return new Promise((done, fail) => {
    const asked = request(
      url,
      { headers: { 'user-agent': 'sluice', ...headers }, lookup: pinned(address), agent: false, signal, ...login },
      done,
    );
    asked.on('error', (cause) => {
      fail(new ArtifactUnavailable(`${shown(url.href)} cannot be fetched: ${cause.message}`, { cause }));
    });
    asked.end();
  });
}
