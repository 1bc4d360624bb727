import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Layer } from './settings-layers.ts';
import { leaves, schemaAt, settingsSchema } from './settings-schema.ts';
import { suggestion } from './suggestion.ts';

let compiled: Promise<ValidateFunction> | undefined;

// Ajv is loaded only where somebody set something, because a start without settings should be quick.
async function compile(): Promise<ValidateFunction> {
  const { Ajv } = await import('ajv');
  return new Ajv({ allErrors: true, strict: true, validateSchema: false }).compile(settingsSchema);
}

/** All that is wrong with what one source says, each with where it stands. */
export async function checkLayer(layer: Layer): Promise<string[]> {
  if (isEmpty(layer.tree)) return [];
  compiled ??= compile();
  const check = await compiled;
  if (check(layer.tree)) return [];
  const sentences = [];
  for (const error of check.errors ?? []) sentences.push(await sentence(error, layer));
  return sentences;
}

function isEmpty(tree: unknown): boolean {
  return typeof tree === 'object' && tree !== null && Object.keys(tree).length === 0;
}

async function sentence(error: ErrorObject, layer: Layer): Promise<string> {
  const steps = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = steps.join('.');
  if (error.keyword === 'additionalProperties') {
    const name = [...steps, String(error.params['additionalProperty'])].join('.');
    const siblings = Object.keys(schemaAt(steps)?.properties ?? {}).map((key) => [...steps, key].join('.'));
    const known = [...siblings, ...leaves.map((leaf) => leaf.path)];
    return `${layer.origin(name)}: ${name} is no setting${await suggestion(name, [...new Set(known)])}`;
  }
  const what = path === '' ? 'the settings' : path;
  return `${layer.origin(path)}: ${what} ${requirement(error)}`;
}

function requirement({ keyword, message, params }: ErrorObject): string {
  if (keyword === 'enum') return `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
  if (keyword === 'type') return `must be ${params['type'] === 'object' ? 'a map' : `of type ${params['type']}`}`;
  return message ?? 'is wrong';
}
