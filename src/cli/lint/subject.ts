import { isObject, type JsonObject } from '../../values/json.ts';
import type { PlacedObject } from '../manifest/objects.ts';
import type { LintFinding } from './report.ts';
import type { Suppression } from './suppressions.ts';

/** An object with its name and with what hides findings in it. */
export interface Subject extends PlacedObject {
  readonly title: Pick<LintFinding, 'kind' | 'namespace' | 'name'>;
  readonly annotation: Suppression | undefined;
}

export function titleOf({ kind, metadata }: JsonObject): Subject['title'] {
  const { name, generateName, namespace } = isObject(metadata) ? metadata : {};
  const shown = typeof name === 'string' ? name : typeof generateName === 'string' ? `${generateName}*` : undefined;
  return {
    ...(typeof kind === 'string' && { kind }),
    ...(typeof namespace === 'string' && { namespace }),
    ...(shown !== undefined && { name: shown }),
  };
}

export function withNamespace(object: JsonObject, namespace: string | undefined): JsonObject {
  const metadata = object['metadata'];
  if (namespace === undefined || !isObject(metadata) || typeof metadata['namespace'] === 'string') return object;
  return { ...object, metadata: { ...metadata, namespace } };
}
