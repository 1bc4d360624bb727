import type { Resource } from '../ports.ts';
import type { Decision } from '../step.ts';
import type { SubmitterJob } from './observed.ts';
import type { Status } from './subject.ts';

/**
 * With its pod: what comes after it begins when nothing of it runs any more. `ifUnchanged`: not where something has happened to it since it
 * was looked at, as where its pod is ready by now.
 */
export function removeSubmitter(
  { metadata: { name, uid, resourceVersion, deletionTimestamp } }: SubmitterJob,
  { namespace }: Resource['metadata'],
  status: Status,
  { ifUnchanged = false } = {},
): Decision<Status> {
  const waits = {
    status,
    again: 2000,
    pending: { reason: 'SubmitterEnding', message: `the Job ${name} is being removed` },
  };
  if (deletionTimestamp !== undefined) return waits;
  const key = { apiVersion: 'batch/v1', kind: 'Job', namespace, name, uid, propagation: 'Foreground' } as const;
  const asSeen = ifUnchanged && resourceVersion !== undefined && { resourceVersion };
  return { ...waits, actions: [{ type: 'remove', key: { ...key, ...asSeen } }] };
}
