import { Ajv, type ErrorObject } from 'ajv';
import type { CrdSchema } from './crd-differences.ts';

/** `place keyword` for each error. */
export type NaiveValidator = (object: unknown) => string[];

/** The schema of a CRD, compiled as it stands: slow and huge, but nothing was done to it that could go wrong. */
export function naiveValidator(schema: CrdSchema): NaiveValidator {
  const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false, messages: false });
  ajv.addFormat('int32', { type: 'number', validate: (n: number) => n >= -(2 ** 31) && n < 2 ** 31 });
  ajv.addFormat('int64', { type: 'number', validate: (n: number) => n >= -(2 ** 63) && n <= 2 ** 63 });
  const validate = ajv.compile(asJsonSchema(schema));
  return (object) =>
    validate(object)
      ? []
      : told(validate.errors ?? [])
          .map(describe)
          .sort();
}

const orderOfTelling = ['type', 'minimum', 'maximum', 'format'];

/** One thing is said about a value: nothing is worth telling about the bounds of a text, or the width beside bounds. */
function told(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const first = new Map<string, number>();
  for (const { keyword, instancePath } of errors) {
    const rank = orderOfTelling.indexOf(keyword);
    if (rank >= 0 && rank < (first.get(instancePath) ?? Infinity)) first.set(instancePath, rank);
  }
  return errors.filter(({ keyword, instancePath }) => {
    const rank = first.get(instancePath);
    return rank === undefined || (rank > 0 && !orderOfTelling.includes(keyword)) || orderOfTelling[rank] === keyword;
  });
}

function describe({ instancePath, keyword, params }: ErrorObject): string {
  if (keyword === 'required') return `${instancePath}/${params['missingProperty']} required`;
  if (keyword === 'additionalProperties') return `${instancePath} unknown ${params['additionalProperty']}`;
  return `${instancePath} ${keyword}`;
}

function asJsonSchema(schema: CrdSchema): object {
  const { properties, items, additionalProperties, anyOf, format, ...rest } = schema;
  const preserves = (schema as Record<string, unknown>)['x-kubernetes-preserve-unknown-fields'] === true;
  const isStructure = schema.type === 'object' && !additionalProperties && !preserves;
  return {
    ...rest,
    // A quantity may be a fraction in FlinkCluster, where it is the only one of these with a pattern.
    ...(anyOf && { type: rest.pattern === undefined ? ['integer', 'string'] : ['number', 'string'] }),
    ...(format?.startsWith('int') && { format }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([k, v]) => [k, asJsonSchema(v)])),
    }),
    ...(items && { items: asJsonSchema(items) }),
    ...(additionalProperties ? { additionalProperties: asJsonSchema(additionalProperties) } : {}),
    ...(isStructure && { additionalProperties: false }),
  };
}
