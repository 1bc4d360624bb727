import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

export interface Entry {
  /** Below the root, with a slash in front. */
  readonly path: string;
  readonly mode: number;
  readonly bytes: number;
  /** The file on this machine; none for a link. */
  readonly file?: string;
  readonly target?: string;
}

/** Every file and link below some folders of a root filesystem, in order of their names. */
export function* entries(root: string, folder = '/'): Iterable<Entry> {
  for (const name of readdirSync(path.join(root, folder)).toSorted()) {
    const place = path.posix.join(folder, name);
    const file = path.join(root, place);
    const { mode, size } = lstatSync(file);
    const isLink = (mode & 0o170000) === 0o120000;
    if ((mode & 0o170000) === 0o040000) yield* entries(root, place);
    else
      yield { path: place, mode: mode & 0o7777, bytes: size, ...(isLink ? { target: readlinkSync(file) } : { file }) };
  }
}

/** The parts of the image that are ours; the rest is its base. */
export const layers = ['/app', '/usr/share/doc'];

/**
 * A digest of each of our files, over mode and content. Times are left out: files that a build step writes bear the time of that
 * build, and it is the engine that sets them (`rewrite-timestamp=true` with SOURCE_DATE_EPOCH).
 */
export function digests(root: string): Map<string, string> {
  const all = layers.flatMap((layer) => [...entries(root, layer)]);
  return new Map(
    all.map(({ path: place, mode, file, target }) => {
      const hash = createHash('sha256').update(target ?? readFileSync(file as string));
      return [place, `${mode.toString(8)} ${hash.digest('hex')}`];
    }),
  );
}

/** Of the whole, as an engine would name it. */
export function digest(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [place, each] of files) hash.update(`${place} ${each}\n`);
  return hash.digest('hex');
}
