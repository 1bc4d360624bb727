import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../src/values/json.ts';
import type { KubeObject } from '../../simulation/kube-object.ts';
import { epoch } from '../../simulation/simulated-time.ts';
import { overlay } from '../../support/overlay.ts';
import type { Recording, Step } from './recording.ts';
import { Stage } from './stage.ts';

const namespace = 'default';
const subjects: Readonly<Record<string, string>> = {
  FlinkDeployment: 'flinkdeployments',
  FlinkSessionJob: 'flinksessionjobs',
};
const children: Readonly<Record<string, string>> = {
  ConfigMap: 'configmaps',
  Deployment: 'deployments',
  Ingress: 'ingresses',
  Service: 'services',
};

interface Status {
  readonly lifecycleState?: string;
  readonly jobManagerDeploymentStatus?: string;
  readonly observedGeneration?: number;
  readonly reconciliationStatus?: { readonly lastReconciledSpec?: string; readonly state?: string };
  readonly jobStatus?: { readonly state?: string; readonly jobId?: string };
}

interface Left {
  readonly kind: string;
  readonly name: string;
  readonly generation: number;
  readonly finalizers?: readonly string[];
  readonly status: Status;
}

/** What the reference left of its users' objects at the end, where everything was as it should be; `undefined` where it was not. */
export function leftRunning(recording: Recording): readonly Left[] | undefined {
  const { states } = recording;
  const newest = new Map(
    states.filter(({ kind }) => subjects[kind]).map((state) => [`${state.kind}/${state.name}`, state as unknown]),
  );
  const left = [...newest.values()] as readonly (Left & { readonly change?: string })[];
  const isWell = left.every(({ change, kind, status, generation }) => {
    const isUp = kind !== 'FlinkDeployment' || status?.jobManagerDeploymentStatus === 'READY';
    const runs = status?.jobStatus?.jobId === undefined || status.jobStatus.state === 'RUNNING';
    return (
      change !== 'removed' &&
      status?.lifecycleState === 'STABLE' &&
      isUp &&
      runs &&
      status.observedGeneration === generation
    );
  });
  return isWell && left.length > 0 ? left : undefined;
}

export interface Takeover {
  /** What the engine did to what was there, one line each. */
  readonly acts: readonly string[];
  /** How the objects of users are then; what it says of them is compared with what the reference said. */
  readonly objects: readonly { readonly name: string; readonly before: Status; readonly after: Status }[];
}

/** Our engine finds what the reference has left: objects, statuses, and Flink. */
export async function takeOver(recorded: Recording): Promise<Takeover> {
  const recording = withValues(recorded);
  const left = leftRunning(recording) ?? [];
  const stage = new Stage(recording);
  const { store } = stage.world;
  const uids = new Map<string, string>();
  for (const each of left) {
    const input = recording.inputs.find(({ kind, metadata }) => kind === each.kind && metadata.name === each.name);
    const patches = recording.steps.filter((step) => step.action === 'patch' && isOf(step, each));
    const whole = patches.reduce<unknown>((object, { patch = {} }) => overlay(object as never, patch), input);
    const metadata = { ...(whole as KubeObject).metadata, namespace, finalizers: each.finalizers };
    const plural = subjects[each.kind] as string;
    let made = store.create(plural, { ...(whole as object), metadata } as never, 'user');
    // As many edits as there were.
    for (let edit = made.metadata.generation ?? 1; edit < each.generation; edit++) {
      const spec = { ...made.spec, restartNonce: edit };
      store.update(plural, { ...made, spec } as never, 'user');
      made = store.update(
        plural,
        { ...(store.get(plural, metadata) as object), spec: (whole as KubeObject).spec } as never,
        'user',
      );
    }
    store.updateStatus(plural, { ...made, status: each.status } as never, 'reference');
    uids.set(`${each.kind}/${each.name}`, made.metadata.uid);
  }
  for (const { kind, ...object } of recording.created) {
    const plural = children[kind];
    const { name } = object.metadata;
    if (!plural) continue;
    store.remove(plural, { namespace, name }, 'reference');
    const { uid: _, generation: __, ...metadata } = object.metadata as unknown as KubeObject['metadata'];
    const ownerReferences = metadata.ownerReferences?.map((owner) => ({
      ...owner,
      uid: uids.get(`${owner.kind}/${owner.name}`) ?? owner.uid,
    }));
    const made = store.create(
      plural,
      { ...object, kind, metadata: { ...metadata, ...(ownerReferences && { ownerReferences }) } } as never,
      'reference',
    );
    uids.set(`${kind}/${name}`, made.metadata.uid);
    if (kind === 'Deployment') {
      const status = { replicas: 1, availableReplicas: 1, readyReplicas: 1 };
      store.updateStatus(plural, { ...made, status } as never, 'reference');
    }
  }
  for (const { kind, name, status } of left) {
    const spec = store.get(subjects[kind] as string, { namespace, name })?.spec;
    const manager = stage.flink.manager(spec?.deploymentName ?? name);
    manager.listens = true;
    const { jobId, state } = status.jobStatus ?? {};
    if (jobId !== undefined && state !== undefined) manager.jobs.set(jobId, state);
  }
  for (const _ of recording.steps) stage.beginStep();
  const since = store.version;
  await stage.begin();
  await stage.runUntil(lookedAt);
  const changes = Object.values(children).flatMap((plural) => store.since(plural, since));
  const acts = [
    ...changes.map(
      ({ plural, before, after }) =>
        `${after ? (before ? 'changes' : 'creates') : 'deletes'} ${plural}/${(after ?? before)?.metadata.name}`,
    ),
    ...stage.flink.sent.filter(({ path }) => !isSnapshot(path)).map(({ method, path }) => `${method} ${path}`),
  ];
  const objects = left.map(({ kind, name, status }) => ({
    name: `${kind}/${name}`,
    before: status,
    after: (store.get(subjects[kind] as string, { namespace, name })?.status ?? {}) as Status,
  }));
  await stage.end();
  return { acts, objects };
}

/** One that is due is taken, whoever has deployed the job. */
const isSnapshot = (path: string) => /\/(?:savepoints|checkpoints)$/.test(path);

/** Virtual milliseconds: some looks of each object. */
const lookedAt = 120_000;

const isOf = (step: Step, { kind, name }: Left) => step.kind === kind && step.name === name;

/** With values in the place of their marks. */
function withValues(recording: Recording): Recording {
  const text = JSON.stringify(recording)
    .replace(/<id-(\d+)>/g, (_, count: string) => Number(count).toString(16).padStart(32, '0'))
    .replaceAll('"<epoch-ms>"', String(epoch))
    .replaceAll('<timestamp>', new Date(epoch).toISOString());
  return { ...(JSON.parse(text) as Recording), options: recording.options };
}

/** What must be as it was: of which spec the cluster is, which job it is, and how it fares. */
export function keeps({ before, after }: Takeover['objects'][number]): boolean {
  return isDeepStrictEqual(groundsOf(before), groundsOf(after));
}

function groundsOf(status: Status) {
  const { lifecycleState, jobManagerDeploymentStatus, observedGeneration, jobStatus, reconciliationStatus } = status;
  const kept: unknown = JSON.parse(reconciliationStatus?.lastReconciledSpec ?? 'null');
  const spec = isObject(kept) ? kept['spec'] : undefined;
  return [lifecycleState, jobManagerDeploymentStatus, observedGeneration, jobStatus?.jobId, jobStatus?.state, spec];
}
