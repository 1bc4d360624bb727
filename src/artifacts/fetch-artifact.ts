import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { openDownload } from './download.ts';
import { ArtifactRefused, ArtifactUnavailable, shown } from './errors.ts';
import type { Resolve } from './pinned-lookup.ts';
import { ArtifactPolicy, type ArtifactRules } from './policy.ts';
import { type S3Access, signedUrl } from './s3.ts';

export interface ArtifactOptions {
  /** Where it is kept until it is removed; made where it is missing. */
  readonly directory: string;
  readonly rules: ArtifactRules;
  readonly limits: {
    readonly bytes: number;
    /** For all of it. */
    readonly milliseconds: number;
    readonly redirects: number;
  };
  /** Sent with http and https, to the host of the URI only. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly s3?: S3Access | undefined;
  readonly signal?: AbortSignal;
  /** Instead of the system's, for tests. */
  readonly resolve?: Resolve;
}

/** A jar on this machine. */
export interface Artifact {
  readonly path: string;
  /** As Flink shows it. */
  readonly name: string;
  readonly bytes: number;
  /** Removes what was fetched; a file that was there before stays. */
  remove(): Promise<void>;
}

/**
 * Fetches the jar of a session job: http, https, s3 and s3a, and files of this machine where their scheme is allowed. What cannot be
 * had leaves nothing behind. Throws ArtifactRefused and ArtifactUnavailable.
 */
export async function fetchArtifact(uri: string, options: ArtifactOptions): Promise<Artifact> {
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new ArtifactRefused(`${shown(uri)} has no scheme`);
  const policy = new ArtifactPolicy(options.rules);
  policy.check(scheme, shown(uri));
  switch (scheme) {
    case 'http':
    case 'https':
      return downloaded(uri, uri, policy, options);
    case 's3':
    case 's3a':
      return fromS3(uri, options);
    case 'file':
    case 'local':
      return present(uri, options);
    default:
      throw new ArtifactRefused(
        `${shown(uri)}: nothing can be fetched by ${scheme}, but by http, https, s3, s3a and file`,
      );
  }
}

async function fromS3(uri: string, options: ArtifactOptions): Promise<Artifact> {
  if (!options.s3)
    throw new ArtifactRefused(`${shown(uri)}: there are no keys for S3 (s3.access-key and s3.secret-key)`);
  const url = await signedUrl(uri, options.s3);
  // Whoever runs the operator has named the store.
  const trusted = new ArtifactPolicy({ allowedSchemes: ['http', 'https'], restrictHosts: false });
  return downloaded(url, uri, trusted, { ...options, headers: {} });
}

/** A file of this machine is used where it is: it is as good as its directory, and a copy would be no better. */
async function present(uri: string, { limits }: ArtifactOptions): Promise<Artifact> {
  const file = fileURLToPath(uri.replace(/^local:(\/\/)?/i, 'file://'));
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new ArtifactRefused(`${uri} is no file of the operator's machine`);
  if (found.size > limits.bytes) throw tooLarge(uri, limits.bytes);
  return { path: file, name: path.basename(file), bytes: found.size, remove: async () => {} };
}

const tooLarge = (uri: string, bytes: number) =>
  new ArtifactRefused(`${shown(uri)} is larger than ${bytes} bytes (engine.artifacts.bytes)`);

async function downloaded(
  url: string,
  uri: string,
  policy: ArtifactPolicy,
  options: ArtifactOptions,
): Promise<Artifact> {
  const { limits, headers = {}, resolve } = options;
  const late = AbortSignal.timeout(limits.milliseconds);
  const signal = options.signal ? AbortSignal.any([late, options.signal]) : late;
  await mkdir(options.directory, { recursive: true });
  // Two downloads of one job never share a file.
  const own = await mkdtemp(path.join(options.directory, 'jar-'));
  const remove = () => rm(own, { recursive: true, force: true });
  try {
    const answer = await openDownload(url, { policy, redirects: limits.redirects, headers, signal, resolve });
    const name = nameIn(uri);
    const bytes = await store(answer, uri, path.join(own, 'part'), limits.bytes, signal);
    await rename(path.join(own, 'part'), path.join(own, name));
    return { path: path.join(own, name), name, bytes, remove };
  } catch (error) {
    await remove();
    if (!late.aborted) throw error;
    throw new ArtifactUnavailable(`${shown(uri)} was not there within ${limits.milliseconds / 1000} s`, {
      cause: error,
    });
  }
}

async function store(
  answer: IncomingMessage,
  uri: string,
  file: string,
  most: number,
  signal: AbortSignal,
): Promise<number> {
  const told = answer.headers['content-length'];
  if (told !== undefined && Number(told) > most) {
    answer.destroy();
    throw tooLarge(uri, most);
  }
  let bytes = 0;
  const counted = new Transform({
    transform(piece: Buffer, _, done) {
      bytes += piece.length;
      done(bytes > most ? tooLarge(uri, most) : null, piece);
    },
  });
  try {
    await pipeline(answer, counted, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal });
  } catch (cause) {
    if (cause instanceof ArtifactRefused) throw cause;
    throw new ArtifactUnavailable(`${shown(uri)} broke off: ${(cause as Error).message}`, { cause });
  }
  return bytes;
}

const longestName = 200;

/** The last part of the path, harmless as a name of a file. */
function nameIn(uri: string): string {
  const last =
    uri
      .replace(/[?#].*$/s, '')
      .split('/')
      .at(-1) ?? '';
  const safe = last
    .replaceAll(/[^\w.-]/g, '_')
    .replace(/^\.+/, '')
    .slice(-longestName);
  return safe === '' ? 'job.jar' : safe;
}
