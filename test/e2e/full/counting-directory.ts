import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { countedIn } from '../../bench/flink/counting-job.ts';

const count = 1000;

/** Where a counting job has its state, its report, and the files by which it is told to end and to fail. It outlives every pod. */
export class CountingDirectory {
  readonly path: string;
  /** Of the job: it does not end, and does not fail, before it is told to. */
  readonly args: readonly string[];

  constructor(parent: string, name: string) {
    this.path = path.join(parent, name);
    mkdirSync(this.path);
    chmodSync(this.path, 0o777);
    const files = ['--report', this.#file('report'), '--end-with', this.#file('end')];
    this.args = ['--count', String(count), '--rate', '100', ...files];
  }

  #file(name: string): string {
    return path.join(this.path, name);
  }

  /** Further arguments of a job that can be told to fail. */
  get failing(): readonly string[] {
    return ['--fail-while', this.#file('fail')];
  }

  fail(fails: boolean): void {
    if (fails) writeFileSync(this.#file('fail'), '');
    else rmSync(this.#file('fail'));
  }

  /** Lets the job come to its end. */
  end(): void {
    writeFileSync(this.#file('end'), '');
  }

  /** Once the job has ended. */
  assertCounted(): void {
    assert.equal(countedIn(this.#file('report')), count);
  }
}
