import { createGate } from '../../../src/admission/gate.ts';
import type { GatePorts } from '../../../src/admission/ports.ts';
import { missing, type Verdict } from '../../conformance/compare.ts';
import { envelopeOf, portsOf } from '../../conformance/gate.ts';
import type { Answer } from './api-server.ts';
import type { ReplayCase } from './cases.ts';
import { changeBefore, shownWithoutDefaults } from './changes.ts';
import { wrongDefaults } from './defaults.ts';
import type { Exchanges } from './front.ts';

/** What became of one case. */
export type Judgement =
  | { readonly type: 'left out'; readonly reason: string }
  | { readonly type: 'same'; readonly by: Judge }
  | { readonly type: 'different'; readonly fault: string };

/** Who gave the verdict; nobody is asked about what the registration leaves alone. */
export type Judge = 'the gate' | 'the API server before the gate' | 'nobody';

export async function judge(subject: ReplayCase, answer: Answer, exchanges: Exchanges): Promise<Judgement> {
  const message = answer.body.message ?? '';
  const said = `${answer.status} ${message}`;
  const allowed = answer.status < 300;
  if (exchanges.validate === undefined) return judgeAlone(subject, answer, exchanges);
  if (!allowed && !message.startsWith('admission webhook "')) return different(`no verdict: ${said}`);

  const gate = await verdictOf(exchanges.validate.review, portsFor(subject));
  if (gate.body !== exchanges.validate.answer)
    return different(`the server answered ${exchanges.validate.answer}, the gate ${gate.body}`);
  if (allowed === subject.wanted.allowed) {
    const fault = allowed ? wrongDefaults(subject, answer.body) : wrongFinding(subject, gate);
    return fault === undefined ? { type: 'same', by: 'the gate' } : different(fault);
  }
  const reason = await changeThatDecided(subject, allowed, exchanges);
  if (reason !== undefined) return { type: 'left out', reason };
  return different(`wanted ${told(subject.wanted.allowed)}, found ${said}`);
}

const told = (allowed: boolean) => (allowed ? 'allowed' : 'refused');
const different = (fault: string): Judgement => ({ type: 'different', fault });

/** The validating side was not asked. */
async function judgeAlone(subject: ReplayCase, answer: Answer, { mutate }: Exchanges): Promise<Judgement> {
  const { status, body } = answer;
  const allowed = status < 300;
  const said = `${status} ${body.message}`;
  const { recorded, wanted } = subject;
  // Metadata has types of its own, which no schema of a kind changes.
  if (status === 400 && wanted.allowed) return { type: 'left out', reason: 'an API server cannot read its metadata' };
  if (!allowed && status !== 400 && status !== 422) return different(`no verdict: ${said}`);
  const isWanted = allowed === wanted.allowed || (!allowed && recorded.crdSchema === 'rejects');
  if (!isWanted) return different(`wanted ${told(wanted.allowed)}, the API server itself said ${said}`);
  if (allowed && subject.operation !== 'DELETE') return different('the gate was not asked');
  if (allowed) return { type: 'same', by: 'nobody' };
  if (mutate && recorded.crdSchema === undefined && (await verdictOf(mutate.review, portsFor(subject))).allowed)
    return different(`the gate allows it, the API server itself said ${said}`);
  return { type: 'same', by: 'the API server before the gate' };
}

/** The facts of the recording, where the case has them now. */
function portsFor({ flinkConf, others, resolve }: ReplayCase): GatePorts {
  return asDnsAnswers(portsOf({ flinkConf, context: [...others], resolve }));
}

/** DNS takes a host name in upper case too; the recordings know it letter for letter. */
function asDnsAnswers(ports: GatePorts): GatePorts {
  return { ...ports, resolver: { resolve: (host) => ports.resolver.resolve(host.toLowerCase()) } };
}

interface GateVerdict extends Verdict {
  readonly body: string;
}

async function verdictOf(review: string, ports: GatePorts): Promise<GateVerdict> {
  const { body, outcome } = await createGate(ports).answer('validate', review);
  const findings = outcome.findings
    .filter(({ severity }) => severity === 'error')
    .flatMap(({ rule, under, path }) => [rule, ...(under ? [under] : [])].map((id) => ({ rule: id, field: path })));
  return { body, allowed: outcome.verdict !== 'denied', findings };
}

/** A refusal names the recorded rule and field. */
function wrongFinding({ wanted, recorded }: ReplayCase, gate: GateVerdict): string | undefined {
  const isSchema = recorded.crdSchema === 'rejects' && gate.findings.some(({ rule }) => rule.startsWith('schema-'));
  return isSchema ? undefined : missing(gate, wanted);
}

/**
 * What the way through an API server changed, where that alone decides: the gate gives the wanted verdict on what was
 * recorded, and the other one as soon as this change is made, without any default of ours.
 */
async function changeThatDecided(
  subject: ReplayCase,
  allowed: boolean,
  { mutate, validate }: Exchanges,
): Promise<string | undefined> {
  const { wanted, recorded } = subject;
  if (mutate === undefined || validate === undefined) return undefined;
  const envelope = envelopeOf(recorded);
  const review = JSON.stringify(envelope.review);
  if ((await verdictOf(review, portsOf(envelope))).allowed !== wanted.allowed) return undefined;
  if ((await verdictOf(review, asDnsAnswers(portsOf(envelope)))).allowed === allowed)
    return 'DNS takes a host name in upper case too';
  const shown = shownWithoutDefaults(mutate.review, validate.review);
  if ((await verdictOf(JSON.stringify(shown), portsFor(subject))).allowed !== allowed) return undefined;
  return changeBefore(subject, shown.request.object);
}
