import { Worker } from '../../src/bin/engine/worker.ts';
import type { FlinkCluster, FlinkPlace } from '../../src/engine/flink-port.ts';
import type { CrashPoint, PassWatch } from '../../src/engine/pass.ts';
import type { Resource } from '../../src/engine/ports.ts';
import type { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { printYaml } from './flink-files.ts';
import { simulatedCluster, simulatedSubmissions, type Told } from './flink-ports.ts';
import type { SimulatedFlink } from './simulated-flink.ts';
import { SimulatedKube } from './simulated-kube.ts';
import { virtualClock } from './virtual-clock.ts';
import type { WatchHub } from './watch-hub.ts';
import { Life, never, type World } from './world.ts';

export interface ProcessOptions {
  readonly world: World;
  readonly hub: WatchHub;
  readonly flink: SimulatedFlink;
  readonly told: Told;
  readonly operator: OperatorConfiguration;
  readonly findings: (resource: Resource) => readonly string[];
  /** API groups of the kinds that it looks after. */
  readonly groups: readonly string[];
  /** All where none is named. */
  readonly namespaces: readonly string[];
  /** Milliseconds by which the clock on the wall is wrong. */
  readonly skew: () => number;
  /** Whether the process dies here. */
  readonly dies: (point: CrashPoint) => boolean;
  readonly passed: (key: string) => void;
  /** It has died at a point of a pass. */
  readonly died: () => void;
}

/** One process of the engine, from its start to its death. */
export class EngineProcess {
  readonly #options: ProcessOptions;
  readonly #life = new Life();
  readonly #worker: Worker;

  constructor(options: ProcessOptions) {
    this.#options = options;
    const { world, hub, operator, findings, groups, passed } = options;
    this.#worker = new Worker({
      client: new SimulatedKube(world, hub, this.#life),
      clock: virtualClock(world, this.#life, options.skew),
      randomId: () => world.random.hexadecimal(32),
      flink: (place) => this.#cluster(place),
      submissions: (wake) => simulatedSubmissions(this.#side, wake),
      operator: () => operator,
      findings: (resource) => Promise.resolve(findings(resource)),
      defaultLogFiles: {},
      printYaml,
      timeZone: 'UTC',
      groups,
      observer: {
        seen() {},
        passed: (key) => {
          passed(key);
          world.trace.note('engine', () => `passed ${key}`);
        },
        failed: (key, error, _, retryIn) => {
          passed(key);
          world.trace.note('engine', () => `failed ${key}, again in ${retryIn} ms: ${String(error)}`);
          this.#judge(error);
        },
        happened: ({ metadata }, { reason, message }) =>
          world.trace.note('event', () => `${metadata.name}: ${reason}: ${message}`),
        untold() {},
        cacheFailed: (kind, error) => world.trace.note('engine', () => `watch of ${kind}: ${String(error)}`),
        canary() {},
      },
      watch: this.#watch(),
    });
  }

  get isAlive(): boolean {
    return !this.#life.isOver;
  }

  async run(): Promise<void> {
    await this.#worker.follow(this.#options.namespaces);
    this.#worker.start();
  }

  /** Nothing that it has begun is gone on with. */
  die(): void {
    if (this.#life.isOver) return;
    this.#options.world.trace.note('engine', () => 'dies');
    this.#life.end();
    this.#options.died();
  }

  /** Lets go of what Node keeps of it: signals that have listeners and never fire. */
  bury(): void {
    this.#life.end();
    void this.#worker.stop();
  }

  /** As on SIGTERM: what runs is ended first. */
  async stop(): Promise<void> {
    this.#options.world.trace.note('engine', () => 'is asked to stop');
    await this.#worker.stop();
    this.die();
  }

  get #side() {
    const { world, flink, told } = this.#options;
    return { world, flink, told, life: this.#life };
  }

  #cluster(place: FlinkPlace): FlinkCluster {
    return simulatedCluster(this.#side, place);
  }

  #watch(): PassWatch {
    return {
      at: (point) => {
        if (this.#life.isOver) return never();
        if (!this.#options.dies(point)) return undefined;
        this.#options.world.trace.note('engine', () => `at the point: ${point}`);
        this.die();
        return never();
      },
    };
  }

  /** Only the world around it may make a pass fail. */
  #judge(error: unknown): void {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      if (
        cause instanceof TypeError ||
        cause instanceof RangeError ||
        cause instanceof ReferenceError ||
        cause instanceof SyntaxError
      ) {
        this.#options.world.violated(`a pass failed by a mistake of the program: ${cause.stack}`);
      }
    }
  }
}
