import { formatList } from '../../../values/list-text.ts';
import type { Carrier } from '../carrier.ts';
import type { Draft } from '../draft.ts';
import { fetchFault, isUserLibrary, type Jar, jarOf, localUri, userLibraries } from '../jar.ts';
import { isApplication, isBefore, isStandalone, notHeeded, type Source } from '../source.ts';

const classpaths = 'pipeline.classpaths';
const inClasspaths = `spec.flinkConfiguration['${classpaths}']`;

export const jar: Carrier = {
  fields: ['job.jarFile', 'job.classPath'],
  becomes:
    '`jarURI`: `local:///` and the path, relative ones from `/opt/flink`; http(s) addresses as they are. With `classPath` in standalone mode both stand in ' +
    '`pipeline.classpaths`. A jar of the image in `/opt/flink/usrlib`, and all code in Application mode, is found without `jarURI`',
  carry(source, draft) {
    if (!source.spec.job) return;
    const found = jarOf(source);
    const isLibrary = found !== undefined && isStandalone(source) && isUserLibrary(found) && !isMounted(found, draft);
    if (!found) withoutJar(source, draft);
    else if (isLibrary) draft.changed('job.jarFile', undefined, onClassPath);
    else withJar(found, source, draft);
    carryClassPath(isLibrary ? 'hidden' : found, source, draft);
  },
};

const onClassPath = `is found on the class path, with all jars of ${userLibraries}: a jarURI would hide that folder`;

function withoutJar(source: Source, draft: Draft): void {
  const { jarFile, pyFile, pyModule } = source.spec.job ?? {};
  draft.idle('job.jarFile', jarFile === '' ? 'is empty' : notHeeded);
  const isPython = !isApplication(source) && (pyFile || pyModule);
  if (isStandalone(source) || isPython || !isBefore(draft.version, 'v2_0')) return;
  const fix = 'name the jar that holds the main class, or use --mode standalone';
  draft.obstacle('spec.job.jarFile', 'is needed by a native application before Flink 2.0', fix);
}

function isMounted(found: Jar, draft: Draft): boolean {
  return 'path' in found && draft.pods.jobManager.hasMountAbove(found.path);
}

function withJar(found: Jar, source: Source, draft: Draft): void {
  const uri = 'path' in found ? localUri(found.path) : found.address;
  const joins = joinsClassPath(source);
  if (!joins) draft.job.jarURI = uri;
  const to = joins ? inClasspaths : 'spec.job.jarURI';
  if ('path' in found) {
    const relative = `is ${uri}: relative paths count from /opt/flink, as in Flink's own images`;
    draft.carriedUnless(found.isRelative ? [relative] : [], 'job.jarFile', to);
  } else tellAddress(found.scheme, to, source, draft);
}

const elsewhere = 'put the jar into the image, or fetch it by an init container, and write local:///PATH';

function tellAddress(scheme: string, to: string, source: Source, draft: Draft): void {
  const fault = fetchFault(scheme, source, draft.version);
  const who = isStandalone(source) ? 'each pod of the cluster' : 'the JobManager';
  if (fault === undefined) draft.changed('job.jarFile', to, `${who} loads it from there`);
  else draft.lost('job.jarFile', `${fault}: ${elsewhere}`);
}

/** Standalone operators put the jar into `pipeline.classpaths`, over what is there. */
const joinsClassPath = (source: Source): boolean =>
  isStandalone(source) && (source.spec.job?.classPath?.length ?? 0) > 0;

function carryClassPath(found: Jar | 'hidden' | undefined, source: Source, draft: Draft): void {
  const field = 'job.classPath';
  const { classPath = [] } = source.spec.job ?? {};
  if (classPath.length === 0) draft.idle(field, 'is empty');
  else if (isApplication(source)) draft.idle(field, notHeeded);
  else if (found === 'hidden') {
    draft.lost(field, `put these jars into ${userLibraries} of the image, where the jar of the job is`);
  } else {
    const own = found && isStandalone(source) ? ['path' in found ? localUri(found.path, 'file') : found.address] : [];
    draft.configuration.set(classpaths, formatList([...own, ...classPath]));
    draft.carried(field, inClasspaths);
  }
}
