import type { KubeObject } from '../../../src/api/meta.ts';
import type { Status } from '../../../src/engine/flink-cluster/subject.ts';
import type { Made } from '../../../src/engine/ports.ts';
import { Stage } from '../flink-lifecycle/stage.ts';
import type { Left } from './left.ts';

const plurals: Readonly<Record<string, string>> = {
  ConfigMap: 'configmaps',
  ControllerRevision: 'controllerrevisions',
  Deployment: 'deployments',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers',
  Ingress: 'ingresses',
  Job: 'jobs',
  PodDisruptionBudget: 'poddisruptionbudgets',
  PodGroup: 'podgroups',
  Service: 'services',
  StatefulSet: 'statefulsets',
};

export interface Takeover {
  /** What the engine did to what was there and to Flink, but for putting right what has no pods. */
  readonly acts: readonly string[];
  readonly status: Status;
}

const recording = {
  id: '',
  inputs: [],
  options: new Map(),
  steps: [],
  states: [],
  calls: [],
  created: [],
  writes: [],
  events: [],
};
/** Virtual milliseconds: some looks. */
const lookedAt = 120_000;

/** Our engine finds what the reference has left: objects, status, and Flink. */
export async function takeOver({ cluster, children, status, jobId }: Left): Promise<Takeover> {
  const stage = new Stage(recording as never);
  const { store } = stage.world;
  const { uid: _, ...metadata } = cluster.metadata as unknown as Record<string, unknown>;
  const made = store.create('flinkclusters', { ...cluster, metadata } as never, 'user');
  store.updateStatus('flinkclusters', { ...made, status } as never, 'reference');
  for (const child of children) create(stage, child, made.metadata.uid);
  const manager = stage.flink.manager(made.metadata.name);
  manager.listens = true;
  if (jobId !== undefined) manager.jobs.set(jobId, 'RUNNING');
  const since = store.version;
  await stage.begin();
  await stage.runUntil(lookedAt);
  const changes = Object.values(plurals).flatMap((plural) => store.since(plural, since));
  const acts = changes.flatMap(({ plural, before, after }) => {
    const what = `${plural}/${(after ?? before)?.metadata.name}`;
    if (before && after) return hasPods.has(plural) ? [`changes ${what}`] : [];
    return [`${after ? 'creates' : 'deletes'} ${what}`];
  });
  const after = store.get('flinkclusters', made.metadata);
  await stage.end();
  const calls = stage.flink.sent.map(({ method, path }) => `${method} ${path}`);
  return { acts: [...acts, ...calls], status: after?.status as Status };
}

const hasPods = new Set(['statefulsets', 'deployments', 'jobs', 'controllerrevisions']);

function create({ world: { store } }: Stage, child: KubeObject, owner: string): void {
  const plural = plurals[child.kind] ?? child.kind;
  const owners = (child.metadata as { readonly ownerReferences?: readonly object[] }).ownerReferences ?? [];
  const ownerReferences = owners.map((reference) => ({ ...reference, uid: owner }));
  const { status, ...object } = child as KubeObject & { readonly status?: object };
  const made = store.create(
    plural,
    { ...object, metadata: { ...child.metadata, namespace: 'default', ownerReferences } } as never,
    'reference',
  );
  if (status) store.updateStatus(plural, { ...made, status } as never, 'reference');
  if (child.kind === 'Job' && status && 'succeeded' in status) createPod(store, made);
}

/** Of a submitter that has let go of its job. */
function createPod(store: Stage['world']['store'], { metadata: { name, uid } }: Made): void {
  const metadata = {
    name: `${name}-x`,
    namespace: 'default',
    labels: { 'job-name': name },
    ownerReferences: [{ uid }],
  };
  const made = store.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata } as never, 'reference');
  const terminated = { exitCode: 0, message: 'message: |\n  The job was submitted.\n' };
  const status = { containerStatuses: [{ name: 'main', state: { terminated } }] };
  store.updateStatus('pods', { ...made, status } as never, 'reference');
}
