import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** What Flink itself opens of the modules of Java, without which 1.x ends at once on Java 17. */
export function openedModules(home: string): string {
  const file = path.join(home, 'conf/config.yaml');
  if (!existsSync(file)) return '';
  const { env } = parse(readFileSync(file, 'utf8')) as { env?: { java?: { opts?: { all?: string } } } };
  return env?.java?.opts?.all ?? '';
}
