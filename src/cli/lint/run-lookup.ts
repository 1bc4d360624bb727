import type { Lookup } from '../../admission/ports.ts';
import { type KindId, kindOf } from '../../api/kinds.ts';
import type { KubeObject } from '../../api/meta.ts';
import { isObject, type JsonObject } from '../../values/json.ts';

/** Objects that were read in this run and objects that were given as context, for rules about other objects (C-08). */
export class RunLookup implements Lookup {
  private readonly objects = new Map<string, KubeObject>();
  /** Nothing else exists. */
  private readonly isComplete: boolean;

  constructor(isComplete = false) {
    this.isComplete = isComplete;
  }

  /** The first of two objects with the same name stays. */
  add(object: JsonObject): void {
    const kind = kindOf(object['apiVersion'], object['kind']);
    const metadata = object['metadata'];
    if (!kind || !isObject(metadata) || typeof metadata['name'] !== 'string') return;
    const { namespace, name } = metadata;
    const key = keyOf(kind, typeof namespace === 'string' ? namespace : '', name);
    if (!this.objects.has(key)) this.objects.set(key, object as unknown as KubeObject);
  }

  all(): KubeObject[] {
    return [...this.objects.values()];
  }

  find(kind: KindId, namespace: string, name: string): KubeObject | undefined | 'unknown' {
    return this.objects.get(keyOf(kind, namespace, name)) ?? (this.isComplete ? undefined : 'unknown');
  }
}

function keyOf(kind: KindId, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
