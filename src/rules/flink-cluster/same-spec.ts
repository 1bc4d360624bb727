import type { KubeObject } from '../../api/meta.ts';
import { specChange } from './spec-change.ts';

/**
 * Whether an UPDATE leaves the cluster as it is: equal after defaults, quantities by amount, an empty list the same as
 * none. Requests to cancel the job or to take a savepoint do not count: rules of the `metadata` scope judge them, so that
 * a job can be saved and stopped though its cluster breaks a newer rule. Both objects must be of one version.
 */
export function sameClusterSpec(previous: KubeObject, object: KubeObject): boolean {
  return specChange(previous, object).paths.length === 0;
}
