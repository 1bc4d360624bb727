import { lookAtScaling } from '../../../src/engine/flink-deployment/observe-scaling.ts';
import type { ObservedDeployment } from '../../../src/engine/flink-deployment/observed.ts';
import { type Deployment, observedConfiguration, type Status } from '../../../src/engine/flink-deployment/subject.ts';
import type { Parallelism, Reply, ResourceRequirements } from '../../../src/engine/flink-port.ts';
import type { Ports, Recollection } from '../../../src/engine/ports.ts';
import { lastReconciled } from '../../../src/engine/status/bookkeeping.ts';
import { writeKeptSpec } from '../../../src/engine/status/last-spec.ts';
import type { Decision } from '../../../src/engine/step.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';

/** Generation 2 of a FlinkDeployment, as it is observed while an earlier one, or itself, is deployed. */

export const adaptive = { 'jobmanager.scheduler': 'adaptive' };
export const overridesKey = 'pipeline.jobvertex-parallelism-overrides';
const operator = OperatorConfiguration.from({});
export const now = new Date('2026-01-02T03:04:05.000Z');
export const jobId = 'd'.repeat(32);

export interface World {
  readonly version?: string;
  readonly mode?: 'standalone';
  readonly session?: true;
  /** Of the deployed and of the wanted spec. */
  readonly configuration?: Readonly<Record<string, string>>;
  /** Of the deployed and of the wanted spec; the same where the second is left out. */
  readonly overrides?: readonly [before: string | undefined, after?: string];
  readonly replicas?: readonly [before: number, after: number];
  readonly state?: 'RUNNING' | 'RECONCILING' | 'FINISHED' | 'RESTARTING';
  readonly jobManager?: Status['jobManagerDeploymentStatus'];
  readonly told?: Reply<ResourceRequirements | undefined>;
  readonly has?: Parallelism;
  /** Of the Deployment of the TaskManagers; there is none where it is left out. */
  readonly taskManagers?: number;
  readonly seenGeneration?: number;
  readonly memory?: Recollection;
  readonly conditions?: Status['conditions'];
}

export const answer = (requirements: ResourceRequirements) => ({ type: 'answer', value: requirements }) as const;
const two = answer({ a: { lowerBound: 1, upperBound: 2 } });

function specs({ version = 'v1_20', mode, session, configuration = adaptive, overrides, replicas }: World) {
  const [before, after = before] = overrides ?? [];
  return [before, after].map((text, index) => ({
    flinkVersion: version,
    ...(mode && { mode }),
    flinkConfiguration: { ...configuration, ...(text && { [overridesKey]: text }) },
    ...(!session && { job: { parallelism: 1, upgradeMode: 'stateless', state: 'running' } }),
    ...(replicas && { taskManager: { replicas: replicas[index] } }),
  })) as [Deployment['spec'], Deployment['spec']];
}

/** What is observed of it. */
export async function observe(world: World) {
  const { state = 'RUNNING', jobManager = 'READY', told = two, has = new Map(), taskManagers, conditions } = world;
  const { seenGeneration = 1, memory = {} } = world;
  const [deployed, wanted] = specs(world);
  const status: Status = {
    observedGeneration: seenGeneration,
    jobManagerDeploymentStatus: jobManager,
    jobStatus: { jobId, state },
    ...(conditions && { conditions }),
    reconciliationStatus: {
      state: 'DEPLOYED',
      lastReconciledSpec: writeKeptSpec({ spec: deployed, firstDeployment: false }),
    },
  };
  const metadata = { name: 'orders', namespace: 'shop', uid: 'u' };
  const deployment = { metadata, spec: wanted, status } as unknown as Deployment;
  const made = { metadata: { name: 'orders-taskmanager', uid: 't' }, spec: { replicas: taskManagers } };
  const observed = {
    deployment,
    wanted,
    generation: 2,
    status,
    last: lastReconciled(status),
    configuration: observedConfiguration(deployment, deployed as never, { operator: () => operator }),
    planning: { operator },
    place: {},
    limits: { times: { progress: 10_000 }, timeouts: { client: 1000 } },
    remains: { jobManager: undefined, taskManagers: taskManagers === undefined ? undefined : made, pods: 0 },
    now,
  } as unknown as ObservedDeployment;
  const flink = () => ({
    requirements: async () => told,
    parallelism: async () => ({ type: 'answer', value: has }) as const,
  });
  const ports = { flink, memory: { of: () => memory } } as unknown as Ports;
  const look = await lookAtScaling(observed, ports);
  return { ...look, observed: { ...observed, status: look.status, scaling: look.scaling } };
}

/** In short: what is done, and what the status says of the generation meanwhile and afterwards. */
export function inShort(decision: Decision<Status> | undefined): string {
  if (!decision) return 'nothing';
  const { status, done, actions = [], pending, happenings = [] } = decision;
  const stops = status.reconciliationStatus?.state === 'UPGRADING';
  if (stops || happenings.some(({ reason }) => reason === 'Suspended')) return 'upgrade';
  const words = actions.map((action) => {
    if (action.type === 'change') return `replicas ${JSON.stringify(action.patch)}`;
    if (action.type !== 'scaleJob') return action.type;
    return `tell ${Object.entries(action.requirements).map(([id, { upperBound }]) => `${id}:${upperBound}`)}`;
  });
  const seen = [status.observedGeneration, done?.observedGeneration].filter((each) => each !== undefined).join('→');
  return [...words, pending?.reason, seen].filter(Boolean).join(', ');
}
