import { latestState } from '../../../src/engine/flink-deployment/deploy.ts';
import { isObject } from '../../../src/values/json.ts';
import type { Recorded } from '../flink-reconcile/recording.ts';
import type { Creation, Outcome, State, Write } from './outcome.ts';

/** What a status says, as far as it is looked into here. */
interface Said {
  readonly lifecycleState?: string;
  readonly jobManagerDeploymentStatus?: string;
  readonly jobStatus?: Readonly<Record<string, unknown>>;
  readonly reconciliationStatus?: {
    readonly state?: string;
    readonly lastReconciledSpec?: string;
    readonly lastStableSpec?: string;
  };
}

interface Kept {
  readonly spec: { readonly job?: Readonly<Record<string, unknown>> };
  readonly resource_metadata?: object;
}

/** The states of one object, the oldest first. */
type States = readonly State[];
type Way = (states: States, recorded: Outcome) => States;

const said = ({ status }: State): Said => (isObject(status) ? (status as Said) : {});
const kept = (text: string | undefined): Kept | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as Kept);
const lastSpec = (status: Said) => kept(status.reconciliationStatus?.lastReconciledSpec);

/** A session cluster has no job, so that none has ended with it. Source: `spec/flink-engine.md` 11, found by reading 15. */
const sessionsWithoutJob: Way = (states) =>
  states.map((state) => {
    const { jobStatus, ...status } = said(state);
    const isSession = status.jobManagerDeploymentStatus !== undefined && !lastSpec(status)?.spec.job;
    return isSession && jobStatus ? { ...state, status } : state;
  });

/** A new nonce makes nothing of what runs less stable, where the reference compares texts. Source: the same, 22. */
const stableInSpiteOfNonces: Way = (states) => {
  let stable = '';
  return states.map((state) => {
    const status = said(state);
    const { reconciliationStatus, lifecycleState } = status;
    const spec = withoutNonces(lastSpec(status));
    if (lifecycleState === 'STABLE') stable = spec;
    if (lifecycleState !== 'DEPLOYED' || status.jobStatus?.['state'] !== 'RUNNING' || spec !== stable) return state;
    const lastStableSpec = reconciliationStatus?.lastReconciledSpec;
    const same = { ...reconciliationStatus, lastStableSpec };
    return { ...state, status: { ...status, lifecycleState: 'STABLE', reconciliationStatus: same } };
  });
};

function withoutNonces(known: Kept | undefined): string {
  const { savepointTriggerNonce: _, checkpointTriggerNonce: __, ...job } = known?.spec.job ?? {};
  return JSON.stringify({ ...known?.spec, job });
}

/**
 * A JobManager that is lost, or whose job is begun again, is made by a deployment like any other: told before as one (ADR 13), and not
 * stable before its job runs. The reference leaves the states of the one before it, the first deployment among them.
 */
const everyStartIsADeployment: Way = (states, { writes }) => {
  const restarts = startsOf(states, writes).filter((start) => isDeployed(stateAt(states, start)));
  const [first = Number.MAX_SAFE_INTEGER] = restarts;
  return states
    .filter((state, index) => !restarts.some((start) => isPrelude(states, index, start) && state.at <= start))
    .map((state) => (state.at <= first ? state : { ...state, status: asDeployed(said(state)) }));
};

/** When Deployments of this name were made. */
function startsOf([state]: States, writes: readonly Write[]): number[] {
  const line = `create ${state?.object.replace('FlinkDeployment/', 'Deployment/')}`;
  return writes.filter((write) => write.line === line).map(({ at }) => at);
}

const stateAt = (states: States, time: number) => states.findLast(({ at }) => at <= time);
const isDeployed = (state: State | undefined) =>
  state !== undefined && said(state).reconciliationStatus?.state === 'DEPLOYED';

/** What is seen in the pass that begins it again, which tells nothing else here. */
function isPrelude(states: States, index: number, start: number): boolean {
  return states
    .slice(index)
    .filter(({ at }) => at <= start)
    .map(said)
    .every(({ jobManagerDeploymentStatus, jobStatus }) => {
      return jobManagerDeploymentStatus === 'MISSING' || jobStatus?.['state'] === 'FAILED';
    });
}

