import assert from 'node:assert/strict';
import { createGate } from '../../../src/admission/gate.ts';
import { isObject } from '../../../src/values/json.ts';
import { ownVerdict } from '../../conformance/divergences.ts';
import { portsOf } from '../../conformance/gate.ts';
import type { Answer } from './api-server.ts';
import { type Manifest, type NetCase, netRulesOf } from './cases.ts';

/** The rules by which the gate refuses the same request. */
export async function gateIds({ operation, object, facts }: NetCase, oldObject?: Manifest): Promise<Set<string>> {
  const request = { uid: '1', operation, object, ...(oldObject && { oldObject }) };
  const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request };
  const answer = await createGate(portsOf(facts)).answer('validate', JSON.stringify(review));
  assert.equal(answer.status, 200, answer.body);
  const errors = answer.outcome.findings.filter(({ severity }) => severity === 'error');
  return new Set(errors.flatMap(({ rule, under }) => (under === undefined ? [rule] : [rule, under])));
}

/** What lets the gate pass an object and stands where CEL sees nothing: of the metadata it knows the name only. */
function unseenByCel({ metadata }: Manifest): string | undefined {
  if ('deletionTimestamp' in metadata) return 'an object under deletion';
  const labels = metadata['labels'];
  const isCanary = isObject(labels) && String(labels['flink.apache.org/canary']).toLowerCase() === 'true';
  return isCanary ? 'a canary' : undefined;
}

/** What the net and the gate say of the same requests, and where they differ. */
export class Comparison {
  /** `<kind> <rule>` of whatever the net refused. */
  readonly met = new Set<string>();
  readonly faults: string[] = [];
  readonly #counts = new Map<string, number>();

  /** `before` are the rules that the stored object breaks. */
  add(subject: NetCase, answer: Answer, gate: ReadonlySet<string>, before: ReadonlySet<string> = new Set()): void {
    const unseen = unseenByCel(subject.object);
    if (unseen !== undefined) {
      this.#count(`left out, ${unseen}${answer.net.length > 0 ? ' that the net refuses' : ''}`);
      return;
    }
    this.#count('compared');
    if (answer.net.length > 0) this.#count('refused by the net');
    this.#refusedByNet(subject, answer, gate);
    this.#compareWithReference(subject, answer, gate.size === 0);
    // What breaks the schema is not shown to the net.
    if (answer.otherwise) this.#count('refused by the schema');
    else this.#refusedByGate(subject, answer, gate, before);
  }

  report(say: (line: string) => void): void {
    for (const [what, count] of this.#counts) say(`${count} ${what}`);
  }

  #refusedByNet({ id, kind }: NetCase, { net, otherwise, body }: Answer, gate: ReadonlySet<string>): void {
    // The gate asks no rule about a part that breaks the schema, and refuses the object for that.
    const isHidden = otherwise && gate.size > 0;
    for (const rule of net) {
      this.met.add(`${kind} ${rule}`);
      if (!gate.has(rule) && !isHidden) this.faults.push(`${id}: the net alone refuses by ${rule}: ${body.message}`);
    }
  }

  #refusedByGate({ id, kind }: NetCase, answer: Answer, gate: ReadonlySet<string>, before: ReadonlySet<string>): void {
    for (const { id: rule, net } of netRulesOf(kind)) {
      if (!gate.has(rule) || answer.net.includes(rule)) continue;
      if (net?.leaves !== undefined) this.#count('findings left to the gate, as the rule says');
      else if (before.has(rule)) this.#count('findings left to the gate, wrong before');
      else this.faults.push(`${id}: the gate alone refuses by ${rule}`);
    }
  }

  /** Where we differ on purpose, the recorded verdict says nothing of the net. */
  #compareWithReference({ id, expect, better }: NetCase, { net, body }: Answer, allowed: boolean): void {
    if (!expect || expect.allowed !== allowed) return;
    if (better?.allowed === !expect.allowed || ownVerdict(id, expect.quirk) !== undefined) return;
    this.#count('also judged by the reference operator, whose verdict is ours');
    if (allowed && net.length > 0) this.faults.push(`${id}: the reference operator takes it: ${body.message}`);
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}
