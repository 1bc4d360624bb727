import type { Finding } from '../rules/rule.ts';

export type Side = 'validate' | 'mutate' | 'convert';

/** One HTTP exchange, without HTTP. `sluice review` prints the body, the server sends it. */
export interface Answer {
  /** 200 whenever the review could be read, otherwise 400 or 413. */
  readonly status: number;
  /** JSON. */
  readonly body: string;
  readonly outcome: Outcome;
}

/** What is worth a log line and a metric (S-28, S-29); never any content of the object. */
export interface Outcome {
  readonly side: Side;
  readonly uid?: string;
  /** Only kinds of ours are named, others are `other`. */
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly operation?: string;
  readonly user?: string;
  readonly dryRun: boolean;
  /** `ignored`: not ours to judge, allowed (S-11). `unreadable`: no review could be read. */
  readonly verdict: 'allowed' | 'denied' | 'ignored' | 'unreadable';
  readonly findings: readonly Finding[];
  /** Rules that threw or overran. */
  readonly brokenRules: readonly string[];
  readonly patchOperations: number;
  /** Why a body was refused. */
  readonly reason?: 'empty' | 'too-large' | 'not-json' | 'too-deep' | 'not-a-review' | 'not-utf8';
}

export interface Gate {
  /** `plural` is the sub-path of a per-kind webhook; a review of another kind is then allowed and ignored. */
  answer(side: Side, body: Uint8Array | string, plural?: string): Promise<Answer>;
}
