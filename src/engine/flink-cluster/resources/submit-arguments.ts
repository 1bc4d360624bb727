import { jobParallelism } from '../configuration/slots.ts';
import type { Job } from '../defaulted.ts';
import type { ClusterPlan } from '../plan.ts';
import { jobManagerName } from './child-resource.ts';

/** Where the JobManager answers to its REST API, inside the namespace. */
export function restAddress({ name, spec }: ClusterPlan): string {
  return `${jobManagerName(name)}:${spec.jobManager.ports.ui}`;
}

/** What follows `flink run`. Source: `spec/flinkcluster.md` 7. */
export function submitArguments(plan: ClusterPlan, job: Job): string[] {
  return [
    ...option('--jobmanager', restAddress(plan)),
    ...option('--class', job.className),
    ...option('--fromSavepoint', plan.savepoint),
    ...flag('--allowNonRestoredState', job.allowNonRestoredState),
    ...option('--parallelism', jobParallelism(plan.spec)),
    ...flag('--sysoutLogging', job.noLoggingToStdout),
    ...flag('--detached', job.mode === 'Detached'),
    ...(job.classPath ?? []).flatMap((url) => option('-C', url)),
    ...(job.jarFile ? [job.jarFile] : []),
    ...option('--python', job.pyFile),
    ...option('--pyFiles', job.pyFiles),
    ...option('--pyModule', job.pyModule),
    ...(job.args ?? []),
  ];
}

/** What the entry point of the image is told where the JobManager brings the job itself. Source: `spec/flinkcluster.md` 5.7. */
export function applicationArguments(plan: ClusterPlan, job: Job): string[] {
  const parallelism = jobParallelism(plan.spec);
  return [
    'standalone-job',
    ...(parallelism === undefined ? [] : [`-Dparallelism.default=${parallelism}`]),
    ...option('--fromSavepoint', plan.savepoint),
    ...flag('--allowNonRestoredState', job.allowNonRestoredState),
    ...option('--job-id', plan.jobId),
    ...option('--job-classname', job.className),
    ...(job.args ?? []),
  ];
}

function option(name: string, value: string | number | undefined): string[] {
  return value === undefined || value === '' ? [] : [name, String(value)];
}

function flag(name: string, isSet: boolean | undefined): string[] {
  return isSet ? [name] : [];
}
