import path from 'node:path';
import { stringify } from 'yaml';
import { kindOf } from '../api/kinds.ts';
import type { ConversionOptions, Mode } from '../conversion/to-flink-deployment/source.ts';
import { asFlinkVersion } from '../conversion/to-flink-deployment/version.ts';
import { flinkVersions, isFlinkVersion, isSupported } from '../values/flink-version.ts';
import { type Converted, convertCluster } from './convert/convert-cluster.ts';
import { asHuman, asJson, hasLoss, type Report } from './convert/report.ts';
import { UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { Command, GlobalOptions, Io, Output } from './io.ts';
import { titleOf } from './lint/subject.ts';
import { writeFile } from './lint/targets.ts';
import { type ReadObject, readEach } from './manifest/read-objects.ts';
import { palette, wantsColor, widthOf } from './palette.ts';
import { readVersion } from './version.ts';
import { portsOf, readWorld } from './world.ts';

type Format = 'human' | 'json';

export interface ConvertOptions {
  readonly paths: readonly string[];
  readonly flinkVersion?: string;
  readonly image?: string;
  readonly serviceAccount?: string;
  readonly mode?: Mode;
  readonly name?: string;
  readonly fromSavepoint?: string;
  readonly flinkConf?: string;
  readonly format?: Format;
  readonly output?: string;
  readonly report?: readonly string[];
  readonly check?: boolean;
  readonly ignore?: boolean;
}

/** Prints the FlinkDeployment that a FlinkCluster amounts to, and tells what has become of each of its fields. */
export const convert: Command<ConvertOptions> = async (options, io) => {
  const reports = reportFiles(options);
  const wanted = conversionOptions(options);
  const { clusters, others } = await readClusters(options, io);
  assertOneObject(options, clusters);
  const ports = portsOf(
    await readWorld({ ...(options.flinkConf !== undefined && { flinkConf: options.flinkConf }) }, io.cwd),
  );
  const converted: Converted[] = [];
  for (const cluster of clusters) converted.push(await convertCluster(cluster, wanted, ports));
  const report = { version: readVersion(), converted, others };
  writeManifests(converted, options, io);
  // Where the objects go to a file, stdout is free for the report (C-02).
  write(report, options.format ?? 'human', options, io, options.output === undefined ? io.stderr : io.stdout);
  for (const { format, file } of reports) writeFile(path.resolve(io.cwd, file), text(report, format, options, io));
  const isRefused = converted.some(({ deployment }) => deployment === undefined);
  return isRefused || (options.check && converted.some(hasLoss)) ? exitCode.findings : exitCode.ok;
};

function conversionOptions(options: ConvertOptions): ConversionOptions {
  const { image, serviceAccount, mode, name, fromSavepoint } = options;
  const flinkVersion = options.flinkVersion === undefined ? undefined : readFlinkVersion(options.flinkVersion);
  const given = { flinkVersion, image, serviceAccount, mode, name, fromSavepoint };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function readFlinkVersion(given: string) {
  const version = asFlinkVersion(given);
  if (version !== undefined && isFlinkVersion(version) && isSupported(version)) return version;
  const allowed = flinkVersions.filter(isSupported).map((each) => each.slice(1).replace('_', '.'));
  throw new UsageError(`--flink-version ${given}: it is one of ${allowed.join(', ')}`);
}

function reportFiles({ report = [] }: ConvertOptions) {
  return report.map((given) => {
    const [, format, file] = /^(human|json)=(.+)$/.exec(given) ?? [];
    if (format === undefined || file === undefined) {
      throw new UsageError(`--report ${given}: write human=FILE or json=FILE`);
    }
    return { format: format as Format, file };
  });
}

async function readClusters({ paths, ignore }: ConvertOptions, io: Io) {
  if (paths.length === 0 && io.stdin.isTTY) throw new UsageError('name a file, or pipe a manifest in');
  const given = paths.length === 0 ? ['-'] : paths;
  const clusters: ReadObject[] = [];
  const others: string[] = [];
  for (const each of await readEach(given, { ...(ignore !== undefined && { ignore }) }, io)) {
    const { object, file } = each;
    const id = kindOf(object['apiVersion'], object['kind']);
    if (id === 'flinkClusterV1beta1' || id === 'flinkClusterV1alpha1') clusters.push(each);
    else others.push(otherTitle(each, file));
  }
  return { clusters, others };
}

function otherTitle({ object }: ReadObject, file: string): string {
  const { kind = 'object', namespace, name = '' } = titleOf(object, undefined);
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`} (${file})`;
}

function assertOneObject({ name, fromSavepoint }: ConvertOptions, clusters: readonly ReadObject[]): void {
  if (clusters.length < 2) return;
  if (name !== undefined) throw new UsageError('--name is for one FlinkCluster at a time');
  if (fromSavepoint !== undefined) throw new UsageError('--from-savepoint is for one FlinkCluster at a time');
}

function writeManifests(converted: readonly Converted[], { output }: ConvertOptions, io: Io): void {
  const documents = converted.flatMap(({ deployment }) => (deployment ? [asYaml(deployment)] : []));
  const manifests = documents.join('---\n');
  if (output === undefined) io.stdout.write(manifests);
  else writeFile(path.resolve(io.cwd, output), manifests);
}

/** Texts that kubectl would take for numbers or flags are quoted. */
function asYaml(object: object): string {
  return stringify(object, { compat: 'yaml-1.1', aliasDuplicateObjects: false, lineWidth: 0 });
}

type ReportOptions = GlobalOptions & ConvertOptions;

function write(report: Report, format: Format, options: ReportOptions, io: Io, to: Output): void {
  to.write(text(report, format, options, io, to));
}

function text(report: Report, format: Format, options: ReportOptions, { env }: Io, screen?: Output): string {
  if (format === 'json') return asJson(report);
  return asHuman(report, {
    colors: palette(screen ? wantsColor(screen, options, env) : options.color === 'always'),
    width: screen ? widthOf(screen, env) : 100,
    quiet: options.quiet ?? false,
    verbose: (options.verbose ?? false) || (options.debug ?? false),
  });
}
