import { readFileSync } from 'node:fs';
import { strictPolicy } from '../../../src/admission/given-facts.ts';
import { createFindings } from '../../../src/bin/engine/findings.ts';
import { submitJar } from '../../../src/bin/engine/submit-jar.ts';
import { Worker } from '../../../src/bin/engine/worker.ts';
import { SubmissionsUnderWay } from '../../../src/engine/flink-session-job/submissions-under-way.ts';
import type { Submission, SubmissionState } from '../../../src/engine/ports.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';
import { parseFlinkConf } from '../../../src/values/flink-conf.ts';
import { printYaml } from '../../simulation/flink-files.ts';
import { SimulatedKube } from '../../simulation/simulated-kube.ts';
import { epoch } from '../../simulation/simulated-time.ts';
import { virtualClock } from '../../simulation/virtual-clock.ts';
import { WatchHub } from '../../simulation/watch-hub.ts';
import { Life, World } from '../../simulation/world.ts';
import { PlayedFlink } from './played-flink.ts';
import { collectGarbage } from './played-kubernetes.ts';
import type { Recording } from './recording.ts';

/** The default configuration of the reference's chart, and what was added to it for the recordings. */
const operator = OperatorConfiguration.from(
  new Map([
    ...parseFlinkConf(readFileSync(new URL('../../../charts/sluice/files/java17.yaml', import.meta.url), 'utf8'))
      .entries,
    ['kubernetes.operator.reconcile.interval', '15 s'],
    ['kubernetes.operator.observer.progress-check.interval', '5 s'],
    ['kubernetes.operator.user.artifacts.allowed-schemes', 'https;file'],
  ]),
);

/** What stands for the log configuration of the operator in recordings. */
export const logMarker = '<default log4j-console.properties of the operator configuration>\n';

/** Virtual milliseconds after which what Node itself has begun, such as reading a file, is waited for. */
const slice = 100;

/** The whole engine in virtual time, before a played API server and played JobManagers. */
export class Stage {
  readonly world = new World(1, { traced: true, addresses: false });
  readonly flink: PlayedFlink;
  readonly #worker: Worker;
  readonly #life = new Life();
  /** What Node has begun and virtual time knows nothing of. */
  readonly #underWay = new Set<Promise<unknown>>();
  /** When each step was made, by virtual time. */
  readonly #steps: number[] = [];

  constructor(recording: Recording) {
    const { world } = this;
    world.faults.end();
    collectGarbage(world);
    const clock = virtualClock(world, this.#life);
    this.flink = new PlayedFlink(recording, world, () => this.#moment());
    const findings = createFindings({
      operator: () => operator,
      resolver: { resolve: () => Promise.resolve(['203.0.113.11']) },
      policy: strictPolicy,
      clock,
    });
    this.#worker = new Worker({
      client: new SimulatedKube(world, new WatchHub(world), this.#life),
      clock,
      randomId: () => world.random.hexadecimal(32),
      flink: (place) => this.flink.cluster(place),
      submissions: (wake) =>
        new SubmissionsUnderWay({ wake, submit: (_, ...rest) => this.#waitFor(this.#submit(...rest)) }),
      operator: () => operator,
      findings: (resource, resources) => this.#waitFor(findings(resource, resources)),
      defaultLogFiles: { 'log4j-console.properties': logMarker },
      printYaml,
      timeZone: 'UTC',
      observer: {
        seen() {},
        passed: (key) => world.trace.note('engine', () => `passed ${key}`),
        failed: (key, error) => world.trace.note('engine', () => `failed ${key}: ${(error as Error).stack}`),
        happened: ({ metadata }, { reason, message }) =>
          world.trace.note('event', () => `${metadata.name}: ${reason}: ${message}`),
        untold: (_, error) => world.trace.note('engine', () => `an event was not stored: ${String(error)}`),
        cacheFailed: (kind, error) => world.trace.note('engine', () => `watch of ${kind}: ${String(error)}`),
        canary() {},
      },
    });
  }

  get now(): number {
    return this.world.time.now;
  }

  async begin(): Promise<void> {
    await this.#worker.follow([]);
    this.#worker.start();
  }

  async end(): Promise<void> {
    this.#life.end();
    void this.#worker.stop();
  }

  async runUntil(end: number, enough: () => boolean = () => false): Promise<void> {
    const { time } = this.world;
    while (time.now < end && !enough()) {
      await time.runUntil(Math.min(end, time.now + slice));
      while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    }
  }

  /** One step of the recording begins. */
  beginStep(): void {
    this.#steps.push(this.now);
  }

  #moment() {
    const since = epoch;
    const timeOfStep = (made: number) => since + (this.#steps[Math.min(made, this.#steps.length) - 1] ?? 0);
    return { made: this.#steps.length, now: this.now, timeOfStep };
  }

  #waitFor<T>(promise: Promise<T>): Promise<T> {
    this.#underWay.add(promise);
    const done = () => void this.#underWay.delete(promise);
    promise.then(done, done);
    return promise;
  }

  /** Of any jar: nobody reads it. */
  async #submit(submission: Submission, signal: AbortSignal): Promise<SubmissionState> {
    const jar = { name: submission.jarUri?.split('/').at(-1) ?? 'empty.jar', path: import.meta.filename };
    try {
      await submitJar(this.flink.client(submission.place), jar, submission, { signal, stays() {} });
      return { type: 'done' };
    } catch (error) {
      return { type: 'failed', error: error as Error, refused: false };
    }
  }
}
