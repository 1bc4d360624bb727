import type { SubmitterJob } from './observed.ts';

export const hasEnded = ({ status = {} }: SubmitterJob): boolean => (status.succeeded ?? 0) + (status.failed ?? 0) > 0;

/** What the submit script has written down: a small YAML document. What is cut off, or is something else, is a message. */
export function readMessage(text: string): { readonly jobId?: string; readonly message: string } {
  const jobId = /^jobID: *([0-9a-f]{32}) *$/m.exec(text)?.[1];
  const [, block] = /^message: *\|[-+]?\n([\s\S]*)$/m.exec(text) ?? [];
  const message = (block ?? text.replace(/^jobID:.*$/m, '')).replace(/^ {2}/gm, '').trim();
  return { ...(jobId !== undefined && { jobId }), message };
}
