import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArtifactRefused } from './errors.ts';

/** A jar that is on this machine already. */
export interface LocalFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

/**
 * A file is used where it is: whoever may write there may as well write a moment later, so that a copy would be no safer,
 * and takes as much space again. Throws ArtifactRefused.
 */
export async function localFile(uri: string): Promise<LocalFile> {
  const file = pathOf(uri);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new ArtifactRefused(uri, "is no file of the operator's machine");
  // Jobs of users must not make the operator hand over its tokens and keys.
  if (!(await isArchive(file, uri))) throw new ArtifactRefused(uri, 'is no jar');
  return { path: file, name: path.basename(file), bytes: found.size };
}

function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri.replace(/^local:/i, 'file:'));
  } catch {
    throw new ArtifactRefused(uri, "is no path of the operator's machine; write it like file:///path");
  }
}

async function isArchive(file: string, uri: string): Promise<boolean> {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    throw new ArtifactRefused(uri, `cannot be read: ${cause.code}`, { cause });
  });
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.equals(Buffer.from('PK\u0003\u0004'));
  } finally {
    await handle.close();
  }
}
