import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { podField } from './environment.ts';
import { NotYet, type Pod, type Source, type Sources, type Volume } from './types.ts';

interface FileContent {
  readonly text: string;
  readonly mode: number;
}

/** Where a volume of a pod is on this machine. Throws `NotYet` where something that it shows is missing. */
export async function prepareVolume(
  pod: Pod,
  volume: Volume,
  { directory, address, sources }: { directory: string; address: string; sources: Sources },
): Promise<string> {
  if (volume.hostPath) return volume.hostPath.path;
  if (volume.persistentVolumeClaim) {
    const claim = path.join('/run/sluice-bench/claims', pod.metadata.namespace, volume.persistentVolumeClaim.claimName);
    mkdirSync(claim, { recursive: true, mode: 0o777 });
    chmodSync(claim, 0o777);
    return claim;
  }
  const place = path.join(directory, 'volumes', volume.name);
  mkdirSync(place, { recursive: true });
  const group = pod.spec.securityContext?.fsGroup;
  if (volume.emptyDir) {
    chmodSync(place, 0o2777);
    if (group !== undefined) chownSync(place, 0, group);
    return place;
  }
  const parts = volume.projected ? volume.projected.sources : [volume];
  const mode = volume.projected?.defaultMode ?? volume.configMap?.defaultMode ?? volume.secret?.defaultMode ?? 0o644;
  const files = new Map<string, FileContent>();
  for (const part of parts) await addSource(pod, part, mode, files, { address, sources });
  writeAtomically(place, files, group);
  return place;
}

/** Whether what a volume shows may change while the pod runs. */
export function changes(volume: Volume): boolean {
  return Boolean(volume.configMap || volume.secret || volume.projected || volume.downwardAPI);
}

async function addSource(
  pod: Pod,
  { configMap, secret, downwardAPI, serviceAccountToken }: Source,
  mode: number,
  files: Map<string, FileContent>,
  { address, sources }: { address: string; sources: Sources },
): Promise<void> {
  const { namespace } = pod.metadata;
  const keyed = configMap ?? secret;
  if (keyed) {
    const name = configMap ? configMap.name : (secret?.secretName ?? secret?.name ?? '');
    const found = configMap ? sources.configMap(namespace, name) : sources.secret(namespace, name);
    if (!found) {
      if (keyed.optional) return;
      throw new NotYet(`${configMap ? 'configmap' : 'secret'} "${name}" not found`);
    }
    const items = keyed.items ?? Object.keys(found).map((key) => ({ key, path: key }));
    for (const { key, path: place, ...item } of items) {
      const text = found[key];
      if (text === undefined) throw new NotYet(`${name} has no key ${key}`);
      files.set(place, { text, mode: ('mode' in item ? (item.mode as number) : undefined) ?? mode });
    }
  }
  for (const { path: place, fieldRef } of downwardAPI?.items ?? []) {
    files.set(place, { text: podField(pod, fieldRef?.fieldPath ?? '', address), mode });
  }
  if (serviceAccountToken) {
    const { path: place, expirationSeconds = 3600, audience } = serviceAccountToken;
    const text = await sources.token(pod, { expirationSeconds, ...(audience !== undefined && { audience }) });
    files.set(place, { text, mode });
  }
}

/** As the real kubelet does: everything in a new folder, then one symbolic link is swapped. */
function writeAtomically(place: string, files: ReadonlyMap<string, FileContent>, group: number | undefined): void {
  const data = path.join(place, '..data');
  const before = existsSync(data) ? readlinkSync(data) : undefined;
  const fresh = `..${Date.now()}.${process.hrtime.bigint() % 1_000_000n}`;
  for (const [name, { text, mode }] of files) {
    const file = path.join(place, fresh, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    // A group that owns a volume may read it, as with the real kubelet.
    chmodSync(file, group === undefined ? mode : mode | 0o040);
    if (group !== undefined) chownSync(file, 0, group);
  }
  mkdirSync(path.join(place, fresh), { recursive: true });
  symlinkSync(fresh, `${data}_tmp`);
  renameSync(`${data}_tmp`, data);
  const shown = new Set([...files.keys()].map((name) => name.split('/')[0] as string));
  for (const name of shown) {
    if (!existsSync(path.join(place, name))) symlinkSync(path.join('..data', name), path.join(place, name));
  }
  for (const name of readdirSync(place)) {
    if (!name.startsWith('..') && !shown.has(name)) rmSync(path.join(place, name));
  }
  if (before !== undefined) rmSync(path.join(place, before), { recursive: true, force: true });
}
