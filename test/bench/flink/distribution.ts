import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../processes.ts';
import { once } from '../tools.ts';

/** Python packages that carry what Flink's own archive holds, with the SHA-256 of the files that pip fetches. */
interface Packages {
  /** `apache-flink-libraries`: jars and plugins, as a source archive or a wheel. */
  readonly libraries: string;
  /** `apache-flink`: scripts and the configuration that comes with them, as a wheel for Linux and Python 3.10. */
  readonly scripts: string;
}

const packages = {
  '1.20.5': {
    libraries: 'e6aee62ea1a1fe7b32e28894ad079f3f1a50a372a4caac3df52405267f4228c8',
    scripts: '953f1d9f9d418ca5fbc84881144b37e1c86b69b5d7b343bca737d47f9cbde25d',
  },
  '2.2.1': {
    libraries: '74dc5546fbd9add8fbcdf1222a237e09491f9b80296241aef8676ec56f8e686e',
    scripts: '870feec118107b654dd18be5b015575abbe8a8d857d08aeb8119062554bbe802',
  },
} as const satisfies Readonly<Record<string, Packages>>;

/** A version of Flink that the bench can have. */
export type FlinkVersion = keyof typeof packages;

export const flinkVersions = Object.keys(packages) as readonly FlinkVersion[];

/**
 * The home directory of a Flink: `bin`, `conf`, `lib`, `opt`, `plugins` and empty `log` and `usrlib`. About 20 seconds
 * and 300 MB for each version the first time, nothing after that. There are no examples in it, and no file systems of
 * clouds: the packages do not carry them.
 *
 * `TEST_ASSET_FLINK_1_20_5` and the like name a home that is there already. Throws where pip cannot fetch the packages
 * or fetches others than were recorded.
 */
export async function flinkDistribution(version: FlinkVersion): Promise<string> {
  const variable = `TEST_ASSET_FLINK_${version.replaceAll('.', '_')}`;
  const given = process.env[variable];
  if (given !== undefined) {
    if (!existsSync(path.join(given, 'bin/jobmanager.sh'))) throw new Error(`${variable} names no home of Flink`);
    return given;
  }
  const { libraries, scripts } = packages[version];
  const key = createHash('sha256').update(libraries).update(scripts).digest('hex').slice(0, 12);
  return once(`flink-${version}-${key}`, async (home) => {
    console.error(`fetching Flink ${version} (once; half a minute)`);
    try {
      await assemble(home, version);
    } catch (cause) {
      throw new Error(`there is no Flink ${version} for the bench; ${variable} can name one`, { cause });
    }
  });
}

async function assemble(home: string, version: FlinkVersion): Promise<void> {
  const parts = path.join(home, 'parts');
  const { libraries, scripts } = packages[version];
  const jars = await fetched(path.join(parts, 'libraries'), `apache-flink-libraries==${version}`, libraries, []);
  const rest = await fetched(path.join(parts, 'scripts'), `apache-flink==${version}`, scripts, anyPython);
  for (const name of readdirSync(jars)) {
    if (['bin', 'lib', 'opt', 'plugins'].includes(name)) renameSync(path.join(jars, name), path.join(home, name));
  }
  renameSync(path.join(rest, 'conf'), path.join(home, 'conf'));
  for (const name of readdirSync(path.join(rest, 'bin'))) {
    renameSync(path.join(rest, 'bin', name), path.join(home, 'bin', name));
  }
  for (const name of readdirSync(path.join(home, 'bin'))) chmodSync(path.join(home, 'bin', name), 0o755);
  for (const name of ['log', 'usrlib']) mkdirSync(path.join(home, name));
  rmSync(parts, { recursive: true });
}

/** The scripts are the same for every Python, so the wheel of one is taken whatever the machine has. */
const anyPython = [
  '--only-binary=:all:',
  ...['--implementation', 'cp', '--python-version', '3.10'],
  ...['--platform', 'manylinux1_x86_64', '--platform', 'manylinux2014_x86_64'],
];

/**
 * Fetches one package with pip, which checks its hash before it looks inside, and unpacks it.
 * The directory of what is worth having: `deps` of a source archive, `pyflink` of a wheel.
 */
async function fetched(into: string, requirement: string, hash: string, flags: readonly string[]): Promise<string> {
  mkdirSync(into, { recursive: true });
  const wanted = path.join(into, 'requirements.txt');
  writeFileSync(wanted, `${requirement} --hash=sha256:${hash}\n`);
  const options = ['--quiet', '--no-cache-dir', '--no-deps', '--require-hashes', '--dest', into];
  await run('python3', ['-m', 'pip', 'download', ...options, ...flags, '--requirement', wanted], {
    timeoutSeconds: 600,
  });
  const name = readdirSync(into).find((file) => /\.(whl|tar\.gz)$/.test(file));
  if (!name) throw new Error(`pip fetched nothing for ${requirement}`);
  const archive = path.join(into, name);
  if (name.endsWith('.whl')) {
    await run('python3', ['-m', 'zipfile', '--extract', archive, into]);
    return path.join(into, 'pyflink');
  }
  await run('tar', ['-xzf', archive, '-C', into, '--strip-components=1']);
  return path.join(into, 'deps');
}
