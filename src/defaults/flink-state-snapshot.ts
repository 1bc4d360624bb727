import type { KubeObject } from '../api/meta.ts';
import { isObject } from '../values/json.ts';
import { withDefaults } from './with-defaults.ts';

const savepointDefaults = { formatType: 'CANONICAL', disposeOnDelete: true, alreadyExists: false } as const;

/** What a snapshot means where nothing is said: without a limit on retries, canonical, and disposed of with its object. */
export function defaultFlinkStateSnapshot(object: KubeObject, operation: string, mode: 'full' | 'minimal'): KubeObject {
  const { spec } = object;
  if (operation !== 'CREATE' || mode === 'minimal' || !isObject(spec)) return object;
  const defaulted = withDefaults(spec, {
    backoffLimit: -1,
    savepoint: isObject(spec['savepoint']) ? withDefaults(spec['savepoint'], savepointDefaults) : undefined,
  });
  return defaulted === spec ? object : { ...object, spec: defaulted };
}
