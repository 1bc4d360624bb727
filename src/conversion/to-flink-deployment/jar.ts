import type { FlinkVersion } from '../../values/flink-version.ts';
import { isBelow } from './pod-draft.ts';
import { isApplication, isBefore, isStandalone, type Source } from './source.ts';

/** The working directory of Flink's own images, from which relative paths count. */
const workingDirectory = '/opt/flink';
/** All jars in it are on the class path of an application; its operator mounts an empty folder there where a jar is named. */
export const userLibraries = '/opt/flink/usrlib';

/** A path of the image, or an address. */
export type Jar =
  | { readonly path: string; readonly isRelative: boolean }
  | { readonly address: string; readonly scheme: string };

const schemeOf = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//;

/** Where the jar of the job is; `undefined` where there is none, or none that FlinkCluster heeds. */
export function jarOf(source: Source): Jar | undefined {
  const text = source.spec.job?.jarFile?.trim();
  // A native application before Flink 2 has to name one.
  if (!text || (isApplication(source) && isStandalone(source))) return undefined;
  const scheme = schemeOf.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file' && scheme !== 'local') return { address: text, scheme };
  return inImage(text.replace(/^(?:file|local):(?:\/\/)?(?=\/)/i, ''));
}

export function inImage(text: string): { readonly path: string; readonly isRelative: boolean } {
  if (text.startsWith('/')) return { path: text, isRelative: false };
  return { path: `${workingDirectory}/${text.replace(/^(?:\.\/)+/, '')}`, isRelative: true };
}

export const localUri = (path: string, scheme: 'local' | 'file' = 'local'): string => `${scheme}://${encodeURI(path)}`;

/** Whether the jar would be hidden behind the empty folder that its operator mounts. */
export function isUserLibrary(jar: Jar): boolean {
  return 'path' in jar && isBelow(jar.path, userLibraries);
}

/** Who loads a jar from an address, or why nobody does. */
export function fetchFault(scheme: string, source: Source, version: FlinkVersion): string | undefined {
  if (isStandalone(source)) {
    return scheme === 'http' || scheme === 'https'
      ? undefined
      : `no JobManager in standalone mode loads from ${scheme}://`;
  }
  if (isBefore(version, 'v1_19')) return `a native JobManager loads from ${scheme}:// from Flink 1.19 on`;
  return scheme === 'http'
    ? 'a native JobManager loads by plain http only with user.artifacts.raw-http-enabled: true'
    : undefined;
}
