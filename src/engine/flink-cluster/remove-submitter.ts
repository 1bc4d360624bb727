import type { Resource } from '../ports.ts';
import type { Decision } from '../step.ts';
import type { SubmitterJob } from './observed.ts';
import type { Status } from './subject.ts';

/** With its pod: what comes after it begins when nothing of it runs any more. */
export function removeSubmitter(
  { metadata: { name, uid, deletionTimestamp } }: SubmitterJob,
  { namespace }: Resource['metadata'],
  status: Status,
): Decision<Status> {
  const waits = {
    status,
    again: 2000,
    pending: { reason: 'SubmitterEnding', message: `the Job ${name} is being removed` },
  };
  if (deletionTimestamp !== undefined) return waits;
  const key = { apiVersion: 'batch/v1', kind: 'Job', namespace, name, uid, propagation: 'Foreground' } as const;
  return { ...waits, actions: [{ type: 'remove', key }] };
}
