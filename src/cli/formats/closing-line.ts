import type { Summary } from '../lint/report.ts';

/** The last thing that a run says (C-13). */
export function closingLine({ documents, errors, warnings, suppressed, milliseconds }: Summary): string {
  const time = Math.max(1, Math.round(milliseconds));
  return `${documents} documents, ${errors} errors, ${warnings} warnings, ${suppressed} suppressed in ${time} ms`;
}
