import assert from 'node:assert/strict';
import fastJsonPatch from 'fast-json-patch';
import { createGate } from '../../src/admission/gate.ts';
import type { Verdict } from './compare.ts';
import { type Envelope, portsOf } from './gate.ts';

/** The verdict of `/validate`, read from its bytes. */
export async function validated(envelope: Envelope): Promise<Verdict> {
  const answer = await createGate(portsOf(envelope)).answer('validate', JSON.stringify(envelope.review));
  assert.equal(answer.status, 200, answer.body);
  const { response } = JSON.parse(answer.body);
  assert.equal(answer.outcome.brokenRules.length, 0, `broken rules: ${answer.outcome.brokenRules}`);
  const errors = answer.outcome.findings.filter(({ severity }) => severity === 'error');
  const causes = response.status?.details.causes ?? [];
  assert.deepEqual(
    causes.map(({ field }: { field: string }) => field),
    errors.map(({ path }) => path),
  );
  const findings = errors.flatMap(({ rule, under, path }) =>
    (under === undefined ? [rule] : [rule, under]).map((id) => ({ rule: id, field: path })),
  );
  const told = response.auditAnnotations?.rules?.split(',') ?? [];
  assert.deepEqual(new Set(told), new Set(findings.map(({ rule }) => rule)));
  return { allowed: response.allowed, findings };
}

/** The object after the patch of `/mutate`. */
export async function mutated(envelope: Envelope): Promise<unknown> {
  const answer = await createGate(portsOf(envelope)).answer('mutate', JSON.stringify(envelope.review));
  assert.equal(answer.status, 200, answer.body);
  const { response } = JSON.parse(answer.body);
  assert.equal(response.allowed, true);
  const { object } = (envelope.review as { request: { object: unknown } }).request;
  if (response.patch === undefined) return object;
  const patch = JSON.parse(Buffer.from(response.patch, 'base64').toString('utf8'));
  assert.ok(patch.length > 0, 'an empty patch is left out');
  return fastJsonPatch.applyPatch(structuredClone(object), patch, true).newDocument;
}
