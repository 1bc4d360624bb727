import type { Situation } from './situation.ts';
import { isUpdatePending, namesAnotherSavepoint } from './status/update-state.ts';

/**
 * Whether the owner names the state that the job goes on from with a change of the spec. One that the spec has named before is where the
 * job began at that time: its state since then is newer.
 */
export function isSavepointChosen({ spec, status, observed: { revisions } }: Situation): boolean {
  return isUpdatePending(status) && namesAnotherSavepoint(revisions, spec.job, status.components.job);
}
