import { lifecycleOf } from '../status/lifecycle.ts';
import type { Status } from './subject.ts';

/** An error is over when what was deployed last runs as it should. */
export function withoutOldError(status: Status): Status {
  const { error, ...rest } = status;
  if (error === undefined || status.jobManagerDeploymentStatus === 'ERROR') return status;
  if (status.jobStatus?.state === 'FAILED') return status;
  return lifecycleOf(rest) === 'STABLE' ? rest : status;
}
