import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGate } from '../../src/admission/gate.ts';
import { isObject } from '../../src/values/json.ts';
import { missing, sameMeaning, type Verdict } from './compare.ts';
import { corpusFolder, type FlinkCase, files } from './corpus.ts';
import { ownVerdict } from './divergences.ts';
import { type Envelope, envelopeOf, portsOf } from './gate.ts';
import { assertLintAgrees } from './lint.ts';
import { mutated, validated } from './reviews.ts';
import { post, serverAround } from './server.ts';

const folder = corpusFolder('flink-admission');

describe('recorded reviews of the flink kinds', { skip: folder === undefined && 'no corpus here' }, () => {
  for (const { name, content } of folder ? files(folder) : []) {
    if (name === 'endpoint.json') continue;
    describe(name, () => {
      for (const recorded of (content as { cases: FlinkCase[] }).cases) {
        test(`${recorded.id}: ${recorded.title}`, () => check(recorded));
      }
    });
  }
});

async function check(recorded: FlinkCase): Promise<void> {
  const envelope = envelopeOf(recorded);
  const verdict = await validated(envelope);
  const own = ownVerdict(recorded.id, false);
  if (own) assert.equal(verdict.allowed, own.allowed, 'the verdict that divergences.yaml gives');
  else assert.equal(disagreement(recorded, verdict), undefined);
  if (recorded.mutated !== undefined) await checkLabels(envelope, recorded.mutated);
  if (recorded.operation === 'CREATE') await assertLintAgrees(envelope);
}

function disagreement(recorded: FlinkCase, verdict: Verdict): string | undefined {
  const { expect, better, crdSchema } = recorded;
  if (crdSchema === 'rejects' && verdict.findings.some(({ rule }) => rule.startsWith('schema-'))) return undefined;
  const wanted = better ?? expect;
  if (verdict.allowed !== wanted.allowed) {
    return `wanted allowed=${wanted.allowed} (${wanted.rule}), found ${JSON.stringify(verdict.findings)}`;
  }
  if (wanted.allowed) return undefined;
  if (!better && (expect.rule === 'decode' || expect.rule === 'internal-error')) {
    return missing(verdict, { field: expect.field });
  }
  const also = expect.also ?? [];
  const [first] = better
    ? [{ rule: better.rule, field: fieldOf(recorded) }]
    : [{ rule: expect.rule, field: expect.field }];
  return [first, ...also].map((one) => missing(verdict, one ?? {})).find((text) => text !== undefined);
}

/** A better verdict names no field; it is known where the reference stumbled over the same one. */
function fieldOf({ expect, better }: FlinkCase): string | undefined {
  const listed = expect.also?.find(({ rule }) => rule === better?.rule);
  if (listed) return listed.field;
  return expect.rule === 'internal-error' ? expect.field : undefined;
}

/** Of the reference's patch only the labels count: the rest is what its re-serialisation adds. */
async function checkLabels(envelope: Envelope, recorded: Record<string, unknown>): Promise<void> {
  const ours = await mutated(envelope);
  const labels = (object: unknown) =>
    isObject(object) && isObject(object['metadata']) ? object['metadata']['labels'] : {};
  assert.ok(sameMeaning(labels(ours), labels(recorded)), `labels ${JSON.stringify(labels(ours))}`);
}

interface EndpointCase {
  readonly id: string;
  readonly title: string;
  readonly request: { readonly validatePath: string; readonly mutatePath: string; body?: string; review?: unknown };
  readonly expect: Readonly<Record<'validate' | 'mutate', EndpointAnswer>>;
}

interface EndpointAnswer {
  readonly http: number;
  readonly allowed?: boolean;
  readonly uid?: string | null;
  readonly reviewApiVersion?: string;
}

describe('recorded HTTP exchanges', { skip: folder === undefined && 'no corpus here' }, () => {
  for (const { name, content } of folder ? files(folder) : []) {
    if (name !== 'endpoint.json') continue;
    for (const recorded of (content as { cases: EndpointCase[] }).cases) {
      for (const side of ['validate', 'mutate'] as const) {
        test(`${recorded.id} ${side}: ${recorded.title}`, () => checkExchange(recorded, side));
      }
    }
  }
});

async function checkExchange({ request, expect }: EndpointCase, side: 'validate' | 'mutate'): Promise<void> {
  const recorded = expect[side];
  const body = request.body ?? JSON.stringify(request.review);
  const url = side === 'validate' ? request.validatePath : request.mutatePath;
  const gate = createGate(portsOf({ flinkConf: {}, context: [], resolve: {} }));
  const answer = await post(
    serverAround(() => gate),
    url,
    body,
  );
  if (recorded.http !== 200) {
    assert.ok(answer.status < 500, `answered ${answer.status}`);
    assert.ok(
      answer.body.length < 2000 && !answer.body.includes('    at '),
      'the answer is short and holds no stack trace',
    );
    return;
  }
  assert.equal(answer.status, 200);
  const { apiVersion, response } = JSON.parse(answer.body);
  assert.equal(apiVersion, recorded.reviewApiVersion);
  assert.equal(response.allowed, recorded.allowed);
  assert.equal(response.uid ?? null, recorded.uid ?? null);
}
