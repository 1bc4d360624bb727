import assert from 'node:assert/strict';
import { judgeManifest } from '../../src/admission/judge-manifest.ts';
import { type Envelope, portsOf } from './gate.ts';
import { validated } from './reviews.ts';

/** One rules module, several callers: `lint` judges after its own pruning, defaults and mutation (C-19). */
export async function assertLintAgrees(envelope: Envelope): Promise<void> {
  const { object } = (envelope.review as { request: { object: unknown } }).request;
  const judged = await judgeManifest(object, portsOf(envelope));
  if (!judged) return;
  const verdict = await validated(envelope);
  const errors = judged.findings
    .filter(({ severity }) => severity === 'error')
    .flatMap(({ rule, under }) => (under === undefined ? [rule] : [rule, under]));
  assert.deepEqual(
    errors,
    verdict.findings.map(({ rule }) => rule),
  );
}
