/** What a caller can tell from the exit status alone (C-01). */
export const exitCode = {
  ok: 0,
  findings: 1,
  usage: 2,
  unreadable: 3,
  internal: 4,
} as const;

const gravity: readonly number[] = [
  exitCode.ok,
  exitCode.findings,
  exitCode.unreadable,
  exitCode.usage,
  exitCode.internal,
];

/** Where several things happened, the gravest is told: 4 > 2 > 3 > 1. */
export function gravest(...codes: readonly number[]): number {
  return codes.reduce((worst, code) => (gravity.indexOf(code) > gravity.indexOf(worst) ? code : worst), exitCode.ok);
}
