import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import type { Schema } from '../../src/api/schema.ts';
import { compact } from './compact.ts';
import { generatedNote } from './note.ts';
import { duplicateItem, withKeywords } from './validation-keywords.ts';
import { validationSchemas } from './validation-schema.ts';
import { zeros } from './zeros.ts';

/** One module with a validator for each kind; equal structures are one function. */
export function validatorModule(parts: Readonly<Record<string, Schema>>): string {
  const schemas = validationSchemas(parts);
  const ajv = withKeywords(
    new Ajv({
      allErrors: true,
      inlineRefs: false,
      validateSchema: false,
      messages: false,
      allowUnionTypes: true,
      strictTypes: false,
      code: { source: true, esm: true, optimize: 2 },
    }),
  );
  ajv.addSchema(schemas.parts);
  for (const schema of schemas.kinds.values()) ajv.addSchema(schema);
  const code = standalone.default(ajv, Object.fromEntries([...schemas.kinds.keys()].map((id) => [id, id])));
  return [
    `// ${generatedNote}`,
    compact(code),
    duplicateItem.trim(),
    `export const zeros = ${JSON.stringify(zeros())};`,
    '',
  ].join('\n');
}
