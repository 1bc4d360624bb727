import path from 'node:path';
import ignore from 'ignore';
import type { GatePorts } from '../../admission/ports.ts';
import { isObject } from '../../values/json.ts';
import type { PlacedObject } from '../manifest/objects.ts';
import { type Addresses, portsOf, readWorld, type World, type WorldOptions } from '../world.ts';
import { type FlinkVersionOverride, readFlinkVersion, withFlinkVersion } from './flink-version-override.ts';
import type { LintConfig, LintConfigs } from './lint-config.ts';
import type { LintFinding } from './report.ts';
import { RunLookup } from './run-lookup.ts';
import { withNamespace } from './subject.ts';

/** The flags that are also settings; flags win. */
export interface SettingFlags extends WorldOptions {
  readonly namespace?: string;
  readonly flinkVersion?: string;
}

/** Hands every file the settings of its folder; files with the same `.sluice.yaml` share them. */
export class SettingsByFile {
  private readonly byConfig = new Map<LintConfig, Promise<FileSettings>>();
  private readonly configs: LintConfigs;
  private readonly flags: SettingFlags;
  private readonly cwd: string;
  private readonly lookup = new RunLookup();

  constructor(configs: LintConfigs, flags: SettingFlags, cwd: string) {
    this.configs = configs;
    this.flags = flags;
    this.cwd = cwd;
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
    const namespace = this.flags.namespace ?? config.namespace;
    const version = this.flags.flinkVersion ?? config.flinkVersion;
    return new FileSettings({
      config,
      world: await this.world(config),
      lookup: this.lookup,
      ...(namespace !== undefined && { namespace }),
      ...(version !== undefined && { flinkVersion: readFlinkVersion(version) }),
    });
  }

  private async world(config: LintConfig): Promise<World> {
    const flinkConf = this.flags.flinkConf ?? config.flinkConf;
    const context =
      config.context || this.flags.context ? [...(config.context ?? []), ...(this.flags.context ?? [])] : undefined;
    const world = await readWorld(
      {
        ...(flinkConf !== undefined && { flinkConf }),
        ...(context && { context }),
        ...(this.flags.resolve && { resolve: this.flags.resolve }),
      },
      this.cwd,
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
  readonly namespace: string | undefined;
  readonly flinkVersion: FlinkVersionOverride | undefined;
  private readonly config: LintConfig;
  private readonly lookup: RunLookup;
  private readonly gatePorts: GatePorts;

  constructor({ config, world, lookup, namespace, flinkVersion }: Parts) {
    this.config = config;
    this.namespace = namespace;
    this.flinkVersion = flinkVersion;
    this.lookup = lookup;
    const context = new RunLookup(world.context !== undefined);
    for (const object of world.context ?? []) if (isObject(object)) context.add(object);
    this.gatePorts = portsOf(world, {
      find: (kind, space, name) => {
        const found = lookup.find(kind, space, name);
        return found === 'unknown' ? context.find(kind, space, name) : found;
      },
    });
  }

  /** The objects of a file, for the others to see. */
  gather(objects: readonly PlacedObject[]): void {
    for (const { object } of objects)
      this.lookup.add(withNamespace(withFlinkVersion(object, this.flinkVersion), this.namespace));
  }

  ports(): GatePorts {
    return this.gatePorts;
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
      const level = levels[finding.rule];
      if (level === undefined) return [finding];
      return level === 'off' ? [] : [{ ...finding, severity: level }];
    });
  }
}

function matches(file: string, folder: string, patterns: readonly string[]): boolean {
  const relative = path.relative(folder, file).split(path.sep).join('/');
  return !relative.startsWith('../') && !path.isAbsolute(relative) && ignore().add(patterns).ignores(relative);
}
