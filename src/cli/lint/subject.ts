import { isObject, type JsonObject } from '../../values/json.ts';
import type { PlacedObject } from '../manifest/objects.ts';
import { type FlinkVersionOverride, withFlinkVersion } from './flink-version-override.ts';
import type { LintFinding } from './report.ts';
import type { Suppression } from './suppressions.ts';

/** An object with its name and with what hides findings in it. */
export interface Subject extends PlacedObject {
  readonly title: Pick<LintFinding, 'kind' | 'namespace' | 'name'>;
  readonly annotation: Suppression | undefined;
}

/** Where kubectl puts what names no namespace, unless it is told otherwise. */
const usualNamespace = 'default';

/** The object as an API server gets to see it: in a namespace, and of the Flink version that is asked about. */
export function asSent(
  object: JsonObject,
  namespace = usualNamespace,
  flinkVersion?: FlinkVersionOverride,
): JsonObject {
  const versioned = withFlinkVersion(object, flinkVersion);
  const metadata = versioned['metadata'];
  // An empty text is written on purpose, or by a template that went wrong.
  if (!isObject(metadata) || (metadata['namespace'] ?? undefined) !== undefined) return versioned;
  return { ...versioned, metadata: { ...metadata, namespace } };
}

/** As the file says, or as the caller does: a namespace that only kubectl would fill in is not shown. */
export function titleOf({ kind, metadata }: JsonObject, usual: string | undefined): Subject['title'] {
  const { name, generateName, namespace: written } = isObject(metadata) ? metadata : {};
  const namespace = written ?? usual;
  const shown = typeof name === 'string' ? name : typeof generateName === 'string' ? `${generateName}*` : undefined;
  return {
    ...(typeof kind === 'string' && { kind }),
    ...(typeof namespace === 'string' && { namespace }),
    ...(shown !== undefined && { name: shown }),
  };
}
