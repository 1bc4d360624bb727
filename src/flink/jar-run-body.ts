import { compareFlinkVersions } from '../values/flink-version.ts';
import type { JarRun } from './flink-client.ts';

/**
 * The body that runs a jar. Flink refuses members that it does not know, so what its version lacks is left out.
 * The savepoint stays ours: it is not claimed, because whoever made it may go back to it.
 */
export function jarRunBody(run: JarRun): Record<string, unknown> {
  const since = (version: JarRun['flinkVersion']) => compareFlinkVersions(run.flinkVersion, version) >= 0;
  const members = {
    entryClass: run.entryClass,
    programArgsList: run.args,
    parallelism: (run.parallelism ?? 0) > 0 ? run.parallelism : undefined,
    jobId: run.jobId,
    allowNonRestoredState: run.allowNonRestoredState,
    savepointPath: run.savepointPath,
    restoreMode: since('v1_20') ? undefined : 'NO_CLAIM',
    claimMode: since('v1_20') ? 'NO_CLAIM' : undefined,
    flinkConfiguration: since('v1_17') ? run.flinkConfiguration : undefined,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
