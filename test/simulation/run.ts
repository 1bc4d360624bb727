import type { CrashPoint } from '../../src/engine/pass.ts';
import type { Resource } from '../../src/engine/ports.ts';
import type { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { EngineProcess } from './engine-process.ts';
import type { Told } from './flink-ports.ts';
import type { SimulatedFlink } from './simulated-flink.ts';
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
  /** What has come about that every many runs must see, by what it was. */
  readonly seen: ReadonlyMap<string, number>;
  readonly passes: number;
  /** Virtual milliseconds. */
  readonly lasted: number;
}

/** What a world begins with. */
export interface Scenario<Subject = unknown> {
  readonly namespaces: readonly string[];
  /** Whether the engine watches only these. */
  readonly namesNamespaces: boolean;
  readonly subjects: readonly Subject[];
  /** Of the operator. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Milliseconds after which nothing goes wrong any more. */
  readonly faultsEnd: number;
}

/** What there is in a world of one family of kinds, beside the engine. */
export interface Course {
  readonly scenario: Scenario;
  readonly flink: SimulatedFlink;
  readonly told: Told;
  readonly operator: OperatorConfiguration;
  /** What is wrong with an object by the rules of admission. */
  readonly findings: (resource: Resource) => readonly string[];
  readonly seen: ReadonlyMap<string, number>;
  /** Whether passes of an object are too many for one that is at rest. */
  isBusy(key: string, passes: number): boolean;
  /** Lets users do what they do. */
  begin(): void;
  /** Has them put right what is wrong, so that everything can come to rest. */
  end(): void;
  /** Why not everything is as it should be in the end. `clockIsRight`: what is to happen after a time happens then. */
  unsettled(clockIsRight: boolean): string | undefined;
  /** A process has died, with all that it knew. */
  died?(): void;
  /** From now on nothing is to change. */
  rests(): void;
  /** What has changed since then. */
  unrest(): string | undefined;
}

export interface Family {
  /** API groups of the kinds. */
  readonly groups: readonly string[];
  /** Where processes are made to die. */
  readonly aims: readonly CrashPoint[];
  /** The same of points that few worlds come to: they die there the first time. */
  readonly rarePoints: readonly CrashPoint[];
  course(world: World): Course;
}

/** Virtual milliseconds after which everything must have come to rest, and for which it must stay there. */
const patience = 1_500_000;
const look = 15_000;
const quiet = 70_000;

/** One world, whose course is the same for the same seed. */
export class Run {
  readonly #family: Family;
  readonly #world: World;
  readonly #hub: WatchHub;
  readonly #course: Course;
  readonly #reached = new Map<CrashPoint, number>();
  readonly #deaths = new Map<CrashPoint, number>();
  /** Where the process is to die, and at which time that it gets there. */
  readonly #aim: { readonly point: CrashPoint; readonly count: number };
  readonly #passes = new Map<string, number>();
  /** The last one lives. */
  readonly #processes: EngineProcess[] = [];
  #skew = 0;

  constructor(family: Family, seed: number, options: { readonly traced?: boolean }) {
    this.#family = family;
    this.#world = new World(seed, options);
    this.#hub = new WatchHub(this.#world);
    this.#course = family.course(this.#world);
    const { random } = this.#world;
    const point = random.pick(family.aims);
    const count = random.pick([1, 1, 2, 3, 5]);
    this.#aim = { point, count: family.rarePoints.includes(point) ? 1 : count };
  }

  async run(): Promise<RunResult> {
    const { time, violations, faults, trace, random } = this.#world;
    const { faultsEnd } = this.#course.scenario;
    const enough = () => violations.length > 0;
    this.#course.begin();
    time.after(random.between(0, 10_000), () => this.#start());
    if (random.chance(0.2)) this.#jump();
    if (random.chance(0.4)) time.after(random.between(10_000, faultsEnd), () => this.#end());
    await time.runUntil(faultsEnd, enough);
    trace.note('world', () => 'nothing goes wrong any more');
    faults.end();
    this.#course.end();
    await this.#comeToRest(enough);
    for (const process of this.#processes) process.bury();
    return {
      seed: this.#world.seed,
      violation: violations[0],
      trace: trace.lines,
      reached: this.#reached,
      deaths: this.#deaths,
      seen: this.#course.seen,
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
      this.#course.rests();
      await time.runUntil(time.now + quiet, enough);
      problem = this.#unsettled() ?? this.#busyness() ?? this.#course.unrest();
      if (problem === undefined) return;
    }
    if (!enough()) this.#world.violated(`in the end ${problem}`);
  }

  /** Who is looked at more often than things at rest are. */
  #busyness(): string | undefined {
    for (const [key, count] of this.#passes) {
      if (this.#course.isBusy(key, count)) return `${count} passes of ${key} within ${quiet / 1000} seconds`;
    }
    return undefined;
  }

  #unsettled(): string | undefined {
    return this.#course.unsettled(this.#skew === 0);
  }

  #start(): void {
    const { flink, told, operator, findings, scenario } = this.#course;
    this.#world.trace.note('engine', () => 'starts');
    const process = new EngineProcess({
      world: this.#world,
      hub: this.#hub,
      flink,
      told,
      operator,
      findings,
      groups: this.#family.groups,
      namespaces: scenario.namesNamespaces ? scenario.namespaces : [],
      skew: () => this.#skew,
      dies: (point) => this.#dies(point),
      passed: (key) => void this.#passes.set(key, (this.#passes.get(key) ?? 0) + 1),
      died: () => {
        this.#course.died?.();
        this.#world.time.after(this.#world.some(10_000, 40_000), () => this.#start());
      },
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
    time.after(random.between(0, this.#course.scenario.faultsEnd), () => {
      this.#skew += random.between(-3_600_000, 7_200_000);
      this.#world.trace.note('world', () => `the clock is wrong by ${this.#skew / 1000} s`);
      if (random.chance(0.5)) this.#jump();
    });
  }
}
