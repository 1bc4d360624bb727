import { checkLayer } from './check-settings.ts';
import { type KnownRules, unknownRules } from './rule-names.ts';
import {
  environmentLayer,
  fileLayer,
  flagLayer,
  type Layer,
  type LayerResult,
  type SettingFlag,
} from './settings-layers.ts';
import { type Leaf, leaves, putAt } from './settings-schema.ts';
import type { Settings } from './settings-type.ts';

export interface SettingsSources {
  /** A YAML file; `SLUICE_CONFIG` names it where this is left out. */
  readonly file?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly flags?: readonly SettingFlag[];
  /** With it, every rule that the settings name must be one of these. */
  readonly knownRules?: KnownRules;
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** Setting → where its value is from: `built-in`, `sluice.yaml:3`, `environment SLUICE_LOG_LEVEL`, `flag --port`. */
  readonly origins: ReadonlyMap<string, string>;
  /** The file that was read, and what stood in it. */
  readonly file?: string;
  readonly text?: string;
}

/** All that is wrong with the settings, one sentence each. */
export interface WrongSettings {
  readonly problems: readonly string[];
}

// A gate on a laptop is nobody else's business, and Ctrl-C should be quick.
const inDevelopment: Readonly<Record<string, unknown>> = {
  'listen.address': '127.0.0.1',
  'health.address': '127.0.0.1',
  'engine.health.address': '127.0.0.1',
  shutdownDelay: 0,
};

/** Read once, at start-up, and again when asked to reload; everything else is handed what it needs (S-31). */
export async function loadSettings(sources: SettingsSources): Promise<LoadedSettings | WrongSettings> {
  const environment = sources.environment ?? {};
  const file = sources.file ?? (environment['SLUICE_CONFIG'] || undefined);
  const fromFile = file === undefined ? undefined : await fileLayer(file);
  const read = [
    ...(fromFile ? [fromFile] : []),
    await environmentLayer(environment),
    await flagLayer(sources.flags ?? []),
  ];
  const problems = await problemsOf(read, sources.knownRules);
  if (problems.length > 0) return { problems };
  const merged = merge(read.map(({ layer }) => layer));
  return fromFile && file !== undefined ? { ...merged, file, text: fromFile.text } : merged;
}

async function problemsOf(read: readonly LayerResult[], knownRules: KnownRules | undefined): Promise<string[]> {
  const problems: string[] = [];
  for (const { layer, problems: unreadable } of read) {
    const found = await checkLayer(layer);
    problems.push(...unreadable, ...found);
    if (found.length === 0 && knownRules) problems.push(...(await unknownRules(layer, knownRules)));
  }
  return problems;
}

function merge(layers: readonly Layer[]): LoadedSettings {
  const origins = new Map<string, string>();
  const settings: Record<string, unknown> = {};
  const development = (lastOf(layers, 'tls.mode')?.values.get('tls.mode') ?? 'dev') === 'dev';
  for (const leaf of leaves) {
    const layer = lastOf(layers, leaf.path);
    const built = builtIn(leaf, development);
    const value = layer ? layer.values.get(leaf.path) : built.value;
    if (value === undefined) continue;
    putAt(settings, leaf.steps, value);
    origins.set(leaf.path, layer ? layer.origin(leaf.path) : built.origin);
  }
  return { settings: freeze(settings) as unknown as Settings, origins };
}

function lastOf(layers: readonly Layer[], path: string): Layer | undefined {
  return layers.findLast(({ values }) => values.has(path));
}

function builtIn({ path, schema }: Leaf, development: boolean): { value: unknown; origin: string } {
  if (development && path in inDevelopment) return { value: inDevelopment[path], origin: 'built-in for tls.mode dev' };
  return { value: structuredClone(schema.default), origin: 'built-in' };
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) freeze(child);
    Object.freeze(value);
  }
  return value;
}

/** What may change while running; a change of anything else waits for a restart (S-26). */
function changesLive(path: string): boolean {
  return path === 'defaults' || path === 'log.level' || path.startsWith('rules.');
}

/** The settings in force after a reload, and those whose change waits for a restart. */
export function applyReload(current: Settings, wanted: Settings): { settings: Settings; waiting: readonly string[] } {
  const settings: Record<string, unknown> = {};
  const waiting: string[] = [];
  for (const { path, steps } of leaves) {
    const [before, after] = [valueAt(current, steps), valueAt(wanted, steps)];
    const live = changesLive(path);
    if (!live && JSON.stringify(before) !== JSON.stringify(after)) waiting.push(path);
    const value = live ? after : before;
    if (value !== undefined) putAt(settings, steps, value);
  }
  return { settings: freeze(settings) as unknown as Settings, waiting };
}

export function valueAt(settings: Settings, steps: readonly string[]): unknown {
  let value: unknown = settings;
  for (const step of steps) value = (value as Record<string, unknown> | undefined)?.[step];
  return value;
}
