import { standardMode, standardRestartPolicy } from '../../defaults/flink-cluster/standard.ts';
import { forbidden, invalid, nothing, required } from '../rule.ts';
import { type ClusterRule, inJob, isCreation } from './cluster-rule.ts';
import { specChange } from './spec-change.ts';

export const jobEntryPointRequired: ClusterRule = {
  id: 'job-entry-point-required',
  summary: 'A job names a jar, a Python file or a Python module, unless it runs in Application mode.',
  explanation:
    'The submitter hands one of jarFile, pyFile and pyModule to flink run. In Application mode there is no submitter: the ' +
    'code is part of the image and className says where it begins.',
  examples: {
    good: 'spec: { job: { pyFile: /opt/job.py } }',
    bad: 'spec: { job: { jarFile: null, className: com.example.Orders } }',
  },
  net: {
    holds:
      "!has(self.job) || self.job.?mode.orValue('') == 'Application' || " +
      'has(self.job.jarFile) || has(self.job.pyFile) || has(self.job.pyModule)',
    field: '.job',
    reason: 'FieldValueRequired',
  },
  check({ spec: { job } }, at) {
    if (!job || (job.mode ?? standardMode) === 'Application') return nothing;
    if (job.jarFile !== undefined || job.pyFile !== undefined || job.pyModule !== undefined) return nothing;
    return [
      required(at.spec.job, 'must have jarFile, pyFile or pyModule', { fix: 'say where the code of the job is' }),
    ];
  },
};

export const jobSingleEntryPoint: ClusterRule = {
  id: 'job-single-entry-point',
  summary: 'A job has one entry point, a jar or a Python program.',
  explanation:
    'With both, all of them are handed to flink run, which takes the Python program and treats the jar as its ' +
    'dependency at best. Jars that a Python job needs belong into classPath or the image.',
  severity: 'warning',
  examples: {
    good: 'spec: { job: { pyFile: /opt/job.py } }',
    bad: inJob('pyFile: /opt/job.py'),
  },
  check({ spec: { job } }, at) {
    if (!job?.jarFile || !(job.pyFile || job.pyModule)) return nothing;
    const other = job.pyFile ? 'pyFile' : 'pyModule';
    return [invalid(at.spec.job.jarFile, `is given together with ${other}`, { fix: `keep jarFile or ${other}` })];
  },
};

export const jobApplicationClassName: ClusterRule = {
  id: 'job-application-class-name-required',
  summary: 'A job in Application mode names its main class.',
  explanation:
    'In Application mode the JobManager runs the main method itself, and className is how it finds it; jarFile is not ' +
    'read. The reference operator accepts a job without it and then crashes each time it looks at the cluster.',
  examples: {
    good: 'spec: { job: { mode: Application, className: com.example.Orders } }',
    bad: 'spec: { job: { mode: Application } }',
  },
  net: {
    holds: "self.?job.?mode.orValue('') != 'Application' || has(self.job.className)",
    field: '.job.className',
    reason: 'FieldValueRequired',
  },
  check({ spec: { job } }, at) {
    if (job?.mode !== 'Application' || job.className !== undefined) return nothing;
    return [
      required(at.spec.job.className, 'must be set in Application mode', {
        fix: 'set it to the fully qualified main class',
      }),
    ];
  },
};

export const jobParallelismPositive: ClusterRule = {
  id: 'job-parallelism-positive',
  summary: 'A job runs with a parallelism of at least 1.',
  explanation:
    'Left out, parallelism is the number of TaskManagers times their task slots. A number below 1 would start nothing.',
  examples: { good: inJob('parallelism: 2'), bad: inJob('parallelism: 0') },
  net: {
    holds: 'self.?job.?parallelism.orValue(1) >= 1',
    field: '.job.parallelism',
  },
  check({ spec: { job } }, at) {
    if (job?.parallelism === undefined || job.parallelism >= 1) return nothing;
    return [invalid(at.spec.job.parallelism, 'must be at least 1', { fix: 'leave it out to use all task slots' })];
  },
};

