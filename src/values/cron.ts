import { type DayOfMonth, type DayOfWeek, parseQuartzCron, type QuartzCron } from './quartz-cron.ts';
import { transition, zoneOffset } from './zoned-time.ts';

/** Why a text is no Quartz cron expression, as a clause without subject; `undefined` where it is one. */
export function checkQuartzCron(text: string): string | undefined {
  const cron = parseQuartzCron(text);
  return 'invalid' in cron ? cron.invalid : undefined;
}

/** Clocks are changed at most once within that time. Milliseconds. */
const oneSeason = 7 * 86_400_000;

/**
 * The first time after the given one at which a Quartz expression fires where clocks show the time of this zone; `undefined` where it is
 * none or never fires again. An hour that the clocks skip has no times, and one that they show twice has each of them twice.
 */
export function nextCronTimeIn(zone: string, text: string, after: Date): Date | undefined {
  for (let at = after.getTime(); ; ) {
    const offset = zoneOffset(zone, at + 1);
    const shown = nextCronTime(text, new Date(at + offset));
    if (!shown) return undefined;
    const next = shown.getTime() - offset;
    const end = Math.min(next, at + oneSeason);
    // What fires at the change itself comes after it.
    if (zoneOffset(zone, end) !== offset) at = transition(zone, at + 1, end) - 1;
    else if (end === next) return new Date(next);
    else at = end;
  }
}

/** Quartz looks no further ahead, either. */
const yearsAhead = 100;

/**
 * The first time after the given one at which a Quartz expression fires, in UTC; `undefined` where it is none or never
 * fires again.
 */
export function nextCronTime(text: string, after: Date): Date | undefined {
  const cron = parseQuartzCron(text);
  if ('invalid' in cron) return undefined;
  const from = new Date(Math.floor(after.getTime() / 1000) * 1000 + 1000);
  const firstYear = from.getUTCFullYear();
  for (let year = firstYear; year <= firstYear + yearsAhead; year++) {
    if (cron.years && !cron.years.includes(year)) continue;
    for (const month of cron.months) {
      const found = nextInMonth(cron, year, month, from);
      if (found) return found;
    }
  }
  return undefined;
}

const dayLength = 86_400_000;

function nextInMonth(cron: QuartzCron, year: number, month: number, from: Date): Date | undefined {
  if (Date.UTC(year, month, 1) <= from.getTime()) return undefined;
  const days = cron.days ? daysOfMonth(cron.days, year, month) : weekdaysOfMonth(cron.weekdays, year, month);
  for (const day of days) {
    const midnight = Date.UTC(year, month - 1, day);
    if (midnight + dayLength <= from.getTime()) continue;
    const time = timeOfDay(cron, Math.max(0, from.getTime() - midnight) / 1000);
    if (time !== undefined) return new Date(midnight + time * 1000);
  }
  return undefined;
}

/** The first time of the day, in seconds, that is not before the given one. */
function timeOfDay({ hours, minutes, seconds }: QuartzCron, from: number): number | undefined {
  for (const hour of hours) {
    if (hour * 3600 + 3599 < from) continue;
    for (const minute of minutes) {
      const start = hour * 3600 + minute * 60;
      if (start + 59 < from) continue;
      const second = seconds.find((value) => start + value >= from);
      if (second !== undefined) return start + second;
    }
  }
  return undefined;
}

function daysOfMonth({ values, beforeLast, nearestWeekday }: DayOfMonth, year: number, month: number): number[] {
  const last = lastDay(year, month);
  const days = (beforeLast === undefined ? values : [last - beforeLast]).filter((day) => day >= 1 && day <= last);
  // Of several days with a `W`, Quartz considers the first alone.
  return nearestWeekday ? days.slice(0, 1).map((day) => nearestWorkday(year, month, day)) : days;
}

const saturday = 7;
const sunday = 1;

/** Never in another month. */
function nearestWorkday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === saturday) return day === 1 ? 3 : day - 1;
  if (weekday === sunday) return day === lastDay(year, month) ? day - 2 : day + 1;
  return day;
}

function weekdaysOfMonth(weekdays: DayOfWeek | undefined, year: number, month: number): number[] {
  const { values = [], last = false, nth } = weekdays ?? {};
  const days: number[] = [];
  for (let day = 1; day <= lastDay(year, month); day++) {
    if (values.includes(weekdayOf(year, month, day))) days.push(day);
  }
  if (last) return days.slice(-1);
  return nth === undefined ? days : days.slice(nth - 1, nth);
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 is Sunday. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}
