import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { artifactDirectory, artifactRules } from '../../artifacts/artifact-options.ts';
import { emptyJar } from '../../artifacts/empty-jar.ts';
import { ArtifactRefused } from '../../artifacts/errors.ts';
import { type Artifact, fetchArtifact } from '../../artifacts/fetch-artifact.ts';
import { s3AccessOf } from '../../artifacts/s3.ts';
import { systemClock } from '../../clock.ts';
import type { EngineSettings } from '../../config/settings-type.ts';
import { SubmissionsUnderWay } from '../../engine/flink-session-job/submissions-under-way.ts';
import type { Submission, SubmissionState } from '../../engine/ports.ts';
import { FlinkError, isDuplicateJob } from '../../flink/errors.ts';
import type { FlinkClusters } from '../../flink/flink-clusters.ts';
import type { Log } from '../../log.ts';
import type { OperatorConfiguration } from '../../values/effective-configuration.ts';
import { submitJar } from './submit-jar.ts';

export interface SubmissionsOptions {
  readonly clusters: Pick<FlinkClusters, 'clientOf'>;
  readonly operator: () => OperatorConfiguration;
  readonly settings: EngineSettings['artifacts'];
  /** Where keys of S3 may be. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Something has become of the submission of this object. */
  readonly wake: (uid: string) => void;
  readonly log: Log;
}

/** How old the list of jobs may be that a JobManager shows: its `web.refresh-interval`, and some more. Milliseconds. */
const listAge = 3500;

/** Redirects that a download may follow. */
const redirects = 5;

/** Fetches, uploads and runs jars beside the passes. */
export function jarSubmissions(options: SubmissionsOptions): SubmissionsUnderWay {
  const { log, wake } = options;
  return new SubmissionsUnderWay({
    wake,
    async submit(_uid, submission, signal) {
      const object = `FlinkSessionJob/${submission.namespace}/${submission.job}`;
      let end: SubmissionState;
      try {
        await submit(options, submission, signal);
        end = { type: 'done' };
        log.info({ object, jobId: submission.jobId }, 'submitted the job');
      } catch (error) {
        const refused = error instanceof ArtifactRefused || (error instanceof FlinkError && !isDuplicateJob(error));
        end = { type: 'failed', error: error as Error, refused };
        if (!signal.aborted) log.warn({ object, err: error }, 'the job was not submitted');
      }
      // Until then a job that runs may be missing from the list, and would be taken for lost.
      if (end.type === 'done' || !end.refused) await systemClock.sleep(listAge, signal);
      return end;
    },
  });
}

async function submit(options: SubmissionsOptions, submission: Submission, signal: AbortSignal): Promise<void> {
  const jar = await fetchJar(options, submission, signal);
  try {
    await submitJar(options.clusters.clientOf(submission.place), jar, submission, {
      signal,
      stays: (error) => options.log.debug({ err: error }, 'a jar stays on the JobManager'),
    });
  } finally {
    await jar.remove();
  }
}

async function fetchJar(
  { settings, operator, environment }: SubmissionsOptions,
  { namespace, job, place, jarUri, headers }: Submission,
  signal: AbortSignal,
): Promise<Artifact> {
  if (jarUri === undefined) return noJar();
  const { own } = operator();
  const base = settings.directory ?? (await artifactDirectory(own));
  return fetchArtifact(jarUri, {
    directory: path.join(base, 'sluice-artifacts', namespace, place.cluster, job),
    rules: artifactRules(own),
    limits: { bytes: settings.bytes, milliseconds: settings.seconds * 1000, redirects },
    headers,
    s3: s3AccessOf(
      (key) => own.get(key),
      (name) => environment[name],
    ),
    signal,
  });
}

/** The program is on the class path of the cluster, and Flink wants a jar all the same. */
async function noJar(): Promise<Artifact> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sluice-jar-'));
  const file = path.join(directory, 'empty.jar');
  const bytes = emptyJar();
  await writeFile(file, bytes);
  return { path: file, name: 'empty.jar', bytes: bytes.length, remove: () => rm(directory, { recursive: true }) };
}
