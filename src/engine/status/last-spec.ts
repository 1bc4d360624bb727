import { isObject, withoutNulls } from '../../values/json.ts';

/** A spec as the engine keeps it in a status, with what it must know of the object that it came from. */
export interface KeptSpec<Spec> {
  readonly spec: Spec;
  /** True while no other spec was ever deployed. */
  readonly firstDeployment: boolean;
}

const depthLimit = 100;

/**
 * `{"spec": …, "resource_metadata": {"apiVersion": …, "firstDeployment": …}}`, or the bare spec of older operators. `undefined`
 * where there is none. Throws for what is no JSON: without it nothing can be decided. Source: `spec/flink-engine.md` 2.3.
 */
export function readKeptSpec<Spec>(text: string | undefined): KeptSpec<Spec> | undefined {
  if (text === undefined) return undefined;
  const stored = withoutNulls<unknown>(JSON.parse(text), depthLimit);
  if (!isObject(stored)) throw new SyntaxError('the kept spec is no JSON object');
  const { resource_metadata: metadata, spec } = stored;
  if (metadata === undefined && !isObject(spec)) {
    const { apiVersion: _, ...bare } = stored;
    return { spec: bare as Spec, firstDeployment: false };
  }
  return { spec: spec as Spec, firstDeployment: isObject(metadata) && metadata['firstDeployment'] === true };
}

export function writeKeptSpec<Spec>({ spec, firstDeployment }: KeptSpec<Spec>): string {
  return JSON.stringify({ spec, resource_metadata: { apiVersion: 'flink.apache.org/v1beta1', firstDeployment } });
}
