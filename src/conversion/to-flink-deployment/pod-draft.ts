import type {
  Container,
  EnvFromSource,
  EnvVar,
  Pod,
  PodSpec,
  Volume,
  VolumeMount,
} from '../../api/pod-template/types.ts';
import { equalJson, isObject, withoutUndefined } from '../../values/json.ts';

/** The container of a pod template in which Flink runs. */
const mainContainer = 'flink-main-container';

/** A volume with its mount and the variable that names it. */
export interface Injected {
  readonly volume: Volume;
  readonly mount: VolumeMount;
  readonly env: EnvVar;
}

/** Collects what carriers want of one pod. Whatever came first keeps its name or path, as in a FlinkCluster. */
export class PodDraft {
  readonly spec: PodSpec = {};
  readonly main: Container = {};
  readonly labels: Record<string, string> = {};
  readonly annotations: Record<string, string> = {};
  private readonly volumes: Volume[] = [];
  private readonly mounts: VolumeMount[] = [];
  private readonly env: EnvVar[] = [];
  private readonly envFrom: EnvFromSource[] = [];
  private readonly injectedEnv: EnvVar[] = [];
  private readonly injectedMounts: VolumeMount[] = [];
  private readonly initContainers: Container[] = [];
  private readonly sidecars: Container[] = [];

  /** Whether the volume is there now: false where another one has its name. */
  addVolume(volume: Volume): boolean {
    const known = this.volumes.find(({ name }) => name === volume.name);
    if (!known) this.volumes.push(volume);
    return !known || equalJson(known, volume);
  }

  /** Whether the mount is there now: false where something else is mounted at its path. */
  addMount(mount: VolumeMount): boolean {
    const known = this.mounts.find(({ mountPath }) => samePath(mountPath, mount.mountPath));
    if (!known) this.mounts.push(mount);
    return !known || equalJson(known, mount);
  }

  /** Variables of the main container and of all init containers. */
  addEnv(variables: readonly EnvVar[]): void {
    this.env.push(...variables);
    this.injectedEnv.push(...variables);
  }

  addEnvFrom(sources: readonly EnvFromSource[]): void {
    this.envFrom.push(...sources);
  }

  /** Into the main container and all init containers, except where the user has something of that name or path. */
  inject({ volume, mount, env }: Injected): void {
    this.addVolume(volume);
    this.addMount(mount);
    if (!this.env.some(({ name }) => name === env.name)) this.env.push(env);
    this.injectedMounts.push(mount);
    this.injectedEnv.push(env);
  }

  /** Under another name where its own is taken. */
  addInitContainer(container: Container, mounts: readonly VolumeMount[] = []): void {
    const complete: Container =
      mounts.length === 0 ? container : { ...container, volumeMounts: beside(container, mounts) };
    const known = this.initContainers.find(({ name }) => name === complete.name);
    if (known && equalJson(known, complete)) return;
    this.initContainers.push(known ? { ...complete, name: `job-${complete.name}` } : complete);
  }

  addSidecars(containers: readonly Container[]): void {
    this.sidecars.push(...containers);
  }

  hasMountAbove(path: string): boolean {
    return this.mounts.some(({ mountPath }) => mountPath !== undefined && isBelow(path, mountPath));
  }

  /** `undefined` where nothing is wanted. */
  build(): Pod | undefined {
    const main = { ...this.main, env: this.env, envFrom: this.envFrom, volumeMounts: this.mounts };
    const spec: PodSpec = {
      ...this.spec,
      volumes: this.volumes,
      initContainers: this.initContainers.map(this.complete),
    };
    const containers = [withoutEmpty({ name: mainContainer, ...main }), ...this.sidecars] as Container[];
    const needed = Object.keys(containers[0] ?? {}).length > 1 || containers.length > 1;
    return withoutEmpty({
      metadata: withoutEmpty({ labels: this.labels, annotations: this.annotations }),
      spec: withoutEmpty({ ...spec, containers: needed ? containers : [] }),
    }) as Pod | undefined;
  }

  private readonly complete = (container: Container): Container => {
    const { env = [] } = container;
    const names = new Set(env.map(({ name }) => name));
    const more = this.injectedEnv.filter(({ name }) => !names.has(name));
    return withoutEmpty({
      ...container,
      env: [...env, ...more],
      volumeMounts: beside(container, this.injectedMounts),
    }) as Container;
  };
}

/** The mounts of a container, and those of others whose path is free. */
function beside({ volumeMounts = [] }: Container, more: readonly VolumeMount[]): VolumeMount[] {
  const free = more.filter((mount) => !volumeMounts.some(({ mountPath }) => samePath(mountPath, mount.mountPath)));
  return [...volumeMounts, ...free];
}

const plain = (path = ''): string => path.replace(/(?<=[^/])\/$/, '');

const samePath = (a: string | undefined, b: string | undefined): boolean => plain(a) === plain(b);

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${plain(folder)}/`);
}

/** Without the fields that are empty; `undefined` where none is left. */
export function withoutEmpty(value: object): object | undefined {
  const filled = Object.entries(withoutUndefined(value) as object).filter(([, field]) => !isEmpty(field));
  return filled.length === 0 ? undefined : Object.fromEntries(filled);
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || (isObject(value) && Object.keys(value).length === 0);
}
