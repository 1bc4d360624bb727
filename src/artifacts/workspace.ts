import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';

/** A folder for one download. */
export interface Workspace {
  readonly path: string;
  /** With what is in it, and with the folders above that were made for it, where nobody else uses them by now. */
  remove(): Promise<void>;
}

/** Two downloads of one job never share a folder. */
export async function makeWorkspace(directory: string): Promise<Workspace> {
  const highest = await mkdir(directory, { recursive: true });
  let own: string;
  try {
    own = await mkdtemp(path.join(directory, 'jar-'));
  } catch (error) {
    // Another download has ended meanwhile and taken its folders along.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(directory, { recursive: true });
    own = await mkdtemp(path.join(directory, 'jar-'));
  }
  return {
    path: own,
    async remove() {
      // A write that was cut off may still come to its end.
      await rm(own, { recursive: true, force: true, maxRetries: 5 });
      if (highest !== undefined) await removeEmpty(path.resolve(directory), path.resolve(highest));
    },
  };
}

async function removeEmpty(lowest: string, highest: string): Promise<void> {
  try {
    for (let folder = lowest; folder.startsWith(highest); folder = path.dirname(folder)) await rmdir(folder);
  } catch {
    // In use, and so is all above it.
  }
}
