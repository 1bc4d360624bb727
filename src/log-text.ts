import { stripVTControlCharacters } from 'node:util';

interface Line {
  readonly level: string;
  readonly time: string;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

/** A line for a person at a terminal: time, level, sentence, and the fields that are not empty. */
export function textLine(json: string): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as Line;
  const told = Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined);
  const clock = new Date(time).toTimeString().slice(0, 8);
  const text = told.map(([name, value]) => ` ${name}=${shown(value)}`).join('');
  // What a caller put into a name must not move the cursor.
  return `${clock} ${level.padEnd(5)} ${stripVTControlCharacters(`${msg ?? ''}${text}`)}\n`;
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'message' in value) return JSON.stringify(value.message);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\w./:@,-]+$/.test(text) ? text : typeof value === 'string' ? JSON.stringify(text) : text;
}
