import { isObject, type JsonObject } from '../../values/json.ts';
import { completed, eachItem, isAbsent, withFields } from './fields.ts';

/** What Kubernetes itself means in pod templates, as far as the reference's CRD writes it out and it is not empty. */
export function containersOver(containers: unknown): readonly unknown[] | undefined {
  return eachItem(containers, (container) =>
    withFields(container, { ports: eachItem(container['ports'], (port) => withFields(port, protocolOf(port))) }),
  );
}

const tcp = { protocol: 'TCP' } as const;
const nothing = {} as const;

function protocolOf(port: JsonObject): JsonObject {
  return isAbsent(port['protocol']) ? tcp : nothing;
}

const volumeDefaults: Readonly<Record<string, JsonObject>> = {
  azureDisk: { fsType: 'ext4', readOnly: false },
  iscsi: { iscsiInterface: 'default' },
  rbd: { keyring: '/etc/ceph/keyring', pool: 'rbd', user: 'admin' },
  scaleIO: { fsType: 'xfs', storageMode: 'ThinProvisioned' },
};

export function volumesOver(volumes: unknown): readonly unknown[] | undefined {
  return eachItem(volumes, withSourceDefaults);
}

function withSourceDefaults(volume: JsonObject): JsonObject {
  let changed = volume;
  for (const source in volumeDefaults) {
    const given = volume[source];
    if (isObject(given))
      changed = withFields(changed, { [source]: completed(given, volumeDefaults[source] ?? nothing) });
  }
  return changed;
}
