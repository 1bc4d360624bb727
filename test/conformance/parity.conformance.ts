import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Gate } from '../../src/admission/answer-types.ts';
import { createGate } from '../../src/admission/gate.ts';
import { review } from '../../src/cli/review.ts';
import { type ClusterCase, corpusFolder, type FlinkCase, files, type RecordedCase } from './corpus.ts';
import { type Envelope, envelopeOf, portsOf } from './gate.ts';
import { post, serverAround } from './server.ts';

function* recordedCases(): Generator<RecordedCase> {
  const flink = corpusFolder('flink-admission');
  for (const { name, content } of flink ? files(flink) : []) {
    if (name !== 'endpoint.json') yield* (content as { cases: FlinkCase[] }).cases;
  }
  const cluster = corpusFolder('flinkcluster-admission');
  for (const { content } of cluster ? files(cluster) : []) yield* content as ClusterCase[];
}

const cases = [...recordedCases()];

let gate: Gate;
const server = serverAround(() => gate);

describe('sluice review and the server', { skip: cases.length === 0 && 'no corpus here' }, async () => {
  for (const side of ['validate', 'mutate'] as const) {
    const answers = cases.length === 0 ? [] : await reviewed(cases.map(envelopeOf), side === 'mutate');
    for (const [index, recorded] of cases.entries()) {
      test(`agree byte for byte on ${side} of ${recorded.id}`, async () => {
        const envelope = envelopeOf(recorded);
        gate = createGate(portsOf(envelope));
        const answer = await post(server, `/${side}`, JSON.stringify(envelope.review));
        assert.equal(answer.status, 200);
        assert.equal(answers[index], answer.body);
      });
    }
  }
});

/** All envelopes through one run of the command, as somebody would replay recorded traffic. */
async function reviewed(envelopes: readonly Envelope[], mutate: boolean): Promise<string[]> {
  const written: (string | Uint8Array)[] = [];
  const output = { write: (text: string | Uint8Array) => written.push(text) };
  const lines = envelopes.map((envelope) => `${JSON.stringify(envelope)}\n`).join('');
  const stdin = (async function* () {
    yield Buffer.from(lines);
  })();
  const options = { file: '-', mutate } as Parameters<typeof review>[0];
  const io = { stdout: output, stderr: output, stdin, env: {}, cwd: '.' };
  const code = await review(options, io, undefined as never);
  assert.equal(code, 0, 'a denial is an answer');
  return written.join('').trimEnd().split('\n');
}
