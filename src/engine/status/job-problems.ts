import type { JobProblem } from '../flink-port.ts';
import type { Happening } from '../happening.ts';
import type { Recollection } from '../ports.ts';

export interface ProblemLimits {
  /** Events of one pass. */
  readonly events: number;
  /** Lines of a stack trace that an event tells. */
  readonly lines: number;
}

interface ToldProblems {
  readonly happenings: readonly Happening[];
  readonly seen: NonNullable<Recollection['exceptions']>;
}

/** Of a job that this process sees for the first time, what is older than this was told by another one. Milliseconds. */
const oldest = 30 * 60 * 1000;

/**
 * What a job has thrown since it was last looked at, as Events, and up to where it was told. Source: `spec/flink-engine.md` 2.4.4.
 */
export function problemsToTell(
  jobId: string,
  problems: readonly JobProblem[],
  before: Recollection['exceptions'],
  now: Date,
  limits: ProblemLimits,
): ToldProblems {
  const since = sinceWhen(jobId, before, now);
  const dated = problems.flatMap((problem) =>
    problem.timestamp === undefined ? [] : [{ ...problem, timestamp: problem.timestamp }],
  );
  const news = dated.filter(({ timestamp }) => timestamp > since).toSorted((a, b) => b.timestamp - a.timestamp);
  const until = Math.max(since, ...dated.map(({ timestamp }) => timestamp));
  return {
    happenings: news.slice(0, limits.events).map((problem) => happeningOf(problem, limits.lines)),
    seen: { jobId, until },
  };
}

function sinceWhen(jobId: string, before: Recollection['exceptions'], now: Date): number {
  if (before) return before.jobId === jobId ? before.until : Number.NEGATIVE_INFINITY;
  return now.getTime() - oldest;
}

function happeningOf(problem: JobProblem & { readonly timestamp: number }, lines: number): Happening {
  const all = (problem.stackTrace ?? problem.name ?? 'the job has thrown an exception').trimEnd().split('\n');
  const left = all.length - lines;
  const message = [...all.slice(0, lines), ...(left > 0 ? [`... (${left} more lines)`] : [])].join('\n');
  return {
    component: 'Job',
    type: 'Warning',
    reason: 'JobException',
    message,
    // The same exception at another time is one more of the same event.
    messageKey: `${problem.name ?? ''} ${message}`,
    annotations: annotationsOf(problem),
  };
}

const annotationName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

function annotationsOf(problem: JobProblem & { readonly timestamp: number }): Record<string, string> {
  const named: [string, string | undefined][] = [
    ['exception-timestamp', new Date(problem.timestamp).toISOString()],
    ['task-name', problem.task],
    ['endpoint', problem.endpoint],
    ['tm-id', problem.taskManager],
    ...Object.entries(problem.labels).map(([key, text]): [string, string] => [`failure-label-${key}`, text]),
  ];
  return Object.fromEntries(
    named.flatMap(([key, text]) => (text !== undefined && annotationName.test(key) ? [[key, plain(text)]] : [])),
  );
}

/** On one line, without what a terminal would obey. */
function plain(text: string): string {
  return text.replaceAll(/[\n\r\t]/g, ' ').replaceAll(/\p{Cc}/gu, '');
}
