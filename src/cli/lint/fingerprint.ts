import { createHash } from 'node:crypto';
import type { LintFinding } from './report.ts';

/** Names a finding by rule, object and path, so that it stays the same when lines move (C-21). */
export function fingerprint(
  finding: Pick<LintFinding, 'rule' | 'kind' | 'namespace' | 'name' | 'path' | 'file'>,
): string {
  const { rule, kind, namespace, name, path, file } = finding;
  // What is wrong with a text that cannot be read belongs to no object, but to its file.
  const owner = kind === undefined ? file : `${kind} ${namespace ?? ''}/${name ?? ''}`;
  return createHash('sha256').update(`${rule}\n${owner}\n${path}`).digest('hex').slice(0, 32);
}
