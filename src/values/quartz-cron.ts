import { javaTrim } from './java-text.ts';

/** A Quartz cron expression, each field as the sorted values that it stands for. */
export interface QuartzCron {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: DayOfMonth | undefined;
  /** 1 to 12. */
  readonly months: readonly number[];
  /** `undefined` where days of the month are given, and the other way round. */
  readonly weekdays: DayOfWeek | undefined;
  /** Every year where left out. */
  readonly years: readonly number[] | undefined;
}

export interface DayOfMonth {
  readonly values: readonly number[];
  /** So many days before the last of the month, for `L` and `L-3`. */
  readonly beforeLast?: number;
  /** `W`: moved to the nearest of Monday to Friday within the month. */
  readonly nearestWeekday: boolean;
}

/** 1 is Sunday, 7 is Saturday. */
export interface DayOfWeek {
  readonly values: readonly number[];
  /** `6L`: the last one of the month. */
  readonly last: boolean;
  /** `6#3`: the third one of the month. */
  readonly nth?: number;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  /** Ranges such as 22-2 go round the end; years do not. */
  readonly wraps: boolean;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const secondField: Field = { name: 'second', min: 0, max: 59, wraps: true };
const minuteField: Field = { name: 'minute', min: 0, max: 59, wraps: true };
const hourField: Field = { name: 'hour', min: 0, max: 23, wraps: true };
const dayField: Field = { name: 'day of the month', min: 1, max: 31, wraps: true };
const monthField: Field = { name: 'month', min: 1, max: 12, names: months, wraps: true };
const weekdayField: Field = { name: 'day of the week', min: 1, max: 7, names: weekdays, wraps: true };
/** Quartz takes any number; a year beyond these is a mistake. */
const yearField: Field = { name: 'year', min: 1970, max: 2999, wraps: false };

/** Longer than any expression that means something; it bounds the work. */
const maxLength = 1000;

/** An expression as Quartz reads it, or the reason why it is none, as a clause without subject. */
export function parseQuartzCron(text: string): QuartzCron | { readonly invalid: string } {
  if (text.length > maxLength) return { invalid: 'is too long' };
  const fields = text
    .toUpperCase()
    .split(/[ \t]+/)
    .map(javaTrim)
    .filter((field) => field !== '');
  if (fields.length < 6) return { invalid: `has ${fields.length} of at least 6 fields` };
  const [second, minute, hour, day, month, weekday] = fields as [string, string, string, string, string, string];
  const year = fields[6];
  if ((day === '?') === (weekday === '?')) {
    return { invalid: 'needs "?" as either the day of the month or the day of the week, and not as both' };
  }
  const problems: string[] = [];
  const read = (field: Field, given: string) => readField(field, given, problems);
  const cron: QuartzCron = {
    seconds: read(secondField, second),
    minutes: read(minuteField, minute),
    hours: read(hourField, hour),
    days: day === '?' ? undefined : readDays(day, problems),
    months: read(monthField, month),
    weekdays: weekday === '?' ? undefined : readWeekdays(weekday, problems),
    years: year === undefined || year === '*' ? undefined : read(yearField, year),
  };
  return problems[0] === undefined ? cron : { invalid: problems[0] };
}

function readField(field: Field, given: string, problems: string[]): number[] {
  const values = new Set<number>();
  for (const item of given.split(',')) {
    const span = spanOf(field, item);
    if (span) addSpan(field, span, values);
    else if (item !== '') report(field, item, problems);
  }
  if (values.size === 0) report(field, given, problems);
  return [...values].sort((a, b) => a - b);
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

const stepped = /^\*?\/(\d{1,4})$/;
const numbers = /^(\d{1,4})(?:-(\d{1,4}))?(?:\/(\d{1,4}))?$/;
/** Quartz does not look at a step behind names. */
const words = /^([A-Z]{3})(?:-([A-Z]{3})(?:\/\d{1,4})?)?$/;

/** One item of a list: everything, a step over everything, a value or a range with a step or without. */
function spanOf(field: Field, item: string): Span | undefined {
  if (item === '*') return { start: field.min, end: field.max, step: 1 };
  const every = stepped.exec(item)?.[1];
  if (every !== undefined) return stepsFrom(field, field.min, Number(every) || 1);
  const [, first, last, by = '1'] = numbers.exec(item) ?? named(field, item) ?? [];
  if (first === undefined) return undefined;
  const start = Number(first);
  const end = Number(last ?? first);
  if (!isWithin(field, start) || !isWithin(field, end)) return undefined;
  if (last === undefined && item.includes('/')) return stepsFrom(field, start, Number(by));
  if (end >= start) return { start, end, step: Number(by) };
  return field.wraps ? { start, end: end + field.max - field.min + 1, step: Number(by) } : undefined;
}

/** From a start to the end of the field. A step that is longer than the field makes no sense. */
function stepsFrom({ max, wraps }: Field, start: number, step: number): Span | undefined {
  return step > max && wraps ? undefined : { start, end: max, step };
}

function named(field: Field, item: string): (string | undefined)[] | undefined {
  const [, first, last] = words.exec(item) ?? [];
  const start = first === undefined ? undefined : numberOf(field, first);
  if (start === undefined) return undefined;
  if (last === undefined) return [item, start];
  const end = numberOf(field, last);
  return end === undefined ? undefined : [item, start, end];
}

function numberOf(field: Field, word: string): string | undefined {
  const index = field.names?.indexOf(word) ?? -1;
  return index < 0 ? undefined : String(index + field.min);
}

function isWithin({ min, max }: Field, value: number): boolean {
  return value >= min && value <= max;
}

/** Past the end of the field the values go on at its beginning. A step of 0 gives the start alone, as in Quartz. */
function addSpan({ min, max }: Field, { start, end, step }: Span, values: Set<number>): void {
  for (let value = start; value <= end; value += step) {
    values.add(value > max ? value - (max - min + 1) : value);
    if (step === 0) return;
  }
}

function report({ name, min, max, names }: Field, item: string, problems: string[]): void {
  const or = names ? ` or ${names[0]} to ${names.at(-1)}` : '';
  problems.push(`has "${item.slice(0, 40)}" as ${name}, which goes from ${min} to ${max}${or}`);
}

const fromLast = /^L(?:-(\d{1,2}))?(W)?$/;
const nearest = /^(\d{1,2})W$/;
const furthestFromLast = 30;

function readDays(given: string, problems: string[]): DayOfMonth {
  const [last, before = '0', moved] = fromLast.exec(given) ?? [];
  if (last !== undefined) {
    if (Number(before) > furthestFromLast)
      problems.push(`has "${given}", more than ${furthestFromLast} days before the last`);
    return { values: [], beforeLast: Number(before), nearestWeekday: moved !== undefined };
  }
  if (given.includes('L') && given.includes(',')) problems.push('has "L" beside other days of the month');
  const items = given.split(',').map((item) => nearest.exec(item)?.[1] ?? item);
  const values = readField(dayField, items.join(','), problems);
  return { values, nearestWeekday: items.join(',') !== given };
}

const lastOrNth = /^(\d|[A-Z]{3})(?:(L)|#(\d))$/;
const mostWeeks = 5;

function readWeekdays(given: string, problems: string[]): DayOfWeek {
  if (given === 'L') return { values: [7], last: false };
  let last = false;
  let nth: number | undefined;
  const items = given.split(',').map((item) => {
    const [, weekday, isLast, week] = lastOrNth.exec(item) ?? [];
    if (isLast !== undefined) last = true;
    if (week !== undefined) nth = Number(week);
    return weekday ?? item;
  });
  const values = readField(weekdayField, items.join(','), problems);
  if (last && items.length > 1) problems.push('has "L" beside other days of the week');
  if (nth === undefined) return { values, last };
  if (nth < 1 || nth > mostWeeks) problems.push(`has "${given.slice(0, 40)}"; "#" is followed by 1 to ${mostWeeks}`);
  // Of several days, Quartz considers the first alone.
  return { values: values.slice(0, 1), last, nth };
}
