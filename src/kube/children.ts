import type { Child } from '../engine/child.ts';
import type { Children, Made, ObjectKey } from '../engine/ports.ts';
import { typeOf } from './child-types.ts';
import { isConflict } from './errors.ts';
import type { KubeClient, StoredObject } from './kube-client.ts';
import { asApplied, type ManagedFields } from './managed-fields.ts';

/** Who owns the fields that the engine sets, and those of what it has created, until it changes that. */
const fieldManager = 'sluice-engine';
const creator = 'sluice-engine-create';

type Owned = StoredObject['metadata'] & { readonly managedFields?: readonly ManagedFields[] };

interface Controller {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

function controllerOf(metadata: { readonly ownerReferences?: readonly object[] } | undefined): Controller | undefined {
  const references = (metadata?.ownerReferences ?? []) as readonly (Controller & { readonly controller?: boolean })[];
  return references.find(({ controller }) => controller);
}

/** Makes and removes what belongs to Flink clusters. */
export function createChildren(client: KubeClient): Children {
  const get = <T extends Made>(key: ObjectKey) =>
    client.get<StoredObject>(typeOf(key), key) as Promise<StoredObject | undefined> as Promise<T | undefined>;

  const create = async (child: Child) =>
    (await client.create(typeOf(child), child as StoredObject, { fieldManager: creator })) as Made;
  const apply = (child: Child) => client.apply<StoredObject>(typeOf(child), child, { fieldManager, force: true });

  async function ensure(child: Child): Promise<Made> {
    const applied = await apply(child);
    const { managedFields = [], resourceVersion } = applied.metadata as Owned;
    const owned = asApplied(managedFields, creator, fieldManager);
    if (!owned) return applied as Made;
    const patch = { metadata: { resourceVersion, managedFields: owned } };
    await client.patch(typeOf(child), child.metadata, 'merge', patch, { fieldManager });
    return (await apply(child)) as Made;
  }

  /**
   * Removes what is left of the cluster before, which would go soon anyway: an object has one controller, and goes with it. What is
   * anybody else's stays. Throws where it is going: whatever is made of it goes as well.
   */
  async function removeLeftOver(child: Child): Promise<boolean> {
    const { name, namespace } = child.metadata;
    const present = await client.get<StoredObject>(typeOf(child), { name, namespace });
    if (present?.metadata.deletionTimestamp !== undefined) {
      throw new Error(`${child.kind} ${name} of the cluster before is still being removed`);
    }
    const [own, other] = [controllerOf(child.metadata), controllerOf((present as Made | undefined)?.metadata)];
    const isLeft = own && other && other.kind === own.kind && other.name === own.name && other.uid !== own.uid;
    if (!isLeft || present?.metadata.uid === undefined) return false;
    return client.delete(typeOf(child), { name, namespace }, { uid: present.metadata.uid });
  }

  return {
    find: get,
    async list<T extends Made>(
      type: Omit<ObjectKey, 'name'>,
      { labels, fields }: { readonly labels?: string; readonly fields?: string },
    ) {
      const { items } = await client.list<StoredObject>(typeOf(type), {
        namespace: type.namespace,
        ...(labels !== undefined && { labelSelector: labels }),
        ...(fields !== undefined && { fieldSelector: fields }),
      });
      return items as unknown as readonly T[];
    },
    create,
    ensure,
    async makeNew(child) {
      // An apply costs an API server several times what a create does.
      try {
        return await create(child);
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
      if (await removeLeftOver(child)) return create(child);
      return ensure(child);
    },
    async change(key, patch) {
      await client.patch(typeOf(key), key, 'merge', patch, { fieldManager });
    },
    async remove({ uid, resourceVersion, propagation, ...key }) {
      const options = {
        ...(uid !== undefined && { uid }),
        ...(resourceVersion !== undefined && { resourceVersion }),
        ...(propagation !== undefined && { propagation }),
      };
      try {
        return await client.delete(typeOf(key), key, options);
      } catch (error) {
        // Another one has its name by now, or it is not what it was.
        if (uid !== undefined && isConflict(error)) return false;
        throw error;
      }
    },
  };
}
