import type { Decision } from '../step.ts';
import type { Status } from './subject.ts';

/** What is waited for, where only a person can bring it about or wants to know of it: told once. */
export const waitsFor = (reason: string, message: string): Pick<Decision<Status>, 'pending' | 'happenings'> => ({
  pending: { reason, message },
  happenings: [{ component: 'FlinkOperator', type: 'Warning', reason, message, again: 'ignore' }],
});
