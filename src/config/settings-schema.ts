import schema from './settings.schema.json' with { type: 'json' };

export { schema as settingsSchema };

/** What this page reads of a JSON schema. */
export interface SchemaNode {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
}

/** One setting that can be named: `listen.port`. A map or a list is one setting. */
export interface Leaf {
  readonly path: string;
  readonly steps: readonly string[];
  readonly variable: string;
  readonly schema: SchemaNode;
}

function variableOf(steps: readonly string[]): string {
  return `SLUICE_${steps.map((step) => step.replace(/[A-Z]/g, '_$&').toUpperCase()).join('_')}`;
}

function* leavesBelow(node: SchemaNode, steps: readonly string[]): Iterable<Leaf> {
  if (!node.properties) {
    yield { path: steps.join('.'), steps, variable: variableOf(steps), schema: node };
    return;
  }
  for (const [name, child] of Object.entries(node.properties)) yield* leavesBelow(child, [...steps, name]);
}

/** Every setting, in the order of the schema. */
export const leaves: readonly Leaf[] = [...leavesBelow(schema as SchemaNode, [])];

export const leafByPath: ReadonlyMap<string, Leaf> = new Map(leaves.map((leaf) => [leaf.path, leaf]));

/** The part of the schema that describes a setting, a section, or what stands in a map. */
export function schemaAt(steps: readonly string[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = schema as SchemaNode;
  for (const step of steps) {
    const entries: SchemaNode['additionalProperties'] = node?.additionalProperties;
    node = node?.properties?.[step] ?? (typeof entries === 'object' ? entries : undefined);
  }
  return node;
}

/** Sets one value in a tree. The steps are those of the schema, so no name of theirs is a stranger's. */
export function putAt(tree: Record<string, unknown>, steps: readonly string[], value: unknown): void {
  let parent = tree;
  for (const step of steps.slice(0, -1)) {
    parent[step] ??= {};
    parent = parent[step] as Record<string, unknown>;
  }
  parent[steps.at(-1) as string] = value;
}
