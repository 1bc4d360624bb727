/** What a CRD can say about a value: the one source of types, validators, CRDs and editor schemas. */
export interface Schema {
  /** Becomes the name of a TypeScript interface; one title names one schema. */
  readonly title?: string;
  /** `#/$defs/Container`: a part of a pod template, see pod-template/schema.ts. */
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: 'int32' | 'int64' | 'date-time';
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly 'x-kubernetes-int-or-string'?: true;
  readonly 'x-kubernetes-preserve-unknown-fields'?: true;
  readonly 'x-kubernetes-list-type'?: 'map' | 'set' | 'atomic';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
}

type More = Omit<Schema, 'type' | 'description' | 'title'>;

export const text = (description: string, more: More = {}): Schema => ({ type: 'string', description, ...more });

export const flag = (description: string, more: More = {}): Schema => ({ type: 'boolean', description, ...more });

export const int32 = (description: string, more: More = {}): Schema => ({
  type: 'integer',
  format: 'int32',
  description,
  ...more,
});

export const int64 = (description: string, more: More = {}): Schema => ({
  type: 'integer',
  format: 'int64',
  description,
  ...more,
});

export const number = (description: string, more: More = {}): Schema => ({ type: 'number', description, ...more });

/** One of some words. */
export const choice = (description: string, values: readonly string[], more: More = {}): Schema => ({
  type: 'string',
  enum: values,
  description,
  ...more,
});

export const list = (description: string, items: Schema, more: More = {}): Schema => ({
  type: 'array',
  items,
  description,
  ...more,
});

/** Free keys with text values. */
export const textMap = (description: string, more: More = {}): Schema => ({
  type: 'object',
  additionalProperties: { type: 'string' },
  description,
  ...more,
});

export const struct = (
  title: string,
  description: string,
  properties: Readonly<Record<string, Schema>>,
  more: More = {},
): Schema => ({ title, type: 'object', description, properties, ...more });

/** A type of Kubernetes' own, such as `Container`. */
export const part = (name: string, description?: string, more: More = {}): Schema => ({
  $ref: `#/$defs/${name}`,
  ...(description !== undefined && { description }),
  ...more,
});
