import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Policy } from '../admission/ports.ts';
import { policyOf } from './policy.ts';
import { applyReload, type LoadedSettings, loadSettings, type SettingsSources } from './settings.ts';
import type { Settings } from './settings-type.ts';
import { type Watching, watchDirectory } from './watch-directory.ts';

export type Reloaded =
  | { readonly settings: Settings; readonly waiting: readonly string[] }
  | { readonly problems: readonly string[] };

/** How often the file is compared even when the file system reports no change. */
const compareSeconds = 30;

/**
 * The settings of a running server. A reload takes over what may change while running, and leaves everything as it is
 * when anything is wrong (S-26).
 */
export class LiveSettings {
  readonly #sources: SettingsSources;
  readonly #file: string | undefined;
  readonly #reloaded: (result: Reloaded) => void;
  #settings: Settings;
  #policy: Policy;
  #text: string | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(loaded: LoadedSettings, sources: SettingsSources, reloaded: (result: Reloaded) => void) {
    this.#sources = sources;
    this.#file = loaded.file;
    this.#text = loaded.text;
    this.#reloaded = reloaded;
    this.#settings = loaded.settings;
    this.#policy = policyOf(loaded.settings);
  }

  get settings(): Settings {
    return this.#settings;
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** Reads all sources again. Reloads take turns, so that the last one wins. */
  reload(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#reload());
    return this.#turn;
  }

  async #reload(): Promise<void> {
    const loaded = await loadSettings(this.#sources);
    if ('problems' in loaded) {
      this.#reloaded(loaded);
      return;
    }
    this.#text = loaded.text;
    const applied = applyReload(this.#settings, loaded.settings);
    this.#settings = applied.settings;
    this.#policy = policyOf(applied.settings);
    this.#reloaded(applied);
  }

  /** Follows the file, where the settings are from one. */
  watch(): Watching | undefined {
    const file = this.#file;
    return file === undefined
      ? undefined
      : watchDirectory(dirname(file), compareSeconds, () => void this.#compare(file));
  }

  async #compare(file: string): Promise<void> {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    // A file that is gone is on its way to be replaced.
    if (text === undefined || text === this.#text) return;
    this.#text = text;
    await this.reload();
  }
}
