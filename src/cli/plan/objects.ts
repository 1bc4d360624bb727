import { admittedKinds } from '../../admission/kinds.ts';
import { depthLimit } from '../../admission/request.ts';
import { type KindId, kindNames, kindOf } from '../../api/kinds.ts';
import type { KubeObject } from '../../api/meta.ts';
import { isObject, withoutNulls } from '../../values/json.ts';
import { UnreadableInput } from '../errors.ts';
import type { Io } from '../io.ts';
import { readEach } from '../manifest/read-objects.ts';

/** Kinds of which the engine knows what an edit does. */
export type PlannedKind = Extract<KindId, 'flinkDeployment' | 'flinkSessionJob'>;

/** An object whose edit can be foretold, as a cluster would store it. */
export interface PlannedObject {
  readonly id: PlannedKind;
  readonly object: KubeObject & { readonly metadata: { readonly name: string; readonly namespace: string } };
  /** Where it was read. */
  readonly source: string;
}

export interface ReadObjects {
  /** By kind, namespace and name, in the order of their documents. */
  readonly planned: ReadonlyMap<string, PlannedObject>;
  /** Everything that was read, for look-ups. */
  readonly all: readonly unknown[];
  /** Objects of other kinds. */
  readonly others: number;
}

export const keyOf = ({ id, object: { metadata } }: Pick<PlannedObject, 'id' | 'object'>): string =>
  `${kindNames[id].kind} ${metadata.namespace}/${metadata.name}`;

/** The objects of files, folders, globs or stdin. Throws what says which document cannot be read. */
export async function readObjects(given: string, namespace: string, io: Io): Promise<ReadObjects> {
  const planned = new Map<string, PlannedObject>();
  const all: unknown[] = [];
  for (const { object, file } of await readEach([given], { ignore: false }, io)) {
    all.push(object);
    const found = plannedObject(object, namespace, file);
    if (!found) continue;
    const key = keyOf(found);
    const known = planned.get(key);
    if (known) throw new UnreadableInput(`${file}: ${key} is in ${known.source} already`);
    planned.set(key, found);
  }
  return { planned, all, others: all.length - planned.size };
}

function plannedObject(value: unknown, namespace: string, source: string): PlannedObject | undefined {
  if (!isObject(value)) return undefined;
  const id = kindOf(value['apiVersion'], value['kind']);
  if (id !== 'flinkDeployment' && id !== 'flinkSessionJob') return undefined;
  const sent = withoutNulls<object>(value, depthLimit) as KubeObject;
  const metadata: unknown = sent.metadata;
  if (!isObject(metadata) || typeof metadata['name'] !== 'string' || metadata['name'] === '') {
    throw new UnreadableInput(`${source}: a ${kindNames[id].kind} has no metadata.name`);
  }
  if (!isObject(sent.spec)) {
    throw new UnreadableInput(`${source}: ${kindNames[id].kind} ${metadata['name']} has no spec`);
  }
  return plannedAs(id, sent, namespace, source);
}

/** With the defaults that a gate writes, so that what is left out on one side is no difference. */
export function plannedAs(id: PlannedKind, sent: KubeObject, namespace: string, source: string): PlannedObject {
  const metadata = { ...sent.metadata, namespace: sent.metadata.namespace ?? namespace };
  const object = admittedKinds[id].defaulted({ ...sent, metadata }, 'UPDATE', 'full');
  return { id, object: object as PlannedObject['object'], source };
}
