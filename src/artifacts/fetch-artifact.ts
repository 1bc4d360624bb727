import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openDownload } from './download.ts';
import { ArtifactRefused, ArtifactUnavailable } from './errors.ts';
import { fileName } from './file-name.ts';
import { localFile } from './local-file.ts';
import type { Resolve } from './pinned-lookup.ts';
import { ArtifactPolicy, type ArtifactRules } from './policy.ts';
import { type S3Access, signedRequest } from './s3.ts';
import { makeWorkspace } from './workspace.ts';

export interface ArtifactOptions {
  /** Where it is kept until it is removed; made where it is missing. */
  readonly directory: string;
  readonly rules: ArtifactRules;
  readonly limits: {
    readonly bytes: number;
    /** For all of it. */
    readonly milliseconds: number;
    /** Without a byte, a minute where nothing is said. */
    readonly idleMilliseconds?: number;
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

const idleByDefault = 60_000;

/**
 * Fetches the jar of a session job: http, https, s3 and s3a, and files of this machine where their scheme is allowed.
 * What cannot be had leaves nothing behind. Throws ArtifactRefused and ArtifactUnavailable.
 */
export async function fetchArtifact(uri: string, options: ArtifactOptions): Promise<Artifact> {
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new ArtifactRefused(uri, 'has no scheme');
  const policy = new ArtifactPolicy(options.rules);
  policy.checkScheme(scheme, uri);
  switch (scheme) {
    case 'http':
    case 'https':
      return download(uri, { url: uri, headers: options.headers ?? {}, policy }, options);
    case 's3':
    case 's3a':
      return download(uri, await fromS3(uri, options), options);
    case 'file':
    case 'local':
      return present(uri, options);
    default:
      throw new ArtifactRefused(
        uri,
        `is not fetched: nothing is by ${scheme}, but by http, https, s3, s3a, file and local`,
      );
  }
}

/** From where to download, and how. */
interface Source {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly policy: ArtifactPolicy;
  readonly redirects?: number;
}

/** Whoever runs the operator has named the store, so its address is not judged. It sends nobody elsewhere. */
async function fromS3(uri: string, { s3 }: ArtifactOptions): Promise<Source> {
  if (!s3) throw new ArtifactRefused(uri, 'is not fetched: there are no keys for S3 (s3.access-key and s3.secret-key)');
  const policy = new ArtifactPolicy({ allowedSchemes: ['http', 'https'], restrictHosts: false });
  return { ...(await signedRequest(uri, s3)), policy, redirects: 0 };
}

async function present(uri: string, { limits }: ArtifactOptions): Promise<Artifact> {
  const file = await localFile(uri);
  if (file.bytes > limits.bytes) throw tooLarge(uri, limits.bytes);
  return { ...file, remove: async () => {} };
}

const tooLarge = (uri: string, bytes: number) =>
  new ArtifactRefused(uri, `is larger than ${bytes} bytes (engine.artifacts.bytes)`);

async function download(uri: string, { url, ...source }: Source, options: ArtifactOptions): Promise<Artifact> {
  const { limits, signal: given, resolve, directory } = options;
  const { redirects, milliseconds, idleMilliseconds: idle = idleByDefault } = limits;
  const late = AbortSignal.timeout(milliseconds);
  const signal = given ? AbortSignal.any([late, given]) : late;
  const name = fileName(uri);
  let remove = async () => {};
  try {
    const workspace = await makeWorkspace(directory);
    remove = workspace.remove;
    const answer = await openDownload(url, { uri, redirects, idle, signal, resolve, ...source });
    const part = path.join(workspace.path, '.part');
    const whole = path.join(workspace.path, name);
    const bytes = await store(answer, uri, part, limits.bytes, signal);
    await rename(part, whole);
    return { path: whole, name, bytes, remove };
  } catch (cause) {
    await remove().catch(() => {});
    if (cause instanceof ArtifactRefused || cause instanceof ArtifactUnavailable) throw cause;
    throw new ArtifactUnavailable(uri, reason(cause as Error), { cause });
  }

  function reason({ message }: Error): string {
    if (given?.aborted) return 'was given up';
    if (late.aborted) return `was not there within ${milliseconds / 1000} s`;
    return `could not be fetched: ${message}`;
  }
}

/** Returns how many bytes there were. */
async function store(
  answer: IncomingMessage,
  uri: string,
  file: string,
  most: number,
  signal: AbortSignal,
): Promise<number> {
  // What was announced and does not come is an error of the connection.
  const told = answer.headers['content-length'];
  if (told !== undefined && Number(told) > most) {
    answer.destroy();
    throw tooLarge(uri, most);
  }
  let bytes = 0;
  const counted = new Transform({
    transform(piece: Buffer, _, done) {
      bytes += piece.length;
      if (bytes > most) done(tooLarge(uri, most));
      else done(null, piece);
    },
  });
  await pipeline(answer, counted, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal });
  return bytes;
}
