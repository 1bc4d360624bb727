import type { Happening } from './happening.ts';
import { type Change, strongest } from './spec-difference.ts';

/** Another spec is to be brought about. Values are left out: some of them are secrets. */
export function specChanged(kind: string, generation: number, changes: readonly Change[]): Happening {
  const type = strongest(changes).toUpperCase().replace('-', '_');
  const paths = changes.map(({ path }) => path).join(', ');
  return {
    component: 'JobManagerDeployment',
    type: 'Normal',
    reason: 'SpecChanged',
    message: `${type} change(s) detected (Diff: ${kind}Spec[${paths}]), starting reconciliation.`,
    messageKey: `SpecChange: ${generation}`,
    again: 'ignore',
  };
}

/** What runs is stopped, for another spec or because it is to rest. */
export const suspends: Happening = {
  component: 'JobManagerDeployment',
  type: 'Normal',
  reason: 'Suspended',
  message: 'Suspending existing deployment.',
};
