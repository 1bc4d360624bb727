import { parsePath } from '../api/field-path.ts';
import { type KindId, kindOf } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import type { Finding } from '../rules/rule.ts';
import { isObject, valueAt, withoutNulls } from '../values/json.ts';
import { judge } from './judge.ts';
import { admittedKinds } from './kinds.ts';
import type { GatePorts } from './ports.ts';
import { depthLimit } from './request.ts';

export interface JudgedManifest {
  readonly kind: KindId;
  readonly findings: readonly Finding[];
  readonly brokenRules: readonly string[];
  /** As a cluster would store it. */
  readonly defaulted: KubeObject;
}

/**
 * Judges an object from a file as a cluster judges its creation: nulls are dropped and defaults applied first, as the
 * API server and the mutating webhook do before the validating one runs (C-19). `undefined` for kinds that are not ours.
 * Throws `TooDeep`.
 */
export async function judgeManifest(object: unknown, ports: GatePorts): Promise<JudgedManifest | undefined> {
  if (!isObject(object)) return undefined;
  const id = kindOf(object['apiVersion'], object['kind']);
  if (!id) return undefined;
  const kind = admittedKinds[id];
  const sent = withoutNulls<object>(object, depthLimit) as KubeObject;
  const defaulted = kind.defaulted(sent, 'CREATE', ports.policy().defaults);
  const metadata: unknown = defaulted.metadata;
  const namespace = isObject(metadata) && typeof metadata['namespace'] === 'string' ? metadata['namespace'] : undefined;
  const { findings, brokenRules } = await judge(
    { kind, object: defaulted, previous: undefined, operation: 'CREATE', namespace },
    ports,
  );
  return { kind: id, findings: findings.map((found) => tellDefault(found, sent, defaulted)), brokenRules, defaulted };
}

/** Nobody finds a value in a file that never wrote it. */
function tellDefault(found: Finding, sent: KubeObject, defaulted: KubeObject): Finding {
  const path = parsePath(found.path) ?? [];
  const fromDefault = valueAt(sent, path) === undefined && valueAt(defaulted, path) !== undefined;
  return fromDefault ? { ...found, message: `${found.message} (the value is a default)` } : found;
}
