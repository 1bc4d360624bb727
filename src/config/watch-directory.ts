import { type FSWatcher, watch } from 'node:fs';

export interface Watching {
  close(): void;
}

/** Several files of one update settle within this time. */
const settleMilliseconds = 100;

/**
 * Calls back when something in a folder may have changed. Kubernetes swaps a symbolic link in the folder and touches no
 * file that is read through it, so the folder is watched (S-20); and because not every file system tells of its
 * changes, the caller is also asked to look from time to time. The callback compares by itself.
 */
export function watchDirectory(directory: string, everySeconds: number, changed: () => void): Watching {
  let settling: NodeJS.Timeout | undefined;
  const soon = () => {
    // Not put off by further events, or a busy folder would never be looked at.
    if (settling) return;
    settling = setTimeout(() => {
      settling = undefined;
      changed();
    }, settleMilliseconds);
    settling.unref();
  };
  let watcher = tryWatch(directory, soon);
  const clock = setInterval(() => {
    // The folder itself may have been replaced, or may only exist by now.
    watcher?.close();
    watcher = tryWatch(directory, soon);
    changed();
  }, everySeconds * 1000);
  clock.unref();
  return {
    close() {
      clearTimeout(settling);
      clearInterval(clock);
      watcher?.close();
    },
  };
}

function tryWatch(directory: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(directory, { persistent: false }, changed);
    // Such as a folder that was deleted; the clock goes on.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
