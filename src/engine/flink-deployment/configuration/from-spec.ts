import type { FlinkDeployment, FlinkDeploymentSpec, JobSpec } from '../../../api/flink-deployment/types.ts';
import { defaultParallelism, taskSlots } from '../../../values/configuration-options.ts';
import type { OperatorConfiguration } from '../../../values/effective-configuration.ts';
import { flattenConfiguration } from '../../../values/flink-configuration.ts';
import { compareFlinkVersions, type FlinkVersion } from '../../../values/flink-version.ts';
import { isHighAvailabilityActive } from '../../../values/high-availability.ts';
import { parseJavaUri } from '../../../values/java-uri.ts';
import { formatList } from '../../../values/list-text.ts';
import { parseJavaInt } from '../../../values/scalar.ts';
import { ReconcileError } from '../../reconcile-error.ts';
import { ConfigurationDraft } from './draft.ts';
import * as options from './options.ts';
import { type ProcessResources, processResources } from './process-resources.ts';

/** What decides the configuration of a cluster, beside its spec. */
export interface ConfigurationContext {
  readonly operator: OperatorConfiguration;
  readonly namespace: string;
  readonly name: string;
}

export type ReconcilableSpec = FlinkDeploymentSpec & { readonly flinkVersion: FlinkVersion };

const oldNames: FlinkVersion = 'v1_17';

/**
 * The configuration of a spec, before anything is known of its deployment: the operator's defaults for the namespace and version, then
 * `flinkConfiguration`, then the fields of the spec, which win. Source: `spec/flink-config.md` 2.2, 3.1–3.4.
 */
export function configurationOf(spec: ReconcilableSpec, context: ConfigurationContext): ConfigurationDraft {
  const { operator, namespace, name } = context;
  const flat = flattenConfiguration(spec.flinkConfiguration);
  const effective = operator.effective(namespace, spec.flinkVersion, flat);
  const draft = new ConfigurationDraft(entriesOf(effective.keys(), (key) => effective.get(key)));
  draft.setDefault(options.restServiceType, 'ClusterIP');
  draft.setDefault(options.webCancelEnabled, false);
  draft.set('$internal.flink.version', spec.flinkVersion);
  setImage(draft, spec);
  if (spec.serviceAccount !== undefined) draft.set('kubernetes.service-account', spec.serviceAccount);
  setProcess(draft, 'jobmanager', processResources(spec.jobManager), spec.flinkVersion);
  setProcess(draft, 'taskmanager', processResources(spec.taskManager), spec.flinkVersion);
  // The reference takes one for granted, and writes it down.
  setReplicas(draft, options.jobManagerReplicas.key, spec.jobManager && (spec.jobManager.replicas ?? 1));
  setReplicas(draft, options.taskManagerReplicas.key, spec.taskManager?.replicas);
  if (spec.job) setJob(draft, spec, spec.job, name);
  else setSession(draft, spec);
  draft.set('kubernetes.namespace', namespace);
  draft.set('kubernetes.cluster-id', name);
  if (isHighAvailable(draft)) draft.set('high-availability.cluster-id', name);
  return draft;
}

export function isHighAvailable(draft: ConfigurationDraft): boolean {
  return isHighAvailabilityActive(draft.current) === 'active';
}

function* entriesOf(keys: Iterable<string>, text: (key: string) => string | undefined): Iterable<[string, string]> {
  for (const key of keys) yield [key, text(key) as string];
}

function setImage(draft: ConfigurationDraft, { image, imagePullPolicy, flinkVersion }: ReconcilableSpec): void {
  if (image?.trim()) draft.set(isOld(flinkVersion) ? 'kubernetes.container.image' : options.image.key, image);
  if (imagePullPolicy?.trim()) draft.set(options.imagePullPolicy.key, imagePullPolicy);
}

/** Before 1.17 Flink knew the image and the CPU by other names. */
const isOld = (version: FlinkVersion) => compareFlinkVersions(version, oldNames) < 0;

