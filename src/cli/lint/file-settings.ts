import path from 'node:path';
import ignore from 'ignore';
import type { GatePorts } from '../../admission/ports.ts';
import { isObject, type JsonObject } from '../../values/json.ts';
import type { PlacedObject } from '../manifest/objects.ts';
import { type Addresses, portsOf, readWorld, type World, type WorldOptions } from '../world.ts';
import type { CheckOptions } from './document-check.ts';
import { type FlinkVersionOverride, readFlinkVersion } from './flink-version-override.ts';
import { type LintConfig, LintConfigs } from './lint-config.ts';
import type { LintFinding } from './report.ts';
import { RunLookup } from './run-lookup.ts';
import { asSent } from './subject.ts';

/** The flags that are also settings; flags win. */
export interface SettingFlags extends WorldOptions {
  readonly namespace?: string;
  readonly flinkVersion?: string;
}

/** All that settings are made of, so that a thread can make them again. */
export interface SettingsParts {
  readonly cwd: string;
  /** Instead of the nearest `.sluice.yaml`. */
  readonly config?: string;
  readonly flags: SettingFlags;
}

/** Hands every file the settings of its folder; files with the same `.sluice.yaml` share them. */
export class SettingsByFile {
  readonly parts: SettingsParts;
  private readonly byConfig = new Map<LintConfig, Promise<FileSettings>>();
  private readonly configs: LintConfigs;
  private readonly lookup = new RunLookup();

  constructor(parts: SettingsParts) {
    this.parts = parts;
    this.configs = new LintConfigs(parts.cwd, parts.config);
  }

  /** What counts for the run as a whole is written where it is started. */
  ofRun(): Promise<LintConfig> {
    return this.configs.of(this.parts.cwd);
  }

  /** The objects that were read here, for other threads. */
  gathered(): readonly object[] {
    return this.lookup.all();
  }

  addForeign(objects: readonly JsonObject[]): void {
    for (const object of objects) this.lookup.add(object);
  }

  async of(folder: string): Promise<FileSettings> {
    const config = await this.configs.of(folder);
    const known = this.byConfig.get(config);
    if (known !== undefined) return known;
    const made = this.make(config);
    this.byConfig.set(config, made);
    return made;
  }

  private async make(config: LintConfig): Promise<FileSettings> {
    const namespace = this.parts.flags.namespace ?? config.namespace;
    const version = this.parts.flags.flinkVersion ?? config.flinkVersion;
    return new FileSettings({
      config,
      world: await this.world(config),
      lookup: this.lookup,
      ...(namespace !== undefined && { namespace }),
      ...(version !== undefined && { flinkVersion: readFlinkVersion(version) }),
    });
  }

  private async world(config: LintConfig): Promise<World> {
    const flinkConf = this.parts.flags.flinkConf ?? config.flinkConf;
    const context =
      config.context || this.parts.flags.context
        ? [...(config.context ?? []), ...(this.parts.flags.context ?? [])]
        : undefined;
    const world = await readWorld(
      {
        ...(flinkConf !== undefined && { flinkConf }),
        ...(context && { context }),
        ...(this.parts.flags.resolve && { resolve: this.parts.flags.resolve }),
      },
      this.parts.cwd,
    );
    if (!config.resolve) return world;
    const written = Object.entries(config.resolve).map(([host, found]) => [
      host,
      typeof found === 'string' ? [found] : found,
    ]);
    return { ...world, addresses: { ...(Object.fromEntries(written) as Addresses), ...world.addresses } };
  }
}

interface Parts {
  readonly config: LintConfig;
  readonly world: World;
  readonly lookup: RunLookup;
  readonly namespace?: string;
  readonly flinkVersion?: FlinkVersionOverride;
}

/** How the files of one folder are judged. */
export class FileSettings {
  private readonly namespace: string | undefined;
  private readonly flinkVersion: FlinkVersionOverride | undefined;
  private readonly config: LintConfig;
  private readonly lookup: RunLookup;
  private readonly ports: GatePorts;

  constructor({ config, world, lookup, namespace, flinkVersion }: Parts) {
    this.config = config;
    this.namespace = namespace;
    this.flinkVersion = flinkVersion;
    this.lookup = lookup;
    const context = new RunLookup(world.context !== undefined);
    for (const object of world.context ?? []) if (isObject(object)) context.add(asSent(object, namespace));
    this.ports = portsOf(world, {
      find: (kind, space, name) => {
        const found = lookup.find(kind, space, name);
        return found === 'unknown' ? context.find(kind, space, name) : found;
      },
    });
  }

  /** The objects of a file, for the others to see. */
  gather(objects: readonly PlacedObject[]): void {
    for (const { object } of objects) this.lookup.add(asSent(object, this.namespace, this.flinkVersion));
  }

  /** What an object of these files is judged with. */
  get judging(): Omit<CheckOptions, 'strictKinds'> {
    const { ports, namespace, flinkVersion } = this;
    return {
      ports,
      ...(namespace !== undefined && { namespace }),
      ...(flinkVersion !== undefined && { flinkVersion }),
    };
  }

  ignores(file: string | undefined): boolean {
    return file !== undefined && this.config.ignore.some(({ folder, files }) => matches(file, folder, files));
  }

  /** The findings with the severities that the configuration gives them; without those that it turns off. */
  weighed(findings: readonly LintFinding[], file: string | undefined): readonly LintFinding[] {
    const { rules, overrides } = this.config;
    const own = overrides.filter(({ folder, files }) => file !== undefined && matches(file, folder, files));
    const levels = Object.assign(
      Object.create(null),
      rules,
      ...own.map((override) => override.rules),
    ) as LintConfig['rules'];
    return findings.flatMap((finding) => {
      const { rule, under } = finding;
      const level = levels[rule] ?? (under === undefined ? undefined : levels[under]);
      if (level === undefined) return [finding];
      return level === 'off' ? [] : [{ ...finding, severity: level }];
    });
  }
}

function matches(file: string, folder: string, patterns: readonly string[]): boolean {
  const relative = path.relative(folder, file).split(path.sep).join('/');
  return !relative.startsWith('../') && !path.isAbsolute(relative) && ignore().add(patterns).ignores(relative);
}