function asDeployed(status: Said): Said {
  const { reconciliationStatus, jobStatus, jobManagerDeploymentStatus, lifecycleState } = status;
  const path = jobStatus?.['upgradeSavepointPath'];
  const stopped = path === latestState ? 'last-state' : 'savepoint';
  const changed = (text: string | undefined) => {
    const { spec, resource_metadata, ...rest } = kept(text) ?? {};
    if (!spec) return text;
    const job = spec.job && { ...spec.job, ...(path !== undefined && { upgradeMode: stopped }) };
    return JSON.stringify({
      ...rest,
      spec: { ...spec, job },
      resource_metadata: { ...resource_metadata, firstDeployment: false },
    });
  };
  const { lastReconciledSpec, lastStableSpec } = reconciliationStatus ?? {};
  const runs = jobManagerDeploymentStatus === 'READY';
  return {
    ...status,
    ...(lifecycleState === 'STABLE' && !runs && { lifecycleState: 'DEPLOYED' }),
    reconciliationStatus: {
      ...reconciliationStatus,
      ...(lastReconciledSpec && { lastReconciledSpec: changed(lastReconciledSpec) as string }),
      // What runs now is not proven before it does.
      ...(lastStableSpec && runs && { lastStableSpec: changed(lastStableSpec) as string }),
    },
  };
}

const ways: readonly Way[] = [sessionsWithoutJob, stableInSpiteOfNonces, everyStartIsADeployment];

const generation = 'flinkdeployment.flink.apache.org/generation';

/** A JobManager that is made again carries the generation like the first. Source: `spec/flink-engine.md` 11, pull request 1106. */
function generationsEverywhere(creations: readonly Creation[]): Creation[] {
  const known = new Map<string, string>();
  return creations.map((creation) => {
    const { object, options } = creation;
    if (object.kind === 'ConfigMap') return { object, options: options && withGeneration(options, known, object) };
    if (object.kind !== 'Deployment') return creation;
    const { template } = object.spec as { readonly template: { readonly metadata: Recorded['metadata'] } };
    const carried = (object.metadata['annotations'] as Readonly<Record<string, string>> | undefined)?.[generation];
    const before = known.get(object.metadata.name);
    if (carried) known.set(object.metadata.name, carried);
    if (carried || before === undefined) return creation;
    const spec = {
      ...(object.spec as object),
      template: { ...template, metadata: annotated(template.metadata, before) },
    };
    return { object: { ...object, metadata: annotated(object.metadata, before), spec } };
  });
}

const annotated = (metadata: Recorded['metadata'], value: string) => ({
  ...metadata,
  annotations: { ...(metadata['annotations'] as object | undefined), [generation]: value },
});

/** The configuration of a native cluster says what its Deployment carries. */
function withGeneration(
  options: Readonly<Record<string, string>>,
  known: ReadonlyMap<string, string>,
  { metadata }: Recorded,
): Readonly<Record<string, string>> {
  const value = known.get(metadata.name.replace(/^flink-config-/, ''));
  const native = options['kubernetes.jobmanager.owner.reference'] !== undefined;
  return { ...(native && value && { 'kubernetes.jobmanager.annotations': `${generation}:${value}` }), ...options };
}

/** A JobManager goes before the object that it belongs to, where the reference leaves one whose job has ended to the garbage collector. */
function withLastDeletions({ writes, states }: Outcome): readonly Write[] {
  const gone = states.filter(({ object, isGone }) => isGone && object.startsWith('FlinkDeployment/'));
  const left = gone
    .map(({ object }) => object.replace('FlinkDeployment/', 'Deployment/'))
    .filter((name) => writes.findLast(({ line }) => line.endsWith(` ${name}`))?.line === `create ${name}`);
  const at = Number.MAX_SAFE_INTEGER;
  return [...writes, ...left.map((name) => ({ line: `delete ${name}`, at }))];
}

/** What was recorded, as it is where it was done in our way. Each way is the same for every case. */
export function inOurWays(recorded: Outcome): Outcome {
  const names = [...new Set(recorded.states.map(({ object }) => object))];
  const states = names.flatMap((name) =>
    ways.reduce<States>(
      (seen, way) => way(seen, recorded),
      recorded.states.filter(({ object }) => object === name),
    ),
  );
  return {
    ...recorded,
    states,
    creations: generationsEverywhere(recorded.creations),
    writes: withLastDeletions(recorded),
    calls: withoutRepeatedStops(recorded.calls),
  };
}

/** What we do, without what is told here and not there. */
export function withoutOurOwn(own: Outcome): Outcome {
  const stops = own.calls.some(({ line }) => line.endsWith('/stop'));
  // From which state a job begins is told, and the savepoint of a job that goes; and so is the end of a job that was stopped with one, which
  // the reference waits for in one pass.
  const told = /^Normal (RestoredFrom|SavepointCompleted)/;
  const added = stops ? /^Normal (RestoredFrom|SavepointCompleted|JobStatusChanged \S+ to FINISHED$)/ : told;
  return { ...own, events: own.events.filter((event) => !added.test(event)), calls: withoutRepeatedStops(own.calls) };
}

/** One that fails is tried again and again. How often until the recording ends, is a matter of pace. */
function withoutRepeatedStops(calls: Outcome['calls']): Outcome['calls'] {
  return calls.filter(({ line }, index) => line !== calls[index - 1]?.line || !line.endsWith('/stop'));
}
