import { readFileSync } from 'node:fs';
import type { Schema } from '../../src/api/schema.ts';
import { withConventions } from './pod-conventions.ts';

/** The types of Kubernetes that our kinds are built of; what they refer to follows. */
const roots = [
  // The reference's CRDs take a whole Pod for a pod template.
  'v1/Pod',
  'v1/PodTemplateSpec',
  'v1/EnvFromSource',
  'v1/EnvVar',
  'v1/PersistentVolumeClaim',
  'v1/LoadBalancerIngress',
  'autoscaling/v2/HorizontalPodAutoscalerBehavior',
  'autoscaling/v2/MetricSpec',
  'networking.k8s.io/v1/IngressTLS',
  'policy/v1/PodDisruptionBudgetSpec',
];

const apimachinery = '@kubernetes-models/apimachinery/';

const special: Readonly<Record<string, Schema>> = {
  Time: { type: 'string', format: 'date-time' },
  IntOrString: { 'x-kubernetes-int-or-string': true },
  Quantity: { 'x-kubernetes-int-or-string': true },
  FieldsV1: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
};

interface Source {
  readonly name: string;
  /** Module of the declaration file, without its ending. */
  readonly module: string;
}

type Validate = ((value: unknown) => boolean) & { errors?: readonly { keyword: string; instancePath: string }[] };

/** Reads the types from the library's declarations; integer widths from its validators, as TypeScript knows only numbers. */
export async function readPodParts(): Promise<Record<string, Schema>> {
  const parts: Record<string, Schema> = {};
  const queue = roots.map((path) => source(`kubernetes-models/${path}`));
  for (const { name, module } of queue) {
    if (name in parts) continue;
    const declaration = readFileSync(declarationFile(module), 'utf8');
    const imports = importsOf(declaration, module);
    parts[name] = special[name] ?? (await partOf(name, module, declaration, imports));
    queue.push(...imports.values());
  }
  return withConventions(Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function source(module: string): Source {
  return { name: module.slice(module.lastIndexOf('/') + 1), module };
}

function declarationFile(module: string): URL {
  return new URL(import.meta.resolve(module).replace(/\.js$/, '.d.ts'));
}

/** Long interface name → where it is declared. */
function importsOf(declaration: string, module: string): Map<string, Source> {
  const imports = new Map<string, Source>();
  const folder = module.slice(0, module.lastIndexOf('/'));
  for (const [, name, from] of declaration.matchAll(/import \{ (IIoK8s\w+) \} from "([^"]+)"/g)) {
    if (!name || !from) continue;
    const path = from.startsWith('.')
      ? new URL(from.replace(/\.js$/, ''), `file:///${folder}/`).pathname.slice(1)
      : from;
    imports.set(name, source(path));
  }
  return imports;
}

async function partOf(
  name: string,
  module: string,
  declaration: string,
  imports: ReadonlyMap<string, Source>,
): Promise<Schema> {
  const body = declaration.match(/export interface I\w+ (?:extends TypeMeta )?\{\n([\s\S]*?)\n\}/)?.[1];
  if (body === undefined) throw new Error(`no interface in ${module}`);
  const long = declaration.match(/export type \{ I\w+ as I(IoK8s\w+)/)?.[1];
  const validate = await validatorOf(module, long ?? name);
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  const lines = body.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/\{\s*\[key: string\]: (.*?);\s*\}/g, 'Map<$1>');
  for (const [, field, optional, type] of lines.matchAll(/"([^"]+)"(\??): (.*);/g)) {
    if (!field || !type) continue;
    properties[field] = schemaOf(type, imports, (wrap) => widthOf(validate, field, wrap));
    // A kind of its own is embedded without apiVersion and kind.
    if (!optional && !/^"[^"]+"$/.test(type)) required.push(field);
  }
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

async function validatorOf(module: string, name: string): Promise<Validate> {
  const library = module.startsWith(apimachinery) ? '@kubernetes-models/apimachinery' : 'kubernetes-models';
  return ((await import(`${library}/_schemas/${name}`)) as { validate: Validate }).validate;
}

function schemaOf(
  type: string,
  imports: ReadonlyMap<string, Source>,
  width: (wrap: (value: unknown) => unknown) => Schema,
  wrap = (value: unknown): unknown => value,
): Schema {
  const array = type.match(/^Array<(.*)>$/)?.[1];
  if (array) return { type: 'array', items: schemaOf(array, imports, width, (value) => wrap([value])) };
  const map = type.match(/^Map<(.*)>$/)?.[1];
  if (map)
    return { type: 'object', additionalProperties: schemaOf(map, imports, width, (value) => wrap({ key: value })) };
  if (type === 'string' || type === 'boolean') return { type };
  if (type === 'number') return width(wrap);
  if (type.startsWith('"')) return words(type);
  const referred = imports.get(type);
  if (!referred) throw new Error(`unknown type ${type}`);
  return { $ref: `#/$defs/${referred.name}` };
}

/** A choice of words; of a single word, such as a fixed `kind`, only that it is text. */
function words(type: string): Schema {
  const values = [...type.matchAll(/"([^"]*)"/g)].map(([, word]) => word as string);
  return values.length > 1 ? { type: 'string', enum: values } : { type: 'string' };
}

/** The library's validators refuse what is beyond 32 bits; its check of 64 bits takes every integer. */
function widthOf(validate: Validate, field: string, wrap: (value: unknown) => unknown): Schema {
  const refused = (value: number, keyword: string): boolean => {
    validate({ [field]: wrap(value) });
    return (
      validate.errors?.some((error) => error.keyword === keyword && error.instancePath.startsWith(`/${field}`)) ?? false
    );
  };
  if (!refused(1.5, 'type')) throw new Error(`${field}: a number that is no integer`);
  return { type: 'integer', format: refused(2 ** 40, 'format') ? 'int32' : 'int64' };
}
