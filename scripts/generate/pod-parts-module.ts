import type { Schema } from '../../src/api/schema.ts';
import { generatedNote } from './note.ts';

/** The parts as a module, for those who need schemas at run time; one line each, so that changes are easy to see. */
export function podPartsModule(parts: Readonly<Record<string, Schema>>): string {
  const lines = Object.entries(parts).map(([name, part]) => `  ${name}: ${JSON.stringify(part)},`);
  return [`// ${generatedNote}`, 'export const podParts = {', ...lines, '};', ''].join('\n');
}
