import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { definitions } from '../../src/api/definitions.ts';
import type { KindId } from '../../src/api/kinds.ts';
import type { Schema } from '../../src/api/schema.ts';
import { generatedNote } from './note.ts';

/** Folder of src/api → the kinds whose types it holds. What several kinds use belongs to the first. */
const folders: Readonly<Record<string, readonly KindId[]>> = {
  'flink-deployment': ['flinkDeployment'],
  'flink-session-job': ['flinkSessionJob'],
  'flink-state-snapshot': ['flinkStateSnapshot'],
  'flink-blue-green-deployment': ['flinkBlueGreenDeployment'],
  'flink-cluster': ['flinkClusterV1beta1', 'flinkClusterV1alpha1'],
};

/** Path below src/api → text. */
export async function typeModules(parts: Readonly<Record<string, Schema>>): Promise<Map<string, string>> {
  const modules = new Map([['pod-template/types.ts', await podTemplateModule(parts)]]);
  const homes = new Map<string, string>();
  for (const [folder, kinds] of Object.entries(folders)) {
    const module = new Module(folder, homes);
    for (const kind of kinds) module.addKind(definitions[kind].schema);
    modules.set(`${folder}/types.ts`, await module.text());
  }
  return modules;
}

/** Everything is optional: the schema of the flink kinds asks for no field of a pod template. */
async function podTemplateModule(parts: Readonly<Record<string, Schema>>): Promise<string> {
  const own: Record<string, JSONSchema> = {};
  for (const [name, { required: _, ...schema }] of Object.entries(parts)) {
    if (name !== 'ObjectMeta') own[name] = typed(schema, (part) => part);
  }
  return moduleText(own, ["import type { ObjectMeta } from '../meta.ts';"], true);
}

class Module {
  readonly #folder: string;
  /** Title → the folder whose types.ts has it. */
  readonly #homes: Map<string, string>;
  readonly #own: Record<string, JSONSchema> = {};
  readonly #imports = new Map<string, Set<string>>([['../meta.ts', new Set(['ObjectMeta'])]]);

  constructor(folder: string, homes: Map<string, string>) {
    this.#folder = folder;
    this.#homes = homes;
  }

  addKind(schema: Schema): void {
    const { title, properties = {}, description } = schema;
    if (title === undefined) throw new Error('a kind without a title');
    const { spec, status } = properties;
    this.#own[title] = typed(
      {
        type: 'object',
        ...(description !== undefined && { description }),
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { $ref: '#/$defs/ObjectMeta' },
          ...(spec && { spec }),
          ...(status && { status }),
        },
        required: ['apiVersion', 'kind', 'metadata', 'spec'],
      },
      this.#refer,
    );
  }

  readonly #refer = (name: string, titled?: Schema): string => {
    if (titled) this.#place(name, titled);
    else if (name !== 'ObjectMeta') this.#import('../pod-template/types.ts', name);
    return name;
  };

  #place(title: string, schema: Schema): void {
    const home = this.#homes.get(title);
    if (home !== undefined && home !== this.#folder) this.#import(`../${home}/types.ts`, title);
    if (home !== undefined) return;
    this.#homes.set(title, this.#folder);
    const { title: _, ...rest } = schema;
    this.#own[title] = typed(rest, this.#refer);
  }

  #import(module: string, name: string): void {
    const names = this.#imports.get(module) ?? new Set();
    this.#imports.set(module, names.add(name));
  }

  text(): Promise<string> {
    const lines = [...this.#imports].map(
      ([module, names]) => `import type { ${[...names].sort().join(', ')} } from '${module}';`,
    );
    return moduleText(this.#own, lines.sort(), false);
  }
}

/** The schema as json-schema-to-typescript wants it: named types as such, and only what TypeScript can tell apart. */
function typed(schema: Schema, refer: (name: string, titled?: Schema) => string): JSONSchema {
  const { title, $ref, description, type, items, properties, additionalProperties, required } = schema;
  const described = description === undefined ? {} : { description };
  if ($ref !== undefined) return { ...described, tsType: refer($ref.slice('#/$defs/'.length)) };
  if (title !== undefined) return { ...described, tsType: refer(title, schema) };
  if (schema['x-kubernetes-int-or-string']) return { ...described, tsType: 'number | string' };
  if (schema['x-kubernetes-preserve-unknown-fields']) return { ...described, tsType: 'Record<string, unknown>' };
  if (type === 'array') return { ...described, type, items: typed(items ?? {}, refer) };
  if (type === 'object') {
    const fields = Object.entries(properties ?? {}).map(([name, field]) => [name, typed(field, refer)]);
    return {
      ...described,
      type,
      additionalProperties: additionalProperties ? typed(additionalProperties, refer) : false,
      ...(properties && { properties: Object.fromEntries(fields) }),
      ...(required && { required: [...required] }),
    };
  }
  return { ...described, ...(type && { type }), ...(schema.enum && { enum: [...schema.enum] }) };
}

async function moduleText(
  own: Record<string, JSONSchema>,
  imports: readonly string[],
  dropWords: boolean,
): Promise<string> {
  const schema: JSONSchema = { title: 'Unused', definitions: own, type: 'object', additionalProperties: false };
  const text = await compile(dropWords ? withoutEnums(schema) : schema, 'Unused', {
    bannerComment: '',
    unreachableDefinitions: true,
    strictIndexSignatures: false,
    style: { singleQuote: true, printWidth: 120 },
  });
  const types = text
    .replace(/\/\*\*\n \* This interface was referenced by[\s\S]*?\*\/\n/g, '')
    .replace(/\n \*\n \* This interface was referenced by[^\n]*\n \* via the `definition`[^\n]*/g, '')
    .replace(/export interface Unused \{\}\n/, '')
    // The library writes every letter after a digit as a capital.
    .replaceAll('V1Alpha1', 'V1alpha1');
  return `// ${generatedNote}\n\n${imports.join('\n')}\n\n${types.trimStart()}`;
}

/** Kubernetes adds words in new releases, and the schema does not judge them. */
function withoutEnums<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, item) => (key === 'enum' && Array.isArray(item) ? undefined : item)));
}
