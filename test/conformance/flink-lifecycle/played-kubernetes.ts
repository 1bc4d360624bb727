import type { KubeObject } from '../../simulation/kube-object.ts';
import type { Change } from '../../simulation/kube-store.ts';
import type { World } from '../../simulation/world.ts';

const me = 'cluster';
const foreground = 'foregroundDeletion';
/** Milliseconds that the garbage collector takes. */
const collecting = 100;

/** The garbage collector; there are no other controllers, and no pods but those that are played. */
export function collectGarbage({ store, time }: World): void {
  const present = new Map<string, { readonly plural: string; readonly object: KubeObject }>();

  store.listen(({ plural, before, after }: Change) => {
    if (after) present.set(after.metadata.uid, { plural, object: after });
    else if (before) {
      present.delete(before.metadata.uid);
      time.after(collecting, () => removeDependents(before.metadata.uid));
    }
    if (after && isEnding(after) && !isEnding(before)) time.after(collecting, () => endForeground(plural, after));
  });

  function removeDependents(uid: string): void {
    for (const { plural, object } of [...present.values()]) {
      const { ownerReferences = [] } = object.metadata;
      if (!ownerReferences.some((owner) => owner.uid === uid)) continue;
      if (ownerReferences.some((owner) => owner.uid !== uid && present.has(owner.uid))) continue;
      store.delete(plural, object.metadata, {}, me);
    }
  }

  function endForeground(plural: string, { metadata }: KubeObject): void {
    removeDependents(metadata.uid);
    const finalizers = (metadata.finalizers ?? []).filter((name) => name !== foreground);
    store.patch(plural, metadata, { metadata: { finalizers } }, me);
  }
}

const isEnding = (object: KubeObject | undefined) => object?.metadata.finalizers?.includes(foreground) === true;
