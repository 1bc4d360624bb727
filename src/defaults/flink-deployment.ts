import type { KubeObject } from '../api/meta.ts';
import { isObject } from '../values/json.ts';
import { withDefaults } from './with-defaults.ts';

/**
 * What the reference operator takes for granted, written out at creation. Only values whose absence means the very same:
 * never `mode`, which restarts a job when it is written later.
 */
export function defaultFlinkDeployment(object: KubeObject, operation: string, mode: 'full' | 'minimal'): KubeObject {
  const { spec } = object;
  if (operation !== 'CREATE' || mode === 'minimal' || !isObject(spec)) return object;
  const defaulted = withDefaults(spec, {
    job: isObject(spec['job']) ? withDefaults(spec['job'], jobDefaults) : undefined,
    jobManager: isObject(spec['jobManager']) ? withDefaults(spec['jobManager'], { replicas: 1 }) : undefined,
  });
  return defaulted === spec ? object : { ...object, spec: defaulted };
}

export const jobDefaults = { state: 'running', upgradeMode: 'stateless' } as const;
