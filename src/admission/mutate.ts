import type { Answer } from './answer-types.ts';
import { diff } from './json-patch.ts';
import { admittedKinds } from './kinds.ts';
import { outcomeOf } from './outcome.ts';
import type { GatePorts } from './ports.ts';
import type { AdmissionRequest } from './request.ts';
import type { Reviewed } from './route.ts';
import { responseStart } from './verdict.ts';

/** The mutating side: writes out what the user left unsaid. It never denies; `/validate` says what is wrong. */
export function mutate(request: AdmissionRequest, subject: Reviewed, ports: GatePorts): Answer {
  const { id, object, operation } = subject;
  const defaulted = admittedKinds[id].defaulted(object, operation, ports.policy().defaults);
  const operations = defaulted === object ? [] : diff(object, defaulted);
  const patch =
    operations.length === 0 ? '' : `,"patchType":"JSONPatch","patch":"${base64(JSON.stringify(operations))}"`;
  return {
    status: 200,
    body: `${responseStart(request.uid, true)}${patch}}}`,
    outcome: outcomeOf('mutate', request, subject, { verdict: 'allowed', patchOperations: operations.length }),
  };
}

/** Of the UTF-8 bytes, as a Go server decodes a `[]byte`. */
function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
