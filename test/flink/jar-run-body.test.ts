import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JarRun } from '../../src/flink/flink-client.ts';
import { jarRunBody } from '../../src/flink/jar-run-body.ts';

const whole: Omit<JarRun, 'flinkVersion'> = {
  entryClass: 'a.B',
  args: ['--a', 'b c'],
  parallelism: 2,
  jobId: 'j',
  savepointPath: 'file:/s',
  allowNonRestoredState: true,
  flinkConfiguration: { 'a.b': '1' },
};
const always = {
  entryClass: 'a.B',
  programArgsList: ['--a', 'b c'],
  parallelism: 2,
  jobId: 'j',
  savepointPath: 'file:/s',
  allowNonRestoredState: true,
};
const configured = { flinkConfiguration: { 'a.b': '1' } };

const cases: readonly { readonly name: string; readonly run: JarRun; readonly body: object }[] = [
  { name: '1.16', run: { ...whole, flinkVersion: 'v1_16' }, body: { ...always, restoreMode: 'NO_CLAIM' } },
  {
    name: '1.17',
    run: { ...whole, flinkVersion: 'v1_17' },
    body: { ...always, restoreMode: 'NO_CLAIM', ...configured },
  },
  {
    name: '1.19',
    run: { ...whole, flinkVersion: 'v1_19' },
    body: { ...always, restoreMode: 'NO_CLAIM', ...configured },
  },
  { name: '1.20', run: { ...whole, flinkVersion: 'v1_20' }, body: { ...always, claimMode: 'NO_CLAIM', ...configured } },
  { name: '2.2', run: { ...whole, flinkVersion: 'v2_2' }, body: { ...always, claimMode: 'NO_CLAIM', ...configured } },
  { name: 'nothing said', run: { flinkVersion: 'v2_0' }, body: { claimMode: 'NO_CLAIM' } },
  { name: 'no parallelism', run: { flinkVersion: 'v2_0', parallelism: 0 }, body: { claimMode: 'NO_CLAIM' } },
];

for (const { name, run, body } of cases) {
  test(`the body that runs a jar: ${name}`, () => assert.deepEqual(jarRunBody(run), body));
}