export const jobRestartNeedsMaxStateAge: ClusterRule = {
  id: 'job-restart-needs-max-state-age',
  summary: 'A job that restarts from savepoints says how old a savepoint may be.',
  explanation:
    'A restart goes back to the latest savepoint and processes everything since then again. ' +
    'maxStateAgeToRestoreSeconds says how far back that may be.',
  examples: {
    good: inJob('restartPolicy: FromSavepointOnFailure, maxStateAgeToRestoreSeconds: 3600, savepointsDir: s3://state/'),
    bad: inJob('restartPolicy: FromSavepointOnFailure, savepointsDir: s3://state/'),
  },
  net: {
    holds:
      "self.?job.?restartPolicy.orValue('') != 'FromSavepointOnFailure' || has(self.job.maxStateAgeToRestoreSeconds)",
    field: '.job.maxStateAgeToRestoreSeconds',
    reason: 'FieldValueRequired',
  },
  check({ spec: { job } }, at) {
    if (job?.maxStateAgeToRestoreSeconds !== undefined) return nothing;
    if ((job?.restartPolicy ?? standardRestartPolicy) !== 'FromSavepointOnFailure') return nothing;
    return [
      required(at.spec.job.maxStateAgeToRestoreSeconds, 'must be set where restartPolicy is FromSavepointOnFailure', {
        fix: 'set the age in seconds that a savepoint may have',
      }),
    ];
  },
};

export const jobSkipSavepointNeedsMaxStateAge: ClusterRule = {
  id: 'job-skip-savepoint-needs-max-state-age',
  summary: 'A job that is updated without a savepoint says how old the savepoint may be that it goes back to.',
  explanation:
    'With takeSavepointOnUpdate false an update starts from the latest savepoint there is and processes everything since ' +
    'then again. maxStateAgeToRestoreSeconds says how far back that may be; older updates are refused.',
  examples: {
    good: inJob('takeSavepointOnUpdate: false, maxStateAgeToRestoreSeconds: 3600'),
    bad: inJob('takeSavepointOnUpdate: false'),
  },
  net: {
    holds: 'self.?job.?takeSavepointOnUpdate.orValue(true) || has(self.job.maxStateAgeToRestoreSeconds)',
    field: '.job.maxStateAgeToRestoreSeconds',
    reason: 'FieldValueRequired',
  },
  check({ spec: { job } }, at) {
    if (job?.takeSavepointOnUpdate !== false || job.maxStateAgeToRestoreSeconds !== undefined) return nothing;
    return [
      required(at.spec.job.maxStateAgeToRestoreSeconds, 'must be set where takeSavepointOnUpdate is false', {
        fix: 'set the age in seconds that a savepoint may have',
      }),
    ];
  },
};

export const jobCancelRequestedOnCreate: ClusterRule = {
  id: 'job-cancel-requested-on-create',
  summary: 'A job is not created, nor changed, once its cancellation is requested.',
  explanation:
    'cancelRequested stops a running job for good and cannot be withdrawn. A new job with it would never run, and a ' +
    'change to a job that has it would never take effect.',
  examples: { good: inJob('cancelRequested: false'), bad: inJob('cancelRequested: true') },
  net: {
    holds: 'oldSelf.hasValue() || !self.?job.?cancelRequested.orValue(false)',
    optionalOldSelf: true,
    field: '.job.cancelRequested',
    reason: 'FieldValueForbidden',
    leaves: 'changes of a job that is being cancelled',
  },
  check(cluster, at, facts) {
    if (cluster.spec.job?.cancelRequested !== true) return nothing;
    const path = at.spec.job.cancelRequested;
    if (isCreation(facts)) {
      return [forbidden(path, 'must not be true for a new job', { fix: 'remove it, or do not create the job' })];
    }
    const { previous } = facts;
    // Turning true together with something else is found by another rule.
    if (previous?.spec?.job?.cancelRequested !== true || specChange(previous, cluster).paths.length === 0)
      return nothing;
    return [
      forbidden(path, 'is true, so the job cannot be changed any more', {
        fix: 'delete the cluster and create it anew',
      }),
    ];
  },
};

export const jobAutoSavepointPositive: ClusterRule = {
  id: 'job-auto-savepoint-seconds-positive',
  summary: 'autoSavepointSeconds is at least 1.',
  explanation:
    'It is the time between two savepoints. The reference operator accepts zero and less and then takes a savepoint ' +
    'each time it looks at the job, every few seconds. Leave it out to have none.',
  examples: {
    good: inJob('autoSavepointSeconds: 300, savepointsDir: s3://state/'),
    bad: inJob('autoSavepointSeconds: 0, savepointsDir: s3://state/'),
  },
  net: {
    holds: 'self.?job.?autoSavepointSeconds.orValue(1) >= 1',
    field: '.job.autoSavepointSeconds',
  },
  check({ spec: { job } }, at) {
    if (job?.autoSavepointSeconds === undefined || job.autoSavepointSeconds >= 1) return nothing;
    return [
      invalid(at.spec.job.autoSavepointSeconds, 'must be at least 1', {
        fix: 'remove it to have no periodic savepoints',
      }),
    ];
  },
};
