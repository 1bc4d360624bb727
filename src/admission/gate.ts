import { TooDeep } from '../values/json.ts';
import type { Answer, Gate, Side } from './answer-types.ts';
import { convert } from './convert.ts';
import { mutate } from './mutate.ts';
import { outcomeOf, refused } from './outcome.ts';
import type { GatePorts } from './ports.ts';
import { type AdmissionRequest, Refusal, readReview } from './request.ts';
import { route } from './route.ts';
import { scalingOf } from './scale.ts';
import { validate, validateScaling } from './validate.ts';
import { responseStart } from './verdict.ts';

/** Answers reviews: the server sends these bytes, `sluice review` prints them. */
export function createGate(ports: GatePorts): Gate {
  return {
    async answer(side, body, plural) {
      if (side === 'convert') return convert(body);
      const request = readReview(body);
      if (request instanceof Refusal) return refused(side, request);
      try {
        return await answerRequest(side, request, plural, ports);
      } catch (error) {
        if (error instanceof TooDeep) return refused(side, new Refusal('too-deep', `the object is ${error.message}`));
        throw error;
      }
    },
  };
}

function answerRequest(
  side: Exclude<Side, 'convert'>,
  request: AdmissionRequest,
  plural: string | undefined,
  ports: GatePorts,
): Answer | Promise<Answer> {
  const scaling = scalingOf(request, plural);
  if (scaling) return side === 'validate' ? validateScaling(request, scaling, ports) : passed(side, request);
  const subject = route(request, plural);
  if (subject === 'ignored') return passed(side, request);
  if (side === 'validate') return validate(request, subject, ports);
  return 'senseless' in subject ? passed(side, request) : mutate(request, subject, ports);
}

/** Not for us to judge: allowed, without a word about it (S-11). */
function passed(side: Side, request: AdmissionRequest): Answer {
  return {
    status: 200,
    body: `${responseStart(request.uid, true)}}}`,
    outcome: outcomeOf(side, request, undefined, { verdict: 'ignored' }),
  };
}
