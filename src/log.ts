import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { textLine } from './log-text.ts';

export type Log = Logger;

export interface LogOptions {
  readonly level: string;
  readonly format: 'json' | 'text';
  /** Where lines go; standard output where it is left out. */
  readonly output?: Output;
}

type Output = DestinationStream & { flushSync?(): void };

export interface LogWriter {
  readonly log: Log;
  /** Writes out what is still in memory; for the last moment of a process. */
  flush(): void;
}

/** Lines are gathered up to this size: a write for each line would cost more than the review it tells of. */
const chunkLength = 32 * 1024;
const chunkMilliseconds = 100;
/** What is kept for a reader that has stalled, in bytes. Later lines are lost; a full pipe must not become a full memory. */
const backlog = 8 * 1024 * 1024;

export function createLog({ level, format, output = standardOutput() }: LogOptions): LogWriter {
  const chunks = new ChunkedOutput(output);
  const stream = format === 'json' ? chunks : { write: (line: string) => chunks.write(textLine(line)) };
  const log = pino(
    {
      level,
      base: null,
      timestamp: isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['headers.authorization', 'headers.cookie'],
    },
    stream,
  );
  return { log, flush: () => chunks.flushSync() };
}

function standardOutput(): Output {
  const stream = destination({ dest: 1, sync: false, minLength: 0, maxWrite: 4 * chunkLength, maxLength: backlog });
  // A full disk behind standard output must not stop admission. Nobody is left to be told.
  stream.on('error', () => {});
  return stream;
}

/**
 * Copies every line into one buffer. Kept as strings, the pieces of a hundred lines would outlive many collections of
 * the young generation, and moving them costs three times as much as the logging itself.
 */
class ChunkedOutput implements DestinationStream {
  readonly #output: Output;
  readonly #chunk = Buffer.allocUnsafeSlow(chunkLength);
  #length = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  write(line: string): void {
    // No character of a string takes more than three bytes.
    const most = line.length * 3;
    if (most > chunkLength - this.#length) this.#flush();
    if (most > chunkLength) {
      this.#output.write(line);
      return;
    }
    this.#length += this.#chunk.write(line, this.#length);
    this.#timer ??= setTimeout(() => this.#flush(), chunkMilliseconds);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#length === 0) return;
    this.#output.write(this.#chunk.toString('utf8', 0, this.#length));
    this.#length = 0;
  }

  flushSync(): void {
    this.#flush();
    try {
      this.#output.flushSync?.();
    } catch {
      // The reader is gone or the disk is full, and the process is about to end.
    }
  }
}

let second = 0;
let secondText = '';

/** Formatting a date costs as much as the rest of a line, so it is done once a second. */
function isoTime(): string {
  const now = Date.now();
  const whole = Math.floor(now / 1000);
  if (whole !== second) {
    second = whole;
    secondText = `,"time":"${new Date(whole * 1000).toISOString().slice(0, 20)}`;
  }
  const milliseconds = now - whole * 1000;
  return `${secondText}${milliseconds < 10 ? '00' : milliseconds < 100 ? '0' : ''}${milliseconds}Z"`;
}
