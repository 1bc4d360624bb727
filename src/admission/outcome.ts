import { kindNames } from '../api/kinds.ts';
import type { Answer, Outcome, Side } from './answer-types.ts';
import type { AdmissionRequest, Refusal } from './request.ts';
import { type Reviewed, requestedKind } from './route.ts';

const nothingFound = { findings: [], brokenRules: [], patchOperations: 0 } as const;

/** What is told about a request, whatever becomes of it. */
export function outcomeOf(
  side: Side,
  request: AdmissionRequest,
  subject: Pick<Reviewed, 'id' | 'namespace' | 'name'> | undefined,
  result: Pick<Outcome, 'verdict'> & Partial<Outcome>,
): Outcome {
  const { uid, operation, user, dryRun } = request;
  const id = subject?.id ?? requestedKind(request.kind);
  const namespace = subject?.namespace ?? request.namespace;
  const name = subject?.name ?? request.name;
  return {
    side,
    ...(uid !== undefined && { uid }),
    kind: id ? kindNames[id].kind : 'other',
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    operation,
    ...(user !== undefined && { user }),
    dryRun,
    ...nothingFound,
    ...result,
  };
}

/** A body that is no review: a short 4xx, the same from the server and from `sluice review`. */
export function refused(side: Side, { status, body, reason }: Refusal): Answer {
  return {
    status,
    body,
    outcome: { side, kind: 'other', dryRun: false, ...nothingFound, verdict: 'unreadable', reason },
  };
}
