import type { CrashPoint } from '../../../src/engine/pass.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';
import { Controllers, type PodListener } from '../controllers.ts';
import type { Change } from '../kube-store.ts';
import { type Course, type Family, Run, type RunResult } from '../run.ts';
import { type FlinkListener, SimulatedFlink } from '../simulated-flink.ts';
import type { World } from '../world.ts';
import { unsettled } from './expectations.ts';
import { refusals } from './gate.ts';
import { Invariants } from './invariants.ts';
import { KubernetesJobs } from './kubernetes-jobs.ts';
import { giveAddresses } from './load-balancers.ts';
import { givenSavepoint, plural, scenarioOf } from './scenario.ts';
import { Submitters } from './submitters.ts';
import { Users } from './users.ts';
import { Workloads } from './workloads.ts';

export const crashPoints: readonly CrashPoint[] = [
  'observed',
  'told',
  'intended',
  'before remove',
  'after remove',
  'before ensure',
  'after ensure',
  'before tryToEnsure',
  'after tryToEnsure',
  'before change',
  'after change',
  'before cancelJob',
  'after cancelJob',
  'before stopWithSavepoint',
  'after stopWithSavepoint',
  'before takeSnapshot',
  'after takeSnapshot',
  'done',
  'released',
];

const rarePoints: readonly CrashPoint[] = [
  'before tryToEnsure',
  'after tryToEnsure',
  'before change',
  'after change',
  'before cancelJob',
  'after cancelJob',
  'released',
];

/** Passes of one cluster that is at rest: a job that runs is looked at every ten seconds. */
const mostPasses = 14;
const mostWithSavepoints = 40;

/** Lets one world run its course, the same one for the same seed. */
export function runSeed(seed: number, options: { readonly traced?: boolean } = {}): Promise<RunResult> {
  return new Run(family, seed, options).run();
}

const family: Family = {
  groups: ['flinkoperator.k8s.io'],
  aims: [...crashPoints, ...rarePoints],
  rarePoints,
  course: courseOf,
};

function courseOf(world: World): Course {
  const scenario = scenarioOf(world.random);
  const invariants = new Invariants(world, () => flink);
  const listener: FlinkListener = {
    begun: (job, cause) => invariants.begun(job, cause),
    asked: (job, type) => invariants.asked(job, type),
    ended(job) {
      invariants.ended(job);
      submitters.jobEnded(job);
    },
  };
  const flink = new SimulatedFlink(world, listener);
  flink.storage.give(givenSavepoint, 1000);
  if (world.random.chance(0.5)) world.store.absent.add('podgroups');
  const submitters = new Submitters(
    world,
    flink,
    () => controllers,
    (uid) => invariants.harmed(uid),
  );
  const listeners: PodListener[] = [flink, submitters];
  const controllers = new Controllers(world, {
    started: (pod) => listeners.forEach((each) => void each.started(pod)),
    ended: (uid) => listeners.forEach((each) => void each.ended(uid)),
  });
  flink.controllers = controllers;
  listeners.push(new Workloads(world, (pod) => controllers.isRunning(pod)));
  new KubernetesJobs(world);
  giveAddresses(world);
  const users = new Users(world, scenario, flink, controllers, invariants);
  const changes: string[] = [];
  world.store.listen((change) => {
    if (change.by === 'engine' && isUnrest(change))
      changes.push(`${change.plural}/${(change.after ?? change.before)?.metadata.name}`);
  });
  return {
    scenario,
    flink,
    told: invariants,
    operator: OperatorConfiguration.from(scenario.configuration),
    findings: (resource) => refusals(resource as never, world.time.now),
    seen: invariants.seen,
    isBusy: (key, passes) => passes > (takesSavepoints(world, key) ? mostWithSavepoints : mostPasses),
    died: () => invariants.died(),
    begin: () => users.begin(),
    end: () => users.end(),
    unsettled(clockIsRight) {
      for (const subject of scenario.subjects) {
        const problem = unsettled(subject, { world, flink, invariants, clockIsRight });
        if (problem !== undefined) return problem;
      }
      return undefined;
    },
    rests: () => void changes.splice(0),
    unrest: () => (changes.length === 0 ? undefined : `the engine changes ${[...new Set(changes)].join(', ')} at rest`),
  };
}

function takesSavepoints({ store }: World, key: string): boolean {
  const [, namespace = '', name = ''] = key.split('/');
  return store.get(plural, { namespace, name })?.spec.job?.autoSavepointSeconds !== undefined;
}

/** Events are told, and savepoints noted, at all times. */
function isUnrest({ plural: of, after }: Change): boolean {
  return of !== 'events' && !(of === plural && after?.spec.job?.autoSavepointSeconds !== undefined);
}
