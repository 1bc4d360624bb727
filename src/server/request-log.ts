import type { Outcome } from '../admission/answer-types.ts';
import type { Log } from '../log.ts';
import type { Finding } from '../rules/rule.ts';
import { redacted } from './redact.ts';

/** The one line that tells of a review (S-29). Bodies appear at trace only, without what could be a secret. */
export function logReview(log: Log, outcome: Outcome, milliseconds: number, body: Buffer): void {
  if (!log.isLevelEnabled('info')) return;
  const { side, uid, kind, namespace, name, operation, user, dryRun, verdict, findings, brokenRules, reason } = outcome;
  const errors = findings.length === 0 ? '' : ruleIds(findings, 'error');
  log.info(
    {
      side,
      uid,
      kind,
      object: name === undefined ? namespace : `${namespace ?? ''}/${name}`,
      operation,
      user,
      verdict,
      reason,
      rules: errors === '' ? undefined : errors,
      warnings: findings.length === 0 ? undefined : ruleIds(findings, 'warning') || undefined,
      brokenRules: brokenRules.length === 0 ? undefined : brokenRules.join(','),
      dryRun: dryRun || undefined,
      ms: Math.round(milliseconds * 1000) / 1000,
    },
    'reviewed',
  );
  if (log.isLevelEnabled('trace')) log.trace({ uid, body: redacted(body) }, 'the body of a review');
}

function ruleIds(findings: readonly Finding[], severity: Finding['severity']): string {
  return [...new Set(findings.filter((finding) => finding.severity === severity).map(({ rule }) => rule))].join(',');
}
