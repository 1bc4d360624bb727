import { stripVTControlCharacters } from 'node:util';

type Fields = Readonly<Record<string, unknown>>;

interface Line extends Fields {
  readonly level: string;
  readonly time: string;
  readonly msg?: string;
}

/** A line for a person at a terminal: time, level, sentence, and the fields that are not empty. */
export function textLine(json: string): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as Line;
  const clock = new Date(time).toTimeString().slice(0, 8);
  const text = msg === 'reviewed' ? reviewed(fields) : `${msg ?? ''}${listed(fields)}`;
  // What a caller put into a name must not move the cursor.
  return `${clock} ${level.padEnd(5)} ${stripVTControlCharacters(text)}\n`;
}

/** What most lines tell of, in the order of a sentence: denied CREATE FlinkDeployment shop/orders by jane (0.4 ms). */
function reviewed({ verdict, side, operation, kind, object, user, ms, uid: _, ...fields }: Fields): string {
  const verb = side === 'validate' ? verdict : `${side} ${verdict}`;
  const subject = [operation, kind, object].filter((value) => value !== undefined).map(shown);
  const who = user === undefined ? '' : ` by ${shown(user)}`;
  return `${verb} ${subject.join(' ')}${who} (${Number(ms).toFixed(1)} ms)${listed(fields)}`;
}

function listed(fields: Fields): string {
  const told = Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined);
  return told.map(([name, value]) => ` ${name}=${shown(value)}`).join('');
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'message' in value) return JSON.stringify(value.message);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\w./:@,-]+$/.test(text) ? text : typeof value === 'string' ? JSON.stringify(text) : text;
}
