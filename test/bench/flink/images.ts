import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchImage } from '../kubelet/types.ts';
import { once } from '../tools.ts';
import { countingJob } from './counting-job.ts';
import { type FlinkVersion, flinkDistribution, flinkVersions } from './distribution.ts';
import { openedModules } from './opened-modules.ts';

const entrypoint = fileURLToPath(new URL('docker-entrypoint.sh', import.meta.url));

/** Starts fast, and asks for names again soon: pods of the bench come and go. */
const accelerators = [
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Dsun.net.inetaddr.ttl=1',
  '-Dsun.net.inetaddr.negative.ttl=0',
];

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Images of Flink by the names that pods use, `flink:1.20` as well as `flink:1.20.5` and `flink:1.20-java17`, with the
 * counting job under `usrlib` and where an example of Flink's own image is. Fetched and put together the first time.
 */
export async function flinkImages(versions = flinkVersions): Promise<Record<string, BenchImage>> {
  const images: Record<string, BenchImage> = {};
  const own = await ownFiles();
  const java = path.resolve(realpathSync(execFileSync('which', ['java'], { encoding: 'utf8' }).trim()), '../..');
  for (const version of versions) {
    const image = flinkImage(await flinkDistribution(version), own, java);
    for (const tag of tagsOf(version)) images[`flink:${tag}`] = image;
  }
  return images;
}

/** The version that a number means which may be short, as `1.20`. */
export function flinkVersionOf(number: string): FlinkVersion | undefined {
  return flinkVersions.find((version) => tagsOf(version).includes(number));
}

function tagsOf(version: FlinkVersion): string[] {
  const [major, minor] = version.split('.');
  return [version, `${major}.${minor}`].flatMap((tag) => [tag, `${tag}-java17`]);
}

function flinkImage(home: string, own: string, java: string): BenchImage {
  return {
    kind: 'layered',
    directory: home,
    over: [own],
    links: { '/docker-entrypoint.sh': '/opt/flink/docker-entrypoint.sh' },
    entrypoint: ['/docker-entrypoint.sh'],
    command: ['help'],
    workingDir: '/opt/flink',
    env: {
      FLINK_HOME: '/opt/flink',
      JAVA_HOME: java,
      PATH: `/opt/flink/bin:${java}/bin:${systemPath}`,
      // Configurations that operators make have no list of opened modules, without which 1.x ends at once on Java 17.
      JDK_JAVA_OPTIONS: [openedModules(home), ...accelerators].join(' ').trim(),
    },
  };
}

/** What lies over every version: the job, twice, and the entrypoint. */
async function ownFiles(): Promise<string> {
  const job = await countingJob();
  const key = createHash('sha256').update(job).update(readFileSync(entrypoint)).digest('hex').slice(0, 12);
  return once(`flink-own-${key}`, async (into) => {
    for (const place of ['usrlib/counting-job.jar', 'examples/streaming/StateMachineExample.jar']) {
      mkdirSync(path.join(into, path.dirname(place)), { recursive: true });
      copyFileSync(job, path.join(into, place));
    }
    copyFileSync(entrypoint, path.join(into, 'docker-entrypoint.sh'));
  });
}
