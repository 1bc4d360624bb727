import type { Span } from './manifest.ts';

/** Counted from 1, columns in UTF-16 units as editors count; the end is the first place after. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Finds lines in a text. */
export class Lines {
  private readonly text: string;
  private readonly starts: number[] = [0];

  constructor(text: string) {
    this.text = text;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  region({ start, end }: Span): Region {
    const line = this.lineAt(start);
    const endLine = this.lineAt(Math.max(start, end));
    return {
      line,
      column: start - this.startOf(line) + 1,
      endLine,
      endColumn: Math.max(start, end) - this.startOf(endLine) + 1,
    };
  }

  /** Counted from 1. */
  lineAt(offset: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The text of a line without its end; empty for a line that is not there. */
  line(number: number): string {
    const start = this.starts[number - 1];
    if (start === undefined) return '';
    return this.text.slice(start, this.starts[number] ?? this.text.length).replace(/\r?\n$/, '');
  }

  get count(): number {
    return this.starts.length;
  }

  startOf(line: number): number {
    return this.starts[line - 1] ?? this.text.length;
  }
}
