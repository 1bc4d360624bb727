import type { Submission, SubmissionState, Submissions } from '../ports.ts';

export interface SubmissionsUnderWayOptions {
  /** Submits, and says what came of it when the list of jobs of the cluster shows it. Never fails. */
  readonly submit: (uid: string, submission: Submission, signal: AbortSignal) => Promise<SubmissionState>;
  /** Something has become of the submission of this object. */
  readonly wake: (uid: string) => void;
}

interface Kept {
  readonly jobId: string;
  readonly abandoned: AbortController;
  state: SubmissionState;
}

/** What one process submits beside its passes: one submission of an object at a time. */
export class SubmissionsUnderWay implements Submissions {
  readonly #options: SubmissionsUnderWayOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: SubmissionsUnderWayOptions) {
    this.#options = options;
  }

  get running(): number {
    return [...this.#kept.values()].filter(({ state }) => state.type === 'running').length;
  }

  state(uid: string, jobId: string): SubmissionState {
    const kept = this.#kept.get(uid);
    if (kept?.jobId !== jobId) return { type: 'none' };
    if (kept.state.type === 'failed') this.#kept.delete(uid);
    return kept.state;
  }

  begin(uid: string, submission: Submission): void {
    const known = this.#kept.get(uid);
    if (known?.jobId === submission.jobId && known.state.type === 'running') return;
    known?.abandoned.abort();
    const kept: Kept = { jobId: submission.jobId, abandoned: new AbortController(), state: { type: 'running' } };
    this.#kept.set(uid, kept);
    void this.#options.submit(uid, submission, kept.abandoned.signal).then((state) => {
      kept.state = state;
      this.#options.wake(uid);
    });
  }

  abandon(uid: string): void {
    this.#kept.get(uid)?.abandoned.abort();
    this.#kept.delete(uid);
  }
}
