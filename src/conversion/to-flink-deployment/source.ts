import type { FlinkClusterJobSpec, FlinkClusterSpec, FlinkClusterStatus } from '../../api/flink-cluster/types.ts';
import type { KubeObject } from '../../api/meta.ts';
import { type MemoryModel, memoryModel } from '../../defaults/flink-cluster/memory-model.ts';
import type { Component } from '../../defaults/flink-cluster/standard.ts';
import { defaultFlinkCluster, defaultFlinkClusterV1alpha1 } from '../../defaults/flink-cluster.ts';
import type { ConfigurationOption } from '../../values/configuration-option.ts';
import { compareFlinkVersions, type FlinkVersion } from '../../values/flink-version.ts';
import { isObject, type JsonObject, valueAt } from '../../values/json.ts';
import { convertToV1beta1, v1alpha1 } from '../flink-cluster/convert.ts';

export type Mode = 'standalone' | 'native';

/** What the FlinkCluster does not say, or says otherwise. */
export interface ConversionOptions {
  readonly flinkVersion?: FlinkVersion;
  readonly image?: string;
  readonly serviceAccount?: string;
  readonly name?: string;
  readonly fromSavepoint?: string;
  /** Left out means standalone, which is what a FlinkCluster is. */
  readonly mode?: Mode;
  /** The manifest, as commands of the hand-over name it. */
  readonly file?: string;
}

/** A FlinkCluster of either version, as carriers read it. */
export interface Source {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly isV1alpha1: boolean;
  /** As the user wrote it. */
  readonly given: JsonObject;
  /** In v1beta1, with everything that it means by default. */
  readonly spec: FlinkClusterSpec;
  readonly status: FlinkClusterStatus | undefined;
  readonly metadata: KubeObject['metadata'];
  readonly properties: Readonly<Record<string, string>>;
  readonly memoryModel: MemoryModel;
  readonly mode: Mode;
  readonly options: ConversionOptions;
}

/** The object must be valid and hold no nulls. */
export function sourceOf(object: KubeObject, options: ConversionOptions): Source {
  const isV1alpha1 = object.apiVersion === v1alpha1;
  const { spec, status, metadata } = defaultFlinkCluster(
    convertToV1beta1(isV1alpha1 ? defaultFlinkClusterV1alpha1(object) : object),
  );
  const cluster = spec as FlinkClusterSpec;
  return {
    name: metadata.name ?? '',
    namespace: metadata.namespace,
    isV1alpha1,
    given: isObject(object.spec) ? object.spec : {},
    spec: cluster,
    status: isObject(status) ? (status as unknown as FlinkClusterStatus) : undefined,
    metadata,
    properties: cluster.flinkProperties ?? {},
    memoryModel: memoryModel(cluster.flinkVersion),
    mode: options.mode ?? 'standalone',
    options,
  };
}

/** Whether a field below `spec` was written by the user: `job.jarFile`. */
export function isGiven({ given }: Source, field: string): boolean {
  return valueAt(given, field.split('.')) !== undefined;
}

/** In application mode the JobManager runs the main method, and nothing is submitted. */
export const isApplication = ({ spec }: Source): boolean => spec.job?.mode === 'Application';

/** Said of fields of a job. */
export const notHeeded = 'a FlinkCluster in Application mode does not heed it';

export const isStandalone = ({ mode }: Source): boolean => mode === 'standalone';

/** The section of a component; both have what carriers of pods read. */
export const sectionOf = ({ spec }: Source, component: Component) => spec[component] ?? {};

/** The text of an option in `flinkProperties`, by the first of its names that is there. */
export function propertyOf({ properties }: Source, { key, fallbackKeys }: ConfigurationOption<unknown>) {
  const found = [key, ...fallbackKeys].find((name) => Object.hasOwn(properties, name));
  return found === undefined ? undefined : properties[found];
}

export const isBefore = (version: FlinkVersion, other: FlinkVersion): boolean =>
  compareFlinkVersions(version, other) < 0;

/** Blank means none. */
export function savepointsDirOf(job: FlinkClusterJobSpec | undefined): string | undefined {
  const directory = job?.savepointsDir?.trim();
  return directory === '' ? undefined : directory;
}
