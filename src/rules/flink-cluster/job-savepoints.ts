import { standardRestartPolicy } from '../../defaults/flink-cluster/standard.ts';
import { invalid, nothing, required } from '../rule.ts';
import { type ClusterRule, inJob, isCreation } from './cluster-rule.ts';

export const jobAutoSavepointNeedsDir: ClusterRule = {
  id: 'job-auto-savepoint-needs-savepoints-dir',
  summary: 'A job with periodic savepoints says where they go.',
  explanation:
    'Without savepointsDir no savepoint is ever taken, so autoSavepointSeconds has no effect. savepointsDir cannot be ' +
    'added later: a job without it cannot be updated.',
  severity: 'warning',
  examples: {
    good: inJob('autoSavepointSeconds: 300, savepointsDir: s3://state/'),
    bad: inJob('autoSavepointSeconds: 300'),
  },
  check({ spec: { job } }, at) {
    if (job?.autoSavepointSeconds === undefined || job.savepointsDir) return nothing;
    return [
      required(at.spec.job.savepointsDir, 'is missing, so autoSavepointSeconds has no effect', {
        fix: 'set savepointsDir',
      }),
    ];
  },
};

export const jobRestartNeedsDir: ClusterRule = {
  id: 'job-restart-needs-savepoints-dir',
  summary: 'A job that restarts from savepoints says where they go.',
  explanation:
    'Without savepointsDir no savepoint is ever taken, so a job under FromSavepointOnFailure has nothing to restart from ' +
    'but the savepoint that it was started with. Under the reference operator it then starts from empty state.',
  severity: 'warning',
  examples: {
    good: inJob('restartPolicy: FromSavepointOnFailure, maxStateAgeToRestoreSeconds: 3600, savepointsDir: s3://state/'),
    bad: inJob('restartPolicy: FromSavepointOnFailure, maxStateAgeToRestoreSeconds: 3600'),
  },
  check({ spec: { job } }, at) {
    if ((job?.restartPolicy ?? standardRestartPolicy) !== 'FromSavepointOnFailure' || job?.savepointsDir)
      return nothing;
    return [
      required(at.spec.job.savepointsDir, 'is missing, so there is no savepoint to restart from', {
        fix: 'set savepointsDir',
      }),
    ];
  },
};

export const jobSavepointsDirBlank: ClusterRule = {
  id: 'job-savepoints-dir-not-blank',
  summary: 'savepointsDir is a directory, or left out.',
  explanation:
    'An empty text counts as left out where it is asked whether a job may be updated, and blanks count as a directory ' +
    'that no savepoint can be written to. Often it is a template whose value was not set.',
  severity: 'warning',
  examples: { good: inJob('savepointsDir: s3://state/orders'), bad: inJob('savepointsDir: " "') },
  check({ spec: { job } }, at) {
    if (job?.savepointsDir === undefined || job.savepointsDir.trim() !== '') return nothing;
    return [
      invalid(at.spec.job.savepointsDir, 'is blank, so no savepoint can be written', { fix: 'set it or leave it out' }),
    ];
  },
};

export const jobSavepointGenerationOnCreate: ClusterRule = {
  id: 'job-savepoint-generation-on-create',
  summary: 'A new job asks for no savepoint by generation.',
  explanation:
    'savepointGeneration asks for one savepoint when it is set to the recorded generation + 1. A new job has none ' +
    'recorded, so a number here asks for a savepoint as soon as the job runs. Manifests that were copied from a running ' +
    'cluster often have it.',
  severity: 'warning',
  examples: { good: inJob('parallelism: 1'), bad: inJob('savepointGeneration: 7') },
  check({ spec: { job } }, at, facts) {
    if (!job?.savepointGeneration || !isCreation(facts)) return nothing;
    return [
      invalid(at.spec.job.savepointGeneration, 'asks for a savepoint as soon as the new job runs', {
        fix: 'remove it',
      }),
    ];
  },
};
