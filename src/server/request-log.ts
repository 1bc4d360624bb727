import type { Outcome } from '../admission/answer-types.ts';
import type { Log } from '../log.ts';
import type { Finding } from '../rules/rule.ts';
import type { Metrics } from './metrics.ts';
import { redacted } from './redact.ts';

interface Answered {
  readonly outcome: Outcome;
  readonly milliseconds: number;
  readonly body: Buffer | undefined;
}

export type Recorder = (outcome: Outcome, milliseconds: number, body: Buffer) => void;

/**
 * Counts and logs answered reviews once the event loop has sent its answers. Callers wait less, and telling of several
 * at a time costs half, because the code is still in the processor's caches.
 */
export function createRecorder(log: Log, metrics: Pick<Metrics, 'answered'>): Recorder {
  let waiting: Answered[] = [];
  function tell(): void {
    const batch = waiting;
    waiting = [];
    for (const { outcome, milliseconds, body } of batch) {
      metrics.answered(outcome, milliseconds / 1000);
      logReview(log, outcome, milliseconds, body);
    }
  }
  return (outcome, milliseconds, body) => {
    if (waiting.length === 0) setImmediate(tell);
    waiting.push({ outcome, milliseconds, body: log.isLevelEnabled('trace') ? body : undefined });
  };
}

/** The one line that tells of a review (S-29). Bodies appear at trace only, without what could be a secret. */
function logReview(log: Log, outcome: Outcome, milliseconds: number, body: Buffer | undefined): void {
  if (!log.isLevelEnabled('info')) return;
  const { side, uid, kind, namespace, name, operation, user, verdict, findings } = outcome;
  const fields = {
    side,
    uid,
    kind,
    object: namespace === undefined || name === undefined ? (name ?? namespace) : `${namespace}/${name}`,
    operation,
    user,
    verdict,
    ms: Math.round(milliseconds * 1000) / 1000,
  };
  const plain = findings.length === 0 && verdict === 'allowed' && !outcome.dryRun && outcome.brokenRules.length === 0;
  // Most reviews have nothing more to tell, and the logger takes time for each field, even for those without a value.
  log.info(plain ? fields : { ...fields, ...details(outcome) }, 'reviewed');
  if (body) log.trace({ uid, body: redacted(body) }, 'the body of a review');
}

function details({ findings, brokenRules, dryRun, reason }: Outcome): object {
  return {
    reason,
    rules: ruleIds(findings, 'error'),
    warnings: ruleIds(findings, 'warning'),
    brokenRules: brokenRules.join(',') || undefined,
    dryRun: dryRun || undefined,
  };
}

function ruleIds(findings: readonly Finding[], severity: Finding['severity']): string | undefined {
  const ids = findings.filter((finding) => finding.severity === severity).map(({ rule }) => rule);
  return ids.length === 0 ? undefined : [...new Set(ids)].join(',');
}
