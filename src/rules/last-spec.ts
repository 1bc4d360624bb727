import { type KindId, kindNames } from '../api/kinds.ts';
import { isObject, TooDeep, withoutNulls } from '../values/json.ts';
import type { LastSpec } from './facts.ts';
import { checkSchema } from './schema.ts';

const depthLimit = 100;

/**
 * The spec that the operator last brought about, which it keeps as JSON text in
 * `status.reconciliationStatus.lastReconciledSpec`: `{"spec": …, "resource_metadata": …}`, formerly the bare spec.
 */
export function readLastSpec<Spec>(kind: KindId, status: unknown): LastSpec<Spec> {
  const reconciliation = isObject(status) ? status['reconciliationStatus'] : undefined;
  const text = isObject(reconciliation) ? reconciliation['lastReconciledSpec'] : undefined;
  if (typeof text !== 'string') return { state: 'none' };
  let stored: unknown;
  try {
    stored = withoutNulls<unknown>(JSON.parse(text), depthLimit);
  } catch (error) {
    return { state: 'unreadable', why: error instanceof TooDeep ? 'it is nested too deep' : 'it is no JSON' };
  }
  if (!isObject(stored)) return { state: 'unreadable', why: 'it is no JSON object' };
  const { apiVersion: _, ...bare } = stored;
  const spec = 'spec' in stored ? stored['spec'] : bare;
  if (!isObject(spec)) return { state: 'unreadable', why: 'its spec is no JSON object' };
  return checked(kind, spec);
}

function checked<Spec>(id: KindId, spec: object): LastSpec<Spec> {
  const { group, version, kind } = kindNames[id];
  const { findings } = checkSchema(id, { apiVersion: `${group}/${version}`, kind, metadata: {}, spec });
  const error = findings.find(({ severity }) => severity === 'error');
  if (error) return { state: 'unreadable', why: `its ${error.path} ${error.message}` };
  return { state: 'known', spec: spec as Spec };
}
