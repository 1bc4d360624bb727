import { checkQuartzCron, nextCronTimeIn } from './cron.ts';
import { parseDuration } from './duration.ts';
import { javaTrim } from './java-text.ts';

/** When snapshots of a job are taken. */
export type SnapshotSchedule =
  | { readonly type: 'never' }
  | { readonly type: 'every'; readonly milliseconds: number }
  | { readonly type: 'cron'; readonly expression: string }
  /** Why the text is no schedule, as a clause without subject. */
  | { readonly type: 'invalid'; readonly reason: string };

/**
 * A Flink duration (`6h`, `10 min`; a bare number is milliseconds) or a Quartz cron expression; empty and 0 are never.
 * Source: `spec/flink-engine.md` 7.6.
 */
export function parseSnapshotSchedule(text: string): SnapshotSchedule {
  if (javaTrim(text) === '') return { type: 'never' };
  const duration = parseDuration(text);
  if (duration !== undefined) {
    const milliseconds = Number(duration / 1_000_000n);
    return duration === 0n ? { type: 'never' } : { type: 'every', milliseconds: Math.max(1, milliseconds) };
  }
  const reason = checkQuartzCron(text);
  if (reason === undefined) return { type: 'cron', expression: text };
  return { type: 'invalid', reason: `is no duration such as 6h, and as cron it ${reason}` };
}

/** The first time after the last one, by the clocks of an IANA time zone; `undefined` where there is none. */
export function nextSnapshotTime(schedule: SnapshotSchedule, last: Date, zone: string): Date | undefined {
  switch (schedule.type) {
    case 'every': {
      const next = new Date(last.getTime() + schedule.milliseconds);
      // Beyond what dates can be.
      return Number.isNaN(next.getTime()) ? undefined : next;
    }
    case 'cron':
      return nextCronTimeIn(zone, schedule.expression, last);
    default:
      return undefined;
  }
}

/** The last of the times after the given one that is not after `now`; `undefined` where there is none. */
export function latestSnapshotTime(schedule: SnapshotSchedule, last: Date, now: Date, zone: string): Date | undefined {
  let found = nextSnapshotTime(schedule, last, zone);
  if (!found || found > now) return undefined;
  if (schedule.type === 'every') {
    const past = (now.getTime() - last.getTime()) % schedule.milliseconds;
    return new Date(now.getTime() - past);
  }
  // From any time before `after` on the next one is over, and from `until` on it is to come.
  for (let [after, until] = [found.getTime(), now.getTime()]; after < until; ) {
    const middle = Math.floor((after + until) / 2);
    const next = nextSnapshotTime(schedule, new Date(middle), zone);
    if (next && next <= now) [found, after] = [next, next.getTime()];
    else until = middle;
  }
  return found;
}
