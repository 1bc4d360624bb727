import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expand } from './environment.ts';
import type { BenchImage, Container, Pod } from './types.ts';

export interface ContainerStart {
  readonly pod: Pod;
  readonly container: Container;
  readonly image: BenchImage;
  readonly env: Readonly<Record<string, string>>;
  /** Of the pod, on this machine. */
  readonly directory: string;
  readonly network: string;
  /** Where volumes are on this machine, by name. */
  readonly volumes: ReadonlyMap<string, string>;
  readonly log: string;
}

/** A container as one process tree in namespaces of its own. */
export interface RunningContainer {
  readonly startedAt: string;
  /** The process that is 1 inside, as this machine numbers it. */
  init(): number | undefined;
  signal(signal: NodeJS.Signals): void;
  /** What it has written where its termination message is expected. */
  message(): string;
  /** Its exit code, as a kubelet tells it. */
  readonly ended: Promise<number>;
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

export function startContainer(start: ContainerStart): RunningContainer {
  const { container, env, directory, network, log } = start;
  const own = path.join(directory, 'containers', container.name);
  rmSync(own, { recursive: true, force: true });
  for (const name of ['upper', 'work', 'root', 'layer-upper', 'layer-work'])
    mkdirSync(path.join(own, name), { recursive: true });
  const messageFile = path.join(own, 'termination-log');
  writeFileSync(messageFile, '');
  chmodSync(messageFile, 0o666);
  const script = scriptOf(start, own);
  const output = openSync(log, 'a');
  const flags = ['--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child=KILL'];
  const child: ChildProcess = spawn(
    'nsenter',
    [`--net=/run/netns/${network}`, 'unshare', ...flags, 'sh', '-ec', script],
    { stdio: ['ignore', output, output], env: { ...env } },
  );
  closeSync(output);
  let killed = false;
  const init = () => {
    const children = `/proc/${child.pid}/task/${child.pid}/children`;
    if (!existsSync(children)) return undefined;
    const [first] = readFileSync(children, 'utf8').trim().split(' ');
    return first ? Number(first) : undefined;
  };
  return {
    startedAt: new Date().toISOString(),
    init,
    message: () => readFileSync(messageFile, 'utf8').slice(0, 4096),
    signal(signal) {
      if (signal === 'SIGKILL') killed = true;
      const target = init();
      if (target === undefined) child.kill(signal);
      else {
        try {
          process.kill(target, signal);
        } catch {
          // It has just ended.
        }
      }
    },
    ended: new Promise((resolve) => {
      child.once('error', () => resolve(128));
      // `unshare` reports a killed child as 1.
      child.once('exit', (code, signal) => resolve(killed || signal ? 137 : (code ?? 137)));
    }),
  };
}

/** What comes from the API server can be written by nobody, as with any kubelet. */
function isKept({ spec: { volumes = [] } }: Pod, name: string): boolean {
  const volume = volumes.find((each) => each.name === name);
  return Boolean(volume?.configMap ?? volume?.secret ?? volume?.projected ?? volume?.downwardAPI);
}

/** What is run in the new namespaces, until it becomes the program itself. */
function scriptOf({ pod, container, image, env, directory, volumes }: ContainerStart, own: string): string {
  const root = path.join(own, 'root');
  const security = { ...pod.spec.securityContext, ...container.securityContext };
  const layered = image.kind === 'layered';
  const lower = layered ? '/' : (image.directory as string);
  const lines = [
    'mount --make-rprivate /',
    `mount -t overlay overlay -o lowerdir=${lower},upperdir=${own}/upper,workdir=${own}/work ${root}`,
  ];
  if (layered && image.directory) {
    const layers = [...(image.over ?? []), image.directory].join(':');
    lines.push(
      `mkdir -p ${root}/opt/flink`,
      `mount -t overlay overlay -o lowerdir=${layers},upperdir=${own}/layer-upper,workdir=${own}/layer-work ${root}/opt/flink`,
    );
  }
  for (const [place, target] of Object.entries(image.links ?? {})) lines.push(`ln -sfn ${target} ${root}${place}`);
  lines.push(
    `mkdir -p ${root}/proc ${root}/dev ${root}/etc`,
    `mount -t proc proc ${root}/proc`,
    `mount --rbind /dev ${root}/dev`,
  );
  if (layered) lines.push(`mount -t tmpfs tmpfs ${root}/tmp`, `mount -t tmpfs tmpfs ${root}/run`);
  for (const name of ['resolv.conf', 'hosts']) {
    lines.push(`touch ${root}/etc/${name}`, `mount --bind ${directory}/${name} ${root}/etc/${name}`);
  }
  const message = `${root}${container.terminationMessagePath ?? '/dev/termination-log'}`;
  lines.push(`touch ${quote(message)}`, `mount --bind ${own}/termination-log ${quote(message)}`);
  for (const { name, mountPath, subPath, readOnly } of container.volumeMounts ?? []) {
    const place = volumes.get(name) as string;
    const expanded = subPath === undefined ? undefined : expand(subPath, env);
    const source = expanded === undefined ? place : realpathSync(path.join(place, expanded));
    // On Debian /var/run is a link, which must not lead out of the root.
    const target = `${root}${mountPath.replace(/^\/var\/run\//, '/run/')}`;
    const file = `[ -d ${quote(source)} ]`;
    lines.push(
      `if ${file}; then mkdir -p ${quote(target)}; else mkdir -p ${quote(path.dirname(target))}; touch ${quote(target)}; fi`,
      `mount --bind ${quote(source)} ${quote(target)}`,
    );
    if (readOnly || isKept(pod, name)) lines.push(`mount -o remount,bind,ro ${quote(target)}`);
  }
  lines.push(
    `if [ ! -e ${root}/var/run ]; then mkdir -p ${root}/var; ln -s ../run ${root}/var/run; fi`,
    `hostname ${quote(pod.spec.hostname ?? pod.metadata.name)}`,
  );
  if (security.readOnlyRootFilesystem) lines.push(`mount -o remount,ro ${root}`);
  const [user = 0, group = 0] = (image.user ?? '0:0').split(':').map(Number);
  const uid = security.runAsUser ?? user;
  const gid = security.runAsGroup ?? group;
  const fsGroup = pod.spec.securityContext?.fsGroup;
  const groups = fsGroup === undefined ? '' : `--groups=${fsGroup}`;
  const command = container.command ?? image.entrypoint;
  const args = container.args ?? (container.command ? [] : (image.command ?? []));
  const place = container.workingDir ?? image.workingDir;
  // chroot begins at the root of the image. Whole images have no shell; their commands name their files whole.
  const inPlace = layered && place !== undefined ? ['/bin/sh', '-c', 'cd "$0" && exec "$@"', place] : [];
  const expanded = [...command, ...args].map((word) => expand(word, env));
  const words = [...inPlace, ...expanded].map(quote).join(' ');
  lines.push(`exec setpriv --no-new-privs chroot --userspec=${uid}:${gid} ${groups} ${root} ${words}`);
  return lines.join('\n');
}
