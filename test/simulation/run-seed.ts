import type { CrashPoint } from '../../src/engine/pass.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { Controllers } from './controllers.ts';
import { type Rest, unsettled, unsettledSnapshot } from './expectations.ts';
import { Foretelling } from './foretelling.ts';
import { Invariants } from './invariants.ts';
import { type Course, type Family, Run, type RunResult } from './run.ts';
import { givenSavepoint, scenarioOf } from './scenario.ts';
import { SimulatedFlink } from './simulated-flink.ts';
import { findingsOf, Users } from './users.ts';
import type { World } from './world.ts';

export const crashPoints: readonly CrashPoint[] = [
  'observed',
  'told',
  'intended',
  'before createCluster',
  'after createCluster',
  'before remove',
  'after remove',
  'before ensure',
  'after ensure',
  'before change',
  'after change',
  'before cancelJob',
  'after cancelJob',
  'before stopWithSavepoint',
  'after stopWithSavepoint',
  'before takeSnapshot',
  'after takeSnapshot',
  'before scaleJob',
  'after scaleJob',
  'before disposeSavepoint',
  'after disposeSavepoint',
  'before submitJob',
  'after submitJob',
  'before abandonSubmission',
  'after abandonSubmission',
  'done',
  'released',
];

/** Of passes that few worlds come to: processes are made to die there more often. */
const rarePoints: readonly CrashPoint[] = [
  'before scaleJob',
  'after scaleJob',
  'before disposeSavepoint',
  'after disposeSavepoint',
];

/** Passes of one object that is at rest: there are two where nothing happens, and some for each periodic snapshot. */
const mostPasses = 14;

/** Lets one world run its course, the same one for the same seed. */
export function runSeed(seed: number, options: { readonly traced?: boolean } = {}): Promise<RunResult> {
  return new Run(family, seed, options).run();
}

const family: Family = {
  groups: ['flink.apache.org'],
  aims: [...crashPoints, ...rarePoints, ...rarePoints, ...rarePoints],
  rarePoints,
  course: courseOf,
};

function courseOf(world: World): Course {
  const scenario = scenarioOf(world.random);
  const invariants = new Invariants(world);
  const flink = new SimulatedFlink(world, invariants);
  flink.storage.give(givenSavepoint, 1000);
  const controllers = new Controllers(world, flink);
  flink.controllers = controllers;
  const users = new Users(world, scenario, flink, controllers);
  const operator = OperatorConfiguration.from(scenario.configuration);
  const foretelling = new Foretelling(world, operator);
  return {
    scenario,
    flink,
    told: invariants,
    operator,
    findings: findingsOf,
    seen: foretelling.agreed,
    isBusy: (_, passes) => passes > mostPasses,
    begin: () => users.begin(),
    end: () => users.end(),
    unsettled(clockIsRight) {
      const rest: Rest = { world, flink, invariants, users, clockIsRight };
      if (users.isBusy) return 'its users are busy';
      for (const subject of scenario.subjects) {
        const problem = unsettled(subject, rest);
        if (problem !== undefined) return problem;
      }
      return unsettledSnapshot(rest);
    },
    rests() {},
    unrest: () => undefined,
  };
}
