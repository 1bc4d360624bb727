import { isApplication, type Source } from './source.ts';

/** How the commands of the hand-over name things. */
export interface Names {
  readonly next: string;
  readonly kubectl: string;
  readonly inNamespace: string;
  readonly file: string;
}

export function namesOf({ name, namespace, options }: Source): Names {
  const next = options.name ?? name;
  const inNamespace = namespace === undefined ? '' : ` -n ${namespace}`;
  return { next, inNamespace, kubectl: `kubectl${inNamespace}`, file: `${next}.yaml` };
}

/** The workload of the JobManager, in which the client of Flink is at hand. */
export function jobManagerOf(source: Source): string {
  if (source.isV1alpha1) return `deployment/${source.name}-jobmanager`;
  return `${isApplication(source) ? 'job' : 'statefulset'}/${source.name}-jobmanager`;
}

export const get = (kubectl: string, name: string, path: string): string =>
  `${kubectl} get flinkcluster ${name} -o jsonpath='{${path}}'`;

/** As it was called, and with the savepoint. */
export function convertCommand({ name, options }: Source, output: string): string {
  const { flinkVersion, image, serviceAccount, mode, name: other, fromSavepoint = 'SAVEPOINT', file } = options;
  const given = {
    '--flink-version': flinkVersion?.slice(1).replace('_', '.'),
    '--image': image,
    '--service-account': serviceAccount,
    '--mode': mode,
    '--name': other,
    '--from-savepoint': fromSavepoint,
    '-o': output,
  };
  const words = Object.entries(given).flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]));
  return ['sluice', 'convert', file ?? `${name}-flinkcluster.yaml`, ...words].map(shellWord).join(' ');
}

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
