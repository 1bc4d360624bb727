import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** What an engine would know of the image. */
export interface ImageRoot {
  /** A whole root filesystem. */
  readonly directory: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `uid:gid` */
  readonly user: string;
  readonly workingDir: string;
  readonly healthCommand: readonly string[];
  readonly stopSignal: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Stage {
  readonly base: string;
  readonly name: string;
  readonly root: string;
  workingDir: string;
}

const checkout = path.resolve(import.meta.dirname, '..');

/** Reads a Dockerfile: comments dropped, continued lines joined. */
export function parseDockerfile(text: string): Instruction[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
      return { name: name.toUpperCase(), text: rest };
    });
}

/**
 * Runs the steps of the Dockerfile into directories, because there may be no engine: RUN as it stands, COPY from the
 * checkout or from another stage. Bases are made of what is on this machine; that of the last stage holds Node, the
 * libraries that it needs, and nothing else.
 */
export function buildImageRoot(work: string, layers: string): ImageRoot {
  const instructions = parseDockerfile(readFileSync(path.join(checkout, 'Dockerfile'), 'utf8'));
  const allowed = readFileSync(path.join(checkout, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const stages: Stage[] = [];
  const args: Record<string, string> = {};
  const env: Record<string, string> = {};
  const labels: Record<string, string> = {};
  let entrypoint: string[] = [];
  let command: string[] = [];
  let healthCommand: string[] = [];
  let user = '0:0';
  let stopSignal = 'SIGTERM';

  for (const { name, text } of instructions) {
    const stage = stages.at(-1) as Stage;
    if (name === 'ARG') {
      const [key = '', value = ''] = text.split('=');
      args[key] = value;
    } else if (name === 'FROM') {
      const [base = '', , as] = text.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => args[key] ?? '').split(/\s+/);
      const root = path.join(work, as ?? 'root');
      rmSync(root, { recursive: true, force: true });
      mkdirSync(root, { recursive: true });
      stages.push({ base, name: as ?? '', root, workingDir: '/' });
      if (as === undefined) makeRunBase(root);
    } else if (name === 'WORKDIR') {
      stage.workingDir = text;
      mkdirSync(path.join(stage.root, text), { recursive: true });
    } else if (name === 'COPY') copy(stage, text, stages, allowed);
    else if (name === 'RUN') runCached(stage, text, layers);
    else if (name === 'ENV') assign(env, text);
    else if (name === 'LABEL') assign(labels, text);
    else if (name === 'USER') user = text;
    else if (name === 'STOPSIGNAL') stopSignal = text;
    else if (name === 'ENTRYPOINT') entrypoint = JSON.parse(text);
    else if (name === 'CMD') command = JSON.parse(text);
    else if (name === 'HEALTHCHECK') healthCommand = JSON.parse(text.slice(text.indexOf('[')));
    else if (name !== 'EXPOSE') throw new Error(`the Dockerfile uses ${name}, which is not known here`);
  }
  const { root, workingDir } = stages.at(-1) as Stage;
  return { directory: root, entrypoint, command, env, user, workingDir, healthCommand, stopSignal, labels };
}

/** `KEY=value` or `KEY="value with spaces"`, several on one line. */
function assign(into: Record<string, string>, text: string): void {
  for (const [, key = '', quoted, plain] of text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g))
    into[key] = quoted ?? plain ?? '';
}

function copy(stage: Stage, text: string, stages: readonly Stage[], allowed: readonly string[]): void {
  const [, from, rest = ''] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(text) ?? [];
  const words = rest.split(/\s+/);
  const target = words.at(-1) as string;
  const into = path.join(stage.root, path.resolve(stage.workingDir, target));
  for (const source of words.slice(0, -1)) {
    const origin = from === undefined ? path.join(checkout, source) : path.join(rootOf(stages, from), source);
    if (from === undefined && !allowed.includes(source)) throw new Error(`.dockerignore keeps ${source} out`);
    const whole = statSync(origin).isDirectory() && !target.endsWith('/');
    const many = words.length > 2 || target.endsWith('/') || target === '.';
    const place = whole ? into : many || target === './' ? path.join(into, path.basename(source)) : into;
    mkdirSync(path.dirname(place), { recursive: true });
    cpSync(origin, place, { recursive: true, verbatimSymlinks: true });
  }
}

function rootOf(stages: readonly Stage[], name: string): string {
  const stage = stages.find((each) => each.name === name);
  if (!stage) throw new Error(`there is no stage ${name}`);
  return stage.root;
}

/** An engine would keep the layer of the packages, which change seldom and take minutes. */
function runCached(stage: Stage, command: string, layers: string): void {
  if (!command.startsWith('npm ci')) {
    runStep(stage, command);
    return;
  }
  const folder = path.join(stage.root, stage.workingDir);
  const lock = readFileSync(path.join(folder, 'package-lock.json'));
  const key = createHash('sha256').update(command).update(process.version).update(lock).digest('hex').slice(0, 16);
  const kept = path.join(layers, `packages-${key}`);
  if (!existsSync(kept)) {
    runStep(stage, command);
    const unfinished = `${kept}.${process.pid}`;
    execFileSync('cp', ['-al', path.join(folder, 'node_modules'), unfinished]);
    renameSync(unfinished, kept);
  } else execFileSync('cp', ['-al', kept, path.join(folder, 'node_modules')]);
}

function runStep({ root, workingDir }: Stage, command: string): void {
  const node = path.dirname(process.execPath);
  execFileSync('sh', ['-ec', command], {
    cwd: path.join(root, workingDir),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${node}:${process.env['PATH']}`, npm_config_update_notifier: 'false' },
    timeout: 600_000,
  });
}

/** What distroless brings: Node, its libraries, certificates, time zones, a few names, and no shell. */
function makeRunBase(root: string): void {
  const node = realpathSync(process.execPath);
  const libraries = execFileSync('ldd', [node], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  put(root, '/nodejs/bin/node', node);
  for (const library of new Set(libraries)) put(root, library, library);
  // Name resolution is loaded when it is first needed.
  for (const name of ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2']) {
    const found = libraries.map((library) => path.join(path.dirname(library), name)).find((file) => existsSync(file));
    if (found) put(root, found, found);
  }
  const files: Record<string, string> = {
    '/etc/passwd': 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
    '/etc/group': 'root:x:0:\nnonroot:x:65532:\n',
    '/etc/nsswitch.conf': 'hosts: files dns\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(certificates)) put(root, certificates, certificates);
  for (const directory of ['/tmp', '/home/nonroot', '/proc', '/dev', '/var', '/run', '/sys']) {
    mkdirSync(path.join(root, directory), { recursive: true });
  }
  symlinkSync('../run', path.join(root, '/var/run'));
  chmodSync(path.join(root, '/tmp'), 0o1777);
}

function put(root: string, place: string, file: string): void {
  const target = path.join(root, place);
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync(realpathSync(file), target);
}

/** Changes whenever anything changes that goes into the image. */
export function imageKey(): string {
  const hash = createHash('sha256').update(process.version);
  const add = (file: string): void => {
    const full = path.join(checkout, file);
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).toSorted()) add(path.join(file, name));
    else hash.update(file).update(readFileSync(full));
  };
  const sources = readFileSync(path.join(checkout, '.dockerignore'), 'utf8').matchAll(/^!(.+)$/gm);
  for (const file of ['Dockerfile', 'scripts/image-root.ts', ...[...sources].map(([, name = '']) => name)]) add(file);
  return hash.digest('hex').slice(0, 16);
}
