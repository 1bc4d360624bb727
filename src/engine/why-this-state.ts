import { type CommonSpec, type CommonStatus, keepsState } from './status/bookkeeping.ts';

interface Begun {
  /** What was brought about last; `undefined` the first time. */
  readonly last: object | undefined;
  readonly wanted: CommonSpec;
  readonly status: CommonStatus;
}

/** The state that a job is about to begin from. */
export interface GivenState {
  /** The one that its owner names. */
  readonly savepointPath?: string | undefined;
  /** What Flink is given; `undefined` where the job begins with nothing. */
  readonly path: string | undefined;
}

/** Why a job begins from this state and no other, where that does not rest on what high availability keeps: for people. */
export function whyThisState({ last, wanted, status }: Begun, { savepointPath, path }: GivenState): string {
  if (path === undefined) {
    if (!last) return 'initialSavepointPath names no state';
    return keepsState(wanted.job) ? 'no state is known' : 'upgradeMode is stateless';
  }
  if (path === savepointPath) return 'initialSavepointPath names the state';
  const { state } = status.jobStatus ?? {};
  return state === 'CANCELED' || state === 'FAILED' ? 'it left this state' : 'this is the newest state that is known';
}
