import type { YamlPrinter } from '../flink-deployment/configuration/file.ts';
import { configurationFileName, configurationText } from './configuration/file.ts';
import { flinkOptions } from './configuration/options.ts';
import { type DefaultedSpec, defaultedSpec } from './defaulted.ts';
import { unnumbered } from './revision.ts';
import type { Cluster } from './subject.ts';
import { startingSavepoint, type Wanted, wantedOf } from './wanted.ts';

/** Handed in, so that this folder need load neither a printer nor a digest. */
export interface PlanTools {
  readonly printYaml: YamlPrinter;
  /** In hexadecimal digits. */
  readonly md5: (text: string) => string;
}

/** Everything that the child resources of one cluster are made of. */
export interface ClusterPlan {
  readonly name: string;
  readonly namespace: string;
  /** Of the FlinkCluster. */
  readonly uid: string;
  readonly spec: DefaultedSpec;
  readonly wanted: Wanted;
  /** The revision that everything is made by, without its number. */
  readonly revision: string | undefined;
  /** What a job is started from. */
  readonly savepoint: string | undefined;
  /** Of a job in application mode, which is told its id. */
  readonly jobId: string | undefined;
  readonly configuration: { readonly file: string; readonly text: string };
}

/** What there should be of a cluster, by its spec and by what its status says about its job and its revisions. */
export function planCluster(cluster: Cluster, { printYaml, md5 }: PlanTools): ClusterPlan {
  const { name, namespace, uid } = cluster.metadata;
  const { revision, components } = cluster.status ?? {};
  const spec = defaultedSpec(cluster);
  const next = revision?.nextRevision;
  return {
    name,
    namespace,
    uid,
    spec,
    wanted: wantedOf(cluster, spec),
    revision: next === undefined ? undefined : unnumbered(next),
    savepoint: spec.job && startingSavepoint(cluster, spec.job),
    jobId: components?.job?.id || (next === undefined ? undefined : md5(next)),
    configuration: {
      file: configurationFileName(spec.flinkVersion),
      text: configurationText(flinkOptions(name, spec), spec.flinkVersion, printYaml),
    },
  };
}
