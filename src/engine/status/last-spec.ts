import { isObject, withoutNulls } from '../../values/json.ts';

/** A spec as the engine keeps it in a status, with what it must know of the object that it came from. */
export interface KeptSpec<Spec> {
  readonly spec: Spec;
  /** True while no other spec was ever deployed. */
  readonly firstDeployment: boolean;
}

const depthLimit = 100;

/** The text that was read last, and what it says: a pass asks again and again. */
let latest: { readonly text: string; readonly kept: KeptSpec<unknown> } | undefined;

/**
 * `{"spec": …, "resource_metadata": {"apiVersion": …, "firstDeployment": …}}`, or the bare spec of older operators. `undefined`
 * where there is none. Throws for what is no JSON: without it nothing can be decided. Source: `spec/flink-engine.md` 2.3.
 */
export function readKeptSpec<Spec>(text: string | undefined): KeptSpec<Spec> | undefined {
  if (text === undefined) return undefined;
  if (latest?.text !== text) latest = { text, kept: parsed(text) };
  return latest.kept as KeptSpec<Spec>;
}

function parsed(text: string): KeptSpec<unknown> {
  const stored = withoutNulls<unknown>(JSON.parse(text), depthLimit);
  if (!isObject(stored)) throw new SyntaxError('the kept spec is no JSON object');
  const { resource_metadata: metadata, spec } = stored;
  if (metadata === undefined && !isObject(spec)) {
    const { apiVersion: _, ...bare } = stored;
    return { spec: bare, firstDeployment: false };
  }
  return { spec, firstDeployment: isObject(metadata) && metadata['firstDeployment'] === true };
}

export function writeKeptSpec<Spec>({ spec, firstDeployment }: KeptSpec<Spec>): string {
  return JSON.stringify({ spec, resource_metadata: { apiVersion: 'flink.apache.org/v1beta1', firstDeployment } });
}
