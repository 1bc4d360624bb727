import type { Submission } from '../../engine/ports.ts';
import { isDuplicateJob } from '../../flink/errors.ts';
import type { FlinkClient, JarFile } from '../../flink/flink-client.ts';
import type { FlinkVersion } from '../../values/flink-version.ts';

interface Submitting {
  readonly signal: AbortSignal;
  /** Told where the jar could not be deleted: it costs the JobManager disk space, nothing else. */
  readonly stays: (error: unknown) => void;
}

/** Uploads a jar, runs it, and deletes it again. Throws where no job has come of it. */
export async function submitJar(
  client: FlinkClient,
  jar: JarFile,
  submission: Submission,
  { signal, stays }: Submitting,
): Promise<void> {
  const jarId = await client.uploadJar(jar, { timeout: submission.timeout, signal });
  try {
    await run(client, jarId, submission, signal);
  } finally {
    await client.deleteJar(jarId, { timeout: submission.place.timeout }).catch(stays);
  }
}

async function run(
  client: FlinkClient,
  jarId: string,
  { jobId, flinkVersion, entryClass, args, parallelism, ...rest }: Submission,
  signal: AbortSignal,
): Promise<void> {
  const { savepointPath, allowNonRestoredState, configuration, timeout } = rest;
  const request = { flinkVersion: flinkVersion as FlinkVersion, entryClass, args, parallelism, jobId, savepointPath };
  const options = { ...request, allowNonRestoredState, flinkConfiguration: configuration };
  try {
    await client.runJar(jarId, options, { timeout, signal });
  } catch (error) {
    // It has arrived before, and its answer was lost.
    if (!isDuplicateJob(error)) throw error;
  }
}