function setProcess(
  draft: ConfigurationDraft,
  process: 'jobmanager' | 'taskmanager',
  { cpu, memory, cpuLimitFactor, memoryLimitFactor }: ProcessResources,
  version: FlinkVersion,
): void {
  if (memory !== undefined) draft.set(`${process}.memory.process.size`, memory);
  if (cpu !== undefined) {
    draft.set(`kubernetes.${process}.cpu.amount`, javaDouble(cpu));
    if (isOld(version)) draft.set(`kubernetes.${process}.cpu`, javaDouble(cpu));
  }
  if (cpuLimitFactor !== undefined) draft.set(`kubernetes.${process}.cpu.limit-factor`, javaDouble(cpuLimitFactor));
  if (memoryLimitFactor !== undefined) {
    draft.set(`kubernetes.${process}.memory.limit-factor`, javaDouble(memoryLimitFactor));
  }
}

function setReplicas(draft: ConfigurationDraft, key: string, replicas: number | undefined): void {
  if (replicas !== undefined && replicas > 0) draft.set(key, replicas);
}

/** A double never looks like an int in Java. */
const javaDouble = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

const isStandalone = ({ mode }: FlinkDeploymentSpec) => mode === 'standalone';

function setSession(draft: ConfigurationDraft, spec: ReconcilableSpec): void {
  draft.set('execution.target', isStandalone(spec) ? 'remote' : 'kubernetes-session');
  if (isStandalone(spec)) draft.set('kubernetes.internal.cluster-mode', 'SESSION');
}

function setJob(draft: ConfigurationDraft, spec: ReconcilableSpec, job: JobSpec, name: string): void {
  draft.set('execution.target', isStandalone(spec) ? 'remote' : 'kubernetes-application');
  if (isStandalone(spec)) draft.set('kubernetes.internal.cluster-mode', 'APPLICATION');
  if (job.jarURI !== undefined) {
    if (isStandalone(spec)) draft.set(options.pipelineClasspaths.key, formatList([classpathOf(job.jarURI)]));
    else draft.set('pipeline.jars', formatList([job.jarURI]));
  }
  const parallelism = parallelismOf(draft, spec, job);
  draft.set(defaultParallelism.key, parallelism);
  if (isStandalone(spec) && !draft.has(options.taskManagerReplicas)) {
    draft.set(options.taskManagerReplicas.key, Math.ceil(parallelism / slotsOf(draft)));
  }
  draft.set('execution.shutdown-on-application-finish', false);
  setJobDefaults(draft, job, name);
  if (job.entryClass !== undefined) draft.set('$internal.application.main', job.entryClass);
  draft.setList('$internal.application.program-args', job.args ?? []);
}

function setJobDefaults(draft: ConfigurationDraft, job: JobSpec, name: string): void {
  draft.setDefault(options.submitFailedJob, true);
  draft.setDefault(options.pipelineName, name);
  if (job.upgradeMode === 'last-state') draft.setDefault(options.checkpointInterval, '5 min');
  draft.setDefault(options.checkpointRetention, 'RETAIN_ON_CANCELLATION');
  if (job.allowNonRestoredState !== undefined) {
    draft.set('execution.savepoint.ignore-unclaimed-state', job.allowNonRestoredState);
  }
}

const slotsOf = (draft: ConfigurationDraft) => draft.current.value(taskSlots) ?? 1;

function parallelismOf(draft: ConfigurationDraft, spec: ReconcilableSpec, job: JobSpec): number {
  const replicas = spec.taskManager?.replicas;
  if (replicas !== undefined) return replicas * slotsOf(draft);
  const overrides = isStandalone(spec) ? [...(draft.current.value(options.parallelismOverrides)?.values() ?? [])] : [];
  const largest = Math.max(0, ...overrides.map((text) => parseJavaInt(text) ?? 0));
  return largest > 0 ? largest : (job.parallelism ?? draft.current.value(defaultParallelism) ?? 1);
}

/** The jar of a standalone cluster is in its image: `local:///a.jar` there is `file:///a.jar`. */
function classpathOf(jarUri: string): string {
  const uri = parseJavaUri(jarUri);
  if (!uri?.scheme) throw new ReconcileError('InvalidJarUri', `job.jarURI '${jarUri}' is no URI with a scheme`);
  return jarUri.replace(/^local:(\/\/)?(?=\/)/i, 'file://');
}

/** The spec of an object that the engine may deploy. */
export function reconcilable({ spec }: FlinkDeployment): ReconcilableSpec | undefined {
  return spec?.flinkVersion === undefined ? undefined : (spec as ReconcilableSpec);
}
