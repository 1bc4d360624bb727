import { kindNames } from '../api/kinds.ts';
import type { Finding } from '../rules/rule.ts';
import type { Answer } from './answer-types.ts';
import { type Judgement, judge } from './judge.ts';
import { admittedKinds } from './kinds.ts';
import { outcomeOf } from './outcome.ts';
import type { GatePorts } from './ports.ts';
import type { AdmissionRequest } from './request.ts';
import type { Reviewed, Senseless } from './route.ts';
import { judgeScaling, type Scaling } from './scale.ts';
import { type Subject, type Verdict, writeVerdict } from './verdict.ts';

/** The validating side: says of every object of ours whether it may be stored, and everything that is wrong with it. */
export async function validate(
  request: AdmissionRequest,
  subject: Reviewed | Senseless,
  ports: GatePorts,
): Promise<Answer> {
  if ('senseless' in subject) return tell(request, undefined, senseless(subject));
  return weigh(request, subject, await judge({ ...subject, kind: admittedKinds[subject.id] }, ports), ports);
}

/** The same for a change of nothing but the number of TaskManagers, through the scale sub-resource. */
export async function validateScaling(request: AdmissionRequest, scaling: Scaling, ports: GatePorts): Promise<Answer> {
  return weigh(request, scaling, await judgeScaling(scaling, ports), ports);
}

function weigh(
  request: AdmissionRequest,
  subject: Named,
  { findings, brokenRules }: Judgement,
  ports: GatePorts,
): Answer {
  const denied = findings.some(({ severity }) => severity === 'error');
  if (brokenRules.length === 0) return tell(request, subject, { allowed: !denied, findings, brokenRules });
  const verdict = ports.policy().onRuleError;
  const told = [...findings, ...brokenRules.map((rule) => ruleBrokeDown(rule, verdict))];
  return tell(request, subject, { allowed: !denied && verdict === 'allow', findings: told, brokenRules });
}

type Named = Pick<Reviewed, 'id' | 'namespace' | 'name'>;

function tell(request: AdmissionRequest, subject: Named | undefined, verdict: Verdict): Answer {
  const about: Subject = {
    uid: request.uid,
    kind: subject ? kindNames[subject.id].kind : '',
    group: subject ? kindNames[subject.id].group : '',
    name: subject?.name,
  };
  const { allowed, findings, brokenRules } = verdict;
  return {
    status: 200,
    body: writeVerdict(about, verdict),
    outcome: outcomeOf('validate', request, subject, {
      verdict: allowed ? 'allowed' : 'denied',
      findings,
      brokenRules,
    }),
  };
}

const senses = {
  operation: {
    rule: 'operation-known',
    path: '$request.operation',
    message: 'must be CREATE, UPDATE, DELETE or CONNECT',
  },
  object: { rule: 'object-required', path: '$request.object', message: 'must be the object to judge' },
  kind: { rule: 'kind-unsupported', path: 'kind', message: 'must name the kind of the object' },
  apiVersion: {
    rule: 'kind-unsupported',
    path: 'apiVersion',
    message: 'must name the group and version of the object',
  },
} as const;

function senseless(subject: Senseless): Verdict {
  const found: Finding = {
    ...senses[subject.senseless],
    severity: 'error',
    reason: 'FieldValueInvalid',
    category: 'invalid',
  };
  return { allowed: false, findings: [found], brokenRules: [] };
}

function ruleBrokeDown(rule: string, verdict: 'allow' | 'deny'): Finding {
  return {
    rule,
    severity: verdict === 'deny' ? 'error' : 'warning',
    path: '$',
    reason: 'FieldValueInvalid',
    message: `could not be checked against rule ${rule}, which broke down`,
    category: 'policy',
  };
}
