import type { CrashPoint } from '../../src/engine/pass.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { Controllers } from './controllers.ts';
import { EngineProcess } from './engine-process.ts';
import { type Rest, unsettled, unsettledSnapshot } from './expectations.ts';
import { Invariants } from './invariants.ts';
import { givenSavepoint, type Scenario, scenarioOf } from './scenario.ts';
import { SimulatedFlink } from './simulated-flink.ts';
import { Users } from './users.ts';
import { WatchHub } from './watch-hub.ts';
import { World } from './world.ts';

export interface RunResult {
  readonly seed: number;
  /** The first thing that must never be and was. */
  readonly violation: string | undefined;
  readonly trace: readonly string[];
  /** Points of a pass that were reached, and how often the process died there. */
  readonly reached: ReadonlyMap<CrashPoint, number>;
  readonly deaths: ReadonlyMap<CrashPoint, number>;
  readonly passes: number;
  /** Virtual milliseconds. */
  readonly lasted: number;
}

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
  'before disposeSavepoint',
  'after disposeSavepoint',
  'before submitJob',
  'after submitJob',
  'before abandonSubmission',
  'after abandonSubmission',
  'done',
  'released',
];

/** Virtual milliseconds after which everything must have come to rest, and for which it must stay there. */
const patience = 1_500_000;
const look = 15_000;
const quiet = 70_000;
/** Passes of one object within that time; there are two where nothing happens. */
const mostPasses = 5;

/** Lets one world run its course, the same one for the same seed. */
export function runSeed(seed: number, options: { readonly traced?: boolean } = {}): Promise<RunResult> {
  return new Run(seed, options).run();
}

class Run {
  readonly #world: World;
  readonly #scenario: Scenario;
  readonly #hub: WatchHub;
  readonly #flink: SimulatedFlink;
  readonly #invariants: Invariants;
  readonly #users: Users;
  readonly #operator: OperatorConfiguration;
  readonly #reached = new Map<CrashPoint, number>();
  readonly #deaths = new Map<CrashPoint, number>();
  /** Where the process is to die, and at which time that it gets there. */
  readonly #aim: { readonly point: CrashPoint; readonly count: number };
  readonly #passes = new Map<string, number>();
  /** The last one lives. */
  readonly #processes: EngineProcess[] = [];
  #skew = 0;

  constructor(seed: number, options: { readonly traced?: boolean }) {
    this.#world = new World(seed, options);
    const { random } = this.#world;
    this.#scenario = scenarioOf(random);
    this.#hub = new WatchHub(this.#world);
    this.#invariants = new Invariants(this.#world);
    this.#flink = new SimulatedFlink(this.#world, this.#invariants);
    this.#flink.storage.give(givenSavepoint, 1000);
    const controllers = new Controllers(this.#world, this.#flink);
    this.#flink.controllers = controllers;
    this.#users = new Users(this.#world, this.#scenario, this.#flink, controllers);
    this.#operator = OperatorConfiguration.from(this.#scenario.configuration);
    this.#aim = { point: random.pick(crashPoints), count: random.pick([1, 1, 2, 3, 5]) };
  }

  async run(): Promise<RunResult> {
    const { time, violations, faults, trace, random } = this.#world;
    const { faultsEnd } = this.#scenario;
    const enough = () => violations.length > 0;
    this.#users.begin();
    time.after(random.between(0, 10_000), () => this.#start());
    if (random.chance(0.2)) this.#jump();
    if (random.chance(0.4)) time.after(random.between(10_000, faultsEnd), () => this.#end());
    await time.runUntil(faultsEnd, enough);
    trace.note('world', () => 'nothing goes wrong any more');
    faults.end();
    this.#users.end();
    await this.#comeToRest(enough);
    for (const process of this.#processes) process.bury();
    return {
      seed: this.#world.seed,
      violation: violations[0],
      trace: trace.lines,
      reached: this.#reached,
      deaths: this.#deaths,
      passes: [...this.#passes.values()].reduce((sum, count) => sum + count, 0),
      lasted: time.now,
    };
  }

  async #comeToRest(enough: () => boolean): Promise<void> {
    const { time, trace } = this.#world;
    const end = time.now + patience;
    while (time.now < end && !enough() && this.#unsettled() !== undefined) await time.runUntil(time.now + look, enough);
    // What is at rest at one moment may have something before it of which the engine has not heard yet.
    let problem = this.#unsettled();
    for (let tries = 0; tries < 4 && !enough(); tries++) {
      trace.note('world', () => `at rest: ${problem ?? 'all is well'}`);
      this.#passes.clear();
      await time.runUntil(time.now + quiet, enough);
      problem = this.#unsettled() ?? this.#busyness();
      if (problem === undefined) return;
    }
    if (!enough()) this.#world.violated(`in the end ${problem}`);
  }

  /** Who is looked at more often than things at rest are. */
  #busyness(): string | undefined {
    for (const [key, count] of this.#passes) {
      if (count > mostPasses) return `${count} passes of ${key} within ${quiet / 1000} seconds`;
    }
    return undefined;
  }

  #unsettled(): string | undefined {
    const rest: Rest = { world: this.#world, flink: this.#flink, invariants: this.#invariants, users: this.#users };
    for (const subject of this.#scenario.subjects) {
      const problem = unsettled(subject, rest);
      if (problem !== undefined) return problem;
    }
    return unsettledSnapshot(rest);
  }

  #start(): void {
    const { namespaces, namesNamespaces } = this.#scenario;
    this.#world.trace.note('engine', () => 'starts');
    const process = new EngineProcess({
      world: this.#world,
      hub: this.#hub,
      flink: this.#flink,
      told: this.#invariants,
      operator: this.#operator,
      namespaces: namesNamespaces ? namespaces : [],
      skew: () => this.#skew,
      dies: (point) => this.#dies(point),
      passed: (key) => void this.#passes.set(key, (this.#passes.get(key) ?? 0) + 1),
      died: () => void this.#world.time.after(this.#world.some(10_000, 40_000), () => this.#start()),
    });
    this.#processes.push(process);
    void process.run();
  }

  #dies(point: CrashPoint): boolean {
    const { random, faults } = this.#world;
    const count = (this.#reached.get(point) ?? 0) + 1;
    this.#reached.set(point, count);
    if (!faults.acting) return false;
    const dies = (point === this.#aim.point && count === this.#aim.count) || random.chance(faults.rates.death);
    if (dies) this.#deaths.set(point, (this.#deaths.get(point) ?? 0) + 1);
    return dies;
  }

  /** A process ends at any time, as it likes or not. */
  #end(): void {
    if (this.#world.random.chance(0.3)) void this.#processes.at(-1)?.stop();
    else this.#processes.at(-1)?.die();
  }

  #jump(): void {
    const { random, time } = this.#world;
    time.after(random.between(0, this.#scenario.faultsEnd), () => {
      this.#skew += random.between(-3_600_000, 7_200_000);
      this.#world.trace.note('world', () => `the clock is wrong by ${this.#skew / 1000} s`);
      if (random.chance(0.5)) this.#jump();
    });
  }
}
