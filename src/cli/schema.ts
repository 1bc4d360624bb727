import path from 'node:path';
import { type KindId, kindNames } from '../api/kinds.ts';
import { slimSchema } from '../api/slim-schema.ts';
import { UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';
import { writeFile } from './lint/targets.ts';

export interface SchemaOptions {
  readonly kind?: string;
  readonly of?: 'lint-report' | 'lint-config';
  readonly output?: string;
}

const documents = {
  'lint-report': async () => (await import('./formats/lint-report.schema.json', { with: { type: 'json' } })).default,
  'lint-config': async () => (await import('./lint/lint-config.schema.json', { with: { type: 'json' } })).default,
} as const;

/** JSON schemas for editors: of one kind, of every kind as files, or of what `lint` reads and writes. */
export const writeSchemas: Command<SchemaOptions> = async ({ kind, of, output }, { stdout, stderr, cwd }) => {
  if (of !== undefined && kind !== undefined) throw new UsageError('--of and --kind cannot both be written');
  const files = of === undefined ? kindSchemas(kind) : new Map([[`${of}.json`, await documents[of]()]]);
  if (output !== undefined) {
    for (const [name, schema] of files) writeFile(path.resolve(cwd, output, name), textOf(schema));
    stderr.write(`wrote ${files.size} files to ${output}\n`);
    return exitCode.ok;
  }
  const [only] = files.values();
  stdout.write(textOf(files.size === 1 ? only : files.get('all.json')));
  return exitCode.ok;
};

/** By the names that kubeconform and the catalogue of CRD schemas use: `flinkdeployment_v1beta1.json`. */
function kindSchemas(wanted: string | undefined): Map<string, unknown> {
  const ids = (Object.keys(kindNames) as KindId[]).filter(
    (id) => wanted === undefined || kindNames[id].kind === wanted,
  );
  const files = new Map<string, unknown>(ids.map((id) => [fileOf(id), slimSchema(id)]));
  if (files.size > 1) files.set('all.json', anyOf(ids));
  return files;
}

function fileOf(id: KindId): string {
  const { kind, version } = kindNames[id];
  return `${kind.toLowerCase()}_${version}.json`;
}

/** One schema for files of any kind: it tells by apiVersion and kind which one counts, and lets others pass. */
function anyOf(ids: readonly KindId[]): unknown {
  const schemas = ids.map((id) => ({ id, ...(slimSchema(id) as { readonly definitions?: object }) }));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Flink on Kubernetes',
    type: 'object',
    allOf: schemas.map(({ id, definitions: _, ...schema }) => ({
      if: {
        required: ['apiVersion', 'kind'],
        properties: {
          apiVersion: { const: `${kindNames[id].group}/${kindNames[id].version}` },
          kind: { const: kindNames[id].kind },
        },
      },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
      then: within(schema, id),
    })),
    definitions: Object.fromEntries(
      schemas.map(({ id, definitions }) => [id, { definitions: within(definitions ?? {}, id) }]),
    ),
  };
}

/** References that find the parts of their kind inside of the common schema. */
function within(schema: object, id: KindId): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', `"#/definitions/${id}/definitions/`));
}

function textOf(schema: unknown): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
