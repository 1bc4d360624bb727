import { checkQuartzCron } from './cron.ts';
import { isJavaWhitespace } from './java-text.ts';

/**
 * Why an item of the autoscaler's excluded periods is none, as a clause without subject; `undefined` where it is one. It is
 * a daily range (`9:30-10:50`), a Quartz cron expression, or one of each joined by `&&`.
 */
export function parseExcludedPeriod(text: string): string | undefined {
  const parts = text.length > longestPeriod ? [] : text.split('&&');
  if (parts.length > 1 && parts.at(-1) === '') parts.pop();
  if (parts.length === 0 || parts.length > 2) return 'joins more than a daily range and a cron expression';
  let daily = 0;
  for (const part of parts) {
    const period = strip(part);
    if (isDailyRange(period)) {
      daily++;
    } else {
      const reason = checkQuartzCron(period);
      if (reason !== undefined)
        return `"${shown(period)}" is no daily range such as 9:30-10:50, and as cron it ${reason}`;
    }
  }
  return parts.length === 2 && daily !== 1 ? 'joins two of a kind with "&&"; one must be a range, one cron' : undefined;
}

const longestPeriod = 2000;

function shown(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isJavaWhitespace(text.charCodeAt(start))) start++;
  while (end > start && isJavaWhitespace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const timeOfDay = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?::(\d{1,3}))?)?$/;

function isDailyRange(text: string): boolean {
  const dash = text.indexOf('-');
  const start = dash < 0 ? undefined : milliseconds(text.slice(0, dash));
  const end = milliseconds(text.slice(dash + 1));
  return start !== undefined && end !== undefined && start < end;
}

function milliseconds(text: string): number | undefined {
  const parts = timeOfDay.exec(text);
  if (!parts) return undefined;
  const [hour = 0, minute = 0, second = 0, milli = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000 + milli;
}
