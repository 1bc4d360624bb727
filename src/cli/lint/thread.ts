import { parentPort, workerData } from 'node:worker_threads';
import type { JsonObject } from '../../values/json.ts';
import { SettingsByFile, type SettingsParts } from './file-settings.ts';
import { Shard, type ShardOptions, type Unit, type UnitResult } from './shard.ts';

/** What a thread is started with. */
export interface ThreadData {
  readonly settings: SettingsParts;
  readonly options: ShardOptions;
  /** Somebody looks at a progress bar. */
  readonly watched: boolean;
}

export type ToThread =
  | { readonly type: 'read'; readonly units: readonly Unit[] }
  | { readonly type: 'objects' }
  | { readonly type: 'check'; readonly others: readonly object[] };

export type FromThread =
  | { readonly type: 'read'; readonly refersToOthers: boolean }
  | { readonly type: 'objects'; readonly objects: readonly object[] }
  | { readonly type: 'checked'; readonly results: readonly UnitResult[] }
  | { readonly type: 'progress'; readonly documents: number };

const { settings: parts, options, watched } = workerData as ThreadData;
const settings = new SettingsByFile(parts);
const shard = new Shard(settings, options);

async function answer(message: ToThread): Promise<FromThread> {
  switch (message.type) {
    case 'read':
      for (const unit of message.units) await shard.read(unit);
      return { type: 'read', refersToOthers: shard.refersToOthers };
    case 'objects':
      return { type: 'objects', objects: settings.gathered() };
    case 'check': {
      settings.addForeign(message.others as readonly JsonObject[]);
      return { type: 'checked', results: await shard.check(watched ? tell : undefined) };
    }
  }
}

/** A message for every document would take longer than the document. */
const tellEvery = 50;
let untold = 0;

function tell(): undefined {
  if (++untold < tellEvery) return;
  parentPort?.postMessage({ type: 'progress', documents: untold } satisfies FromThread);
  untold = 0;
}

parentPort?.on('message', (message: ToThread) => {
  answer(message).then(
    (reply) => parentPort?.postMessage(reply),
    // Thrown outside of the promise, it reaches the main thread as an error event.
    (error: unknown) =>
      setImmediate(() => {
        throw error;
      }),
  );
});
