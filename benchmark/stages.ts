import { createGate } from '../src/admission/gate.ts';
import { strictPolicy, unknownLookup, unknownResolver } from '../src/admission/given-facts.ts';
import { judge } from '../src/admission/judge.ts';
import { admittedKinds } from '../src/admission/kinds.ts';
import type { GatePorts } from '../src/admission/ports.ts';
import { Refusal, readReview } from '../src/admission/request.ts';
import { route } from '../src/admission/route.ts';
import { checkSchema } from '../src/rules/schema.ts';
import { OperatorConfiguration } from '../src/values/effective-configuration.ts';

export interface Stage {
  readonly name: string;
  readonly microseconds: number;
}

const rounds = 20_000;

/** Where the time of one `/validate` goes inside the gate, each stage by itself in this process after a warm-up. */
export async function stages(body: string): Promise<Stage[]> {
  const bytes = Buffer.from(body);
  const ports = portsForBench();
  const request = readReview(bytes);
  if (request instanceof Refusal) throw new Error(request.message);
  const subject = route(request, undefined);
  if (subject === 'ignored' || 'senseless' in subject) throw new Error('the body is not ours to judge');
  const gate = createGate(ports);
  const kind = admittedKinds[subject.id];
  return [
    { name: 'JSON in', microseconds: await time(() => JSON.parse(bytes.toString())) },
    {
      name: 'read and route, JSON included',
      microseconds: await time(() => route(readReview(bytes) as never, undefined)),
    },
    { name: 'schema', microseconds: await time(() => checkSchema(subject.id, subject.object)) },
    { name: 'schema, facts and rules', microseconds: await time(() => judge({ ...subject, kind }, ports)) },
    { name: 'the whole gate', microseconds: await time(() => gate.answer('validate', bytes)) },
  ];
}

function portsForBench(): GatePorts {
  const configuration = OperatorConfiguration.from({});
  return {
    lookup: unknownLookup,
    resolver: unknownResolver,
    now: () => new Date(),
    elapsed: () => performance.now(),
    operatorConfiguration: () => configuration,
    policy: () => strictPolicy,
  };
}

async function time(work: () => unknown): Promise<number> {
  for (let i = 0; i < rounds / 4; i++) await work();
  const start = performance.now();
  for (let i = 0; i < rounds; i++) await work();
  return ((performance.now() - start) / rounds) * 1000;
}
