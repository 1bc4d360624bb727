import { isObject } from '../../src/values/json.ts';

/** What a JobManager reads when it starts: keys without their nesting. */
export function readConfiguration(data: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const { 'config.yaml': nested, 'flink-conf.yaml': flat = '' } = data;
  const found = new Map<string, string>();
  for (const line of (nested ?? flat).split('\n')) {
    const colon = line.indexOf(': ');
    if (line.startsWith('{')) flatten(JSON.parse(line), '', found);
    else if (colon > 0) found.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return found;
}

function flatten(value: unknown, at: string, found: Map<string, string>): void {
  if (!isObject(value)) {
    found.set(at, Array.isArray(value) ? value.join(';') : String(value));
    return;
  }
  for (const [key, child] of Object.entries(value)) flatten(child, at === '' ? key : `${at}.${key}`, found);
}

/** JSON is YAML, and quickly written. */
export const printYaml = (value: unknown): string =>
  `${JSON.stringify(value, (_, child: unknown) => (child instanceof Map ? Object.fromEntries(child) : child))}\n`;
