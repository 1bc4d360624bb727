import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where the recorded cases are, or `undefined` on a machine without them. */
export function corpusFolder(name: string): string | undefined {
  const root = process.env['SLUICE_CONFORMANCE'] ?? path.resolve(import.meta.dirname, '../../../shared/conformance');
  const folder = path.join(root, name);
  return existsSync(folder) ? folder : undefined;
}

export interface Expectation {
  readonly allowed: boolean;
  readonly rule?: string;
  readonly field?: string;
  readonly also?: readonly { readonly rule: string; readonly field: string }[];
  readonly quirk?: boolean;
  readonly stage?: string;
}

export interface RecordedCase {
  readonly id: string;
  readonly title: string;
  readonly operation: string;
  readonly object: Record<string, unknown> | null;
  readonly old?: unknown;
  readonly expect: Expectation;
}

export interface FlinkCase extends RecordedCase {
  readonly kind: string;
  readonly config?: Record<string, string | null>;
  readonly subResource?: string;
  readonly related?: unknown;
  readonly dns?: Record<string, string | null>;
  readonly mutated?: Record<string, unknown>;
  readonly better?: { readonly allowed: boolean; readonly rule?: string; readonly why: string };
  readonly crdSchema?: 'rejects';
}

export interface ClusterCase extends RecordedCase {
  readonly apiVersion: string;
  readonly defaulted?: Record<string, unknown>;
}

/** Every file of a corpus with its parsed content, in the order of their names. */
export function* files(folder: string): Generator<{ name: string; content: unknown }> {
  for (const file of readdirSync(folder).toSorted()) {
    if (!file.endsWith('.json')) continue;
    yield { name: file, content: JSON.parse(readFileSync(path.join(folder, file), 'utf8')) };
  }
}
