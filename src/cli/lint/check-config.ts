import type { ErrorObject } from 'ajv';
import type { PathSegment } from '../../api/field-path.ts';
import { isObject } from '../../values/json.ts';
import type { Aim } from '../manifest/locate.ts';
import { ruleIds } from '../rule-catalog.ts';
import { didYouMean } from '../suggest.ts';
import schema from './lint-config.schema.json' with { type: 'json' };

export interface ConfigProblem {
  readonly at: readonly PathSegment[];
  readonly aim: Aim;
  readonly message: string;
}

/** All that is wrong with a `.sluice.yaml`. */
export async function problemsOf(value: unknown): Promise<ConfigProblem[]> {
  // Most folders have no configuration; only who has one waits for Ajv.
  const { Ajv } = await import('ajv');
  const check = new Ajv({ allErrors: true, validateSchema: false, strict: false }).compile(schema);
  if (!check(value)) return told(check.errors ?? []);
  return isObject(value) ? unknownRules(value) : [];
}

function told(errors: readonly ErrorObject[]): ConfigProblem[] {
  // A value that fits none of two types is told once, not once for each.
  const alternatives = errors.filter(({ keyword }) => keyword === 'oneOf').map(({ instancePath }) => instancePath);
  return errors
    .filter(({ instancePath, keyword }) => keyword === 'oneOf' || !alternatives.includes(instancePath))
    .map((error): ConfigProblem => {
      const at = error.instancePath.split('/').slice(1).map(unescaped);
      const unknown: unknown = error.params['additionalProperty'];
      if (typeof unknown !== 'string')
        return { at, aim: 'value', message: `${at.join('.') || 'the file'} ${requirement(error)}` };
      const known = at.length === 0 ? Object.keys(schema.properties) : ['files', 'rules'];
      return { at: [...at, unknown], aim: 'key', message: `${unknown} is no setting${didYouMean(unknown, known)}` };
    });
}

function unescaped(step: string): PathSegment {
  return /^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function requirement({ keyword, message, params }: ErrorObject): string {
  if (keyword === 'enum') return `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
  if (keyword === 'oneOf') return 'must be a text or a list of texts';
  if (keyword === 'type')
    return `must be ${params['type'] === 'object' ? 'a map' : params['type'] === 'array' ? 'a list' : 'a text'}`;
  if (keyword === 'required') return `needs ${params['missingProperty']}`;
  return message ?? 'is wrong';
}

function unknownRules(config: Readonly<Record<string, unknown>>): ConfigProblem[] {
  const overrides = Array.isArray(config['overrides']) ? config['overrides'] : [];
  const levels: [PathSegment[], unknown][] = [
    [['rules'], config['rules']],
    ...overrides.map((each, i): [PathSegment[], unknown] => [['overrides', i, 'rules'], each.rules]),
  ];
  return levels.flatMap(([at, rules]) =>
    Object.keys(isObject(rules) ? rules : {})
      .filter((rule) => !ruleIds().has(rule))
      .map((rule) => ({
        at: [...at, rule],
        aim: 'key' as const,
        message: `${rule} is no rule${didYouMean(rule, ruleIds())}`,
      })),
  );
}
