import { javaTrim } from './java-text.ts';

export interface FlinkConf {
  readonly entries: ReadonlyMap<string, string>;
  /** Lines, counted from 1, that say something but set no key. */
  readonly ignoredLines: readonly number[];
}

/**
 * Flink's older configuration format, `flink-conf.yaml`, which is no YAML: a line holds `key: value`, split at the first
 * colon with a blank; `#` starts a comment anywhere; what is empty is dropped; the last of two lines for a key counts.
 */
export function parseFlinkConf(text: string): FlinkConf {
  const entries = new Map<string, string>();
  const ignoredLines: number[] = [];
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const comment = line.indexOf('#');
    const content = javaTrim(comment < 0 ? line : line.slice(0, comment));
    const colon = content.indexOf(': ');
    const key = javaTrim(content.slice(0, Math.max(0, colon)));
    const value = javaTrim(content.slice(colon + 2));
    if (colon >= 0 && key !== '' && value !== '') entries.set(key, value);
    else if (content !== '') ignoredLines.push(index + 1);
  }
  return { entries, ignoredLines };
}
