import type { ObjectMeta } from '../../../api/meta.ts';
import { formatMap } from '../../../values/list-text.ts';
import type { ConfigurationDraft } from './draft.ts';
import { isHighAvailable, type ReconcilableSpec } from './from-spec.ts';
import * as options from './options.ts';
import { entryKeys, readMap } from './read-map.ts';

/** Where a job begins with state, and under which id. */
export interface Start {
  /** 32 hexadecimal digits. */
  readonly jobId: string;
  /** A savepoint or checkpoint, or the word by which Flink looks for the latest state itself. */
  readonly savepointPath?: string | undefined;
  /** Names the store of results of this deployment, 32 hexadecimal digits. */
  readonly resultStoreId: string;
}

/** By which a Deployment tells of which spec it is. */
export const generationAnnotation = 'flinkdeployment.flink.apache.org/generation';

const savepointPath = 'execution.savepoint.path';
const jobId = '$internal.pipeline.job-id';

type Identity = Pick<ObjectMeta, 'name' | 'namespace' | 'uid' | 'generation'>;

/**
 * Lays over a configuration what only this one deployment has, and takes out what is the operator's own.
 * Source: `spec/flink-config.md` 3.5, 3.6.
 */
export function setForDeployment(
  draft: ConfigurationDraft,
  spec: ReconcilableSpec,
  owner: Identity,
  start: Start | undefined,
): void {
  annotate(draft, owner.generation);
  draft.set('kubernetes.jobmanager.owner.reference', formatMap(ownerEntries(owner)));
  if (start && spec.job) setStart(draft, start, owner.name);
  draft.deleteWhere((key) => key.startsWith('kubernetes.operator.') || key.startsWith('job.autoscaler.'));
  setPorts(draft);
  setAddresses(draft, spec, owner);
  if (spec.mode !== 'standalone') setNative(draft, spec);
}

function annotate(draft: ConfigurationDraft, generation: number | undefined): void {
  const option = options.jobManagerOptions.annotations;
  const { current } = draft;
  const own = [generationAnnotation, String(generation ?? 0)] as const;
  const annotations = new Map([own, ...readMap(current, option)]);
  for (const key of entryKeys(current, option)) draft.delete(key);
  draft.set(option.key, formatMap(annotations.set(...own)));
}

function ownerEntries({ name, uid }: Identity): [string, string][] {
  return [
    ['apiVersion', 'flink.apache.org/v1beta1'],
    ['blockOwnerDeletion', 'true'],
    ['controller', 'false'],
    ['name', name ?? ''],
    ['uid', uid ?? ''],
    ['kind', 'FlinkDeployment'],
  ];
}

function setStart(draft: ConfigurationDraft, start: Start, name: string | undefined): void {
  if (start.savepointPath === undefined) draft.delete(savepointPath);
  else draft.set(savepointPath, start.savepointPath);
  if (!draft.current.has(jobId)) draft.set(jobId, start.jobId);
  const storage = draft.current.value(options.highAvailabilityStorage);
  if (!storage || !isHighAvailable(draft)) return;
  draft.set('job-result-store.storage-path', `${storage}/job-result-store/${name}/${start.resultStoreId}`);
  if (!draft.current.has('job-result-store.delete-on-commit')) draft.set('job-result-store.delete-on-commit', false);
}

/** Ports that Flink would choose by itself have to be known to Services. */
function setPorts(draft: ConfigurationDraft): void {
  const { current } = draft;
  const fixed = [
    [options.blobServerPort, 6124],
    [options.taskManagerRpcPort, 6122],
    [options.restBindPort, 8081],
    ...(isHighAvailable(draft)
      ? [[options.highAvailabilityPort, current.value(options.jobManagerRpcPort) ?? 6123] as const]
      : []),
  ] as const;
  for (const [option, port] of fixed) if (current.value(option) === '0') draft.set(option.key, port);
}

function setAddresses(draft: ConfigurationDraft, { mode }: ReconcilableSpec, { name, namespace }: Identity): void {
  if (mode === 'standalone' || !isHighAvailable(draft)) draft.set('jobmanager.rpc.address', `${name}.${namespace}`);
}

const entryPoint = (kind: string) => `org.apache.flink.kubernetes.entrypoint.Kubernetes${kind}ClusterEntrypoint`;

function setNative(draft: ConfigurationDraft, { job }: ReconcilableSpec): void {
  draft.set('internal.cluster.execution-mode', 'NORMAL');
  draft.set('kubernetes.internal.jobmanager.entrypoint.class', entryPoint(job ? 'Application' : 'Session'));
}

/** What must not be in the file of a cluster: it is true of the operator's side only. */
export const onlyHere: readonly string[] = [
  'kubernetes.config.file',
  '$internal.deployment.config-dir',
  'rest.bind-address',
  'jobmanager.bind-host',
  'taskmanager.bind-host',
  'taskmanager.host',
];
