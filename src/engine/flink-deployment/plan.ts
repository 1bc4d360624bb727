import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import type { Pod } from '../../api/pod-template/types.ts';
import type { OperatorConfiguration } from '../../values/effective-configuration.ts';
import { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { ClusterConfiguration } from './configuration/draft.ts';
import { configurationFile, configurationFileName, type YamlPrinter } from './configuration/file.ts';
import { type Start, setForDeployment } from './configuration/for-deployment.ts';
import { configurationOf, isHighAvailable, type ReconcilableSpec } from './configuration/from-spec.ts';
import { podTemplates } from './pod-template/templates.ts';

/** What the engine knows beside the object, when it deploys. */
export interface PlanContext {
  readonly operator: OperatorConfiguration;
  /** Log files of clusters whose spec names none, by name. */
  readonly defaultLogFiles: Readonly<Record<string, string>>;
  readonly printYaml: YamlPrinter;
  /** Of a job; left out for a session cluster. */
  readonly start?: Start;
}

/** Everything that the child resources of one deployment are made of. */
export interface ClusterPlan {
  readonly name: string;
  readonly namespace: string;
  /** Of the FlinkDeployment. */
  readonly uid: string;
  readonly generation: number;
  readonly spec: ReconcilableSpec;
  readonly standalone: boolean;
  readonly highlyAvailable: boolean;
  /** To be read by options. */
  readonly configuration: EffectiveConfiguration;
  readonly savepointPath: string | undefined;
  readonly jobManagerTemplate: Pod | undefined;
  readonly taskManagerTemplate: Pod | undefined;
  /** Files of the configuration directory by name, in the order in which they are mounted. */
  readonly files: ReadonlyMap<string, string>;
}

export function planCluster(deployment: FlinkDeployment, spec: ReconcilableSpec, context: PlanContext): ClusterPlan {
  const { name = '', namespace = '', uid = '', generation = 0 } = deployment.metadata;
  const draft = configurationOf(spec, { operator: context.operator, namespace, name });
  // Read before the operator's own keys are taken out.
  const templates = podTemplates(spec, draft.current);
  setForDeployment(draft, spec, deployment.metadata, context.start);
  const highlyAvailable = isHighAvailable(draft);
  const finished = draft.finish();
  return {
    name,
    namespace,
    uid,
    generation,
    spec,
    standalone: spec.mode === 'standalone',
    highlyAvailable,
    configuration: new EffectiveConfiguration(finished.texts, []),
    savepointPath: context.start?.savepointPath,
    jobManagerTemplate: templates.jobManager,
    taskManagerTemplate: templates.taskManager,
    files: filesOf(spec, finished, context),
  };
}

const logFileNames = ['logback-console.xml', 'log4j-console.properties'];

function filesOf(
  { logConfiguration, flinkVersion }: ReconcilableSpec,
  configuration: ClusterConfiguration,
  { defaultLogFiles, printYaml }: PlanContext,
): ReadonlyMap<string, string> {
  const logs: Readonly<Record<string, string>> = logConfiguration ?? defaultLogFiles;
  const known = logFileNames.flatMap((file) => (logs[file] === undefined ? [] : [[file, logs[file]] as const]));
  return new Map([
    ...known,
    [configurationFileName(flinkVersion), configurationFile(configuration, flinkVersion, printYaml)],
  ]);
}
