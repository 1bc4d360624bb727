import type { FieldPath } from '../../api/field-path.ts';
import type { JobSpec } from '../../api/flink-deployment/types.ts';
import type { ConfigurationOption } from '../../values/configuration-option.ts';
import {
  checkpointDirectory,
  defaultParallelism,
  maxCheckpointAge,
  periodicSavepointInterval,
  savepointDirectory,
} from '../../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { isBlank } from '../../values/java-text.ts';
import type { ConfigurationFacts } from '../facts.ts';
import { invalid, nothing, type Problem, type Rule, required } from '../rule.ts';
import { keyPath } from './configuration.ts';

/** What has a job: an application, or a session job. The rules are the same for both. */
export interface WithJob {
  readonly spec: {
    readonly job?: JobSpec;
    readonly flinkConfiguration?: unknown;
  };
}

type JobRule = Rule<WithJob, ConfigurationFacts>;

function isSet(configuration: EffectiveConfiguration, option: ConfigurationOption<string>): boolean {
  const directory = configuration.value(option);
  return directory !== undefined && !isBlank(directory);
}

/** Both examples of a rule about directories: a job with and without one. */
function directoryExamples(job: string, keys: string, more = '') {
  const after = more === '' ? '' : `, ${more}`;
  return {
    good: `spec: { job: { ${job} }, flinkConfiguration: { ${keys}${after} } }`,
    bad: `spec: { job: { ${job} }, flinkConfiguration: { ${more} } }`,
  };
}

const checkpoints = "execution.checkpointing.dir: 's3://flink/checkpoints'";
const savepoints = "execution.checkpointing.savepoint-dir: 's3://flink/savepoints'";
const directoryFix = (option: ConfigurationOption<string>, example: string) => ({
  fix: `set ${option.key}, such as s3://flink/${example}`,
});

export const checkpointDirRequired: JobRule = {
  id: 'checkpoint-dir-required',
  summary: 'A job whose upgrades keep its state has a checkpoint directory.',
  explanation:
    'In the modes last-state and savepoint an upgrade goes on from where the job was, and if the JobManager is lost ' +
    'meanwhile, only a checkpoint in durable storage tells where that is. The high-availability directory holds ' +
    'pointers to checkpoints, not the checkpoints.',
  examples: directoryExamples('upgradeMode: last-state', checkpoints),
  check({ spec: { job } }, at, { configuration }) {
    const mode = job?.upgradeMode ?? 'stateless';
    if (mode === 'stateless' || isSet(configuration, checkpointDirectory)) return nothing;
    return [
      required(
        keyPath(at, checkpointDirectory.key),
        `must name a directory, because job.upgradeMode is ${mode}`,
        directoryFix(checkpointDirectory, 'checkpoints'),
      ),
    ];
  },
};

/** One reason to need a savepoint directory. The first that applies is told; the others would only repeat it. */
type Reason = 'upgrade' | 'trigger' | 'periodic' | 'age';

function reasonForSavepoints(job: JobSpec, configuration: EffectiveConfiguration): Reason | undefined {
  if (job.upgradeMode === 'savepoint') return 'upgrade';
  if (job.savepointTriggerNonce !== undefined) return 'trigger';
  // An empty interval switches periodic savepoints off.
  if (isSet(configuration, periodicSavepointInterval)) return 'periodic';
  return configuration.value(maxCheckpointAge) === undefined ? undefined : 'age';
}

function needsSavepoints(
  { spec: { job } }: WithJob,
  at: FieldPath<WithJob>,
  { configuration }: ConfigurationFacts,
  reason: Reason,
  because: string,
): readonly Problem[] {
  if (!job || reasonForSavepoints(job, configuration) !== reason) return nothing;
  if (isSet(configuration, savepointDirectory)) return nothing;
  const path = keyPath(at, savepointDirectory.key);
  return [required(path, `must name a directory, because ${because}`, directoryFix(savepointDirectory, 'savepoints'))];
}

const savepointExplanation =
  'Savepoints are written to the configured directory; without one Flink refuses to take them, and what should follow ' +
  'the savepoint never happens.';

export const savepointDirRequiredForSavepointUpgrade: JobRule = {
  id: 'savepoint-dir-required-for-savepoint-upgrade',
  summary: 'A job that is upgraded by savepoints has a savepoint directory.',
  explanation: savepointExplanation,
  examples: directoryExamples('upgradeMode: savepoint', savepoints, checkpoints),
  check: (object, at, facts) => needsSavepoints(object, at, facts, 'upgrade', 'job.upgradeMode is savepoint'),
};

export const savepointDirRequiredForSavepointTrigger: JobRule = {
  id: 'savepoint-dir-required-for-savepoint-trigger',
  summary: 'A job of which a savepoint is asked has a savepoint directory.',
  explanation: savepointExplanation,
  examples: directoryExamples('savepointTriggerNonce: 1', savepoints),
  check: (object, at, facts) => needsSavepoints(object, at, facts, 'trigger', 'job.savepointTriggerNonce asks for one'),
};

export const savepointDirRequiredForPeriodicSavepoint: JobRule = {
  id: 'savepoint-dir-required-for-periodic-savepoint',
  summary: 'A job with periodic savepoints has a savepoint directory.',
  explanation: savepointExplanation,
  examples: directoryExamples('parallelism: 1', savepoints, `${periodicSavepointInterval.key}: 6h`),
  check: (object, at, facts) =>
    needsSavepoints(object, at, facts, 'periodic', `${periodicSavepointInterval.key} is set`),
};

export const savepointDirRequiredForCheckpointMaxAge: JobRule = {
  id: 'savepoint-dir-required-for-checkpoint-max-age',
  summary: 'A job with a largest age of checkpoints has a savepoint directory.',
  explanation:
    'When the last checkpoint is older than allowed, an upgrade in last-state mode takes a savepoint instead. ' +
    'Without a directory to write it to the upgrade would never start.',
  examples: directoryExamples('parallelism: 1', savepoints, `${maxCheckpointAge.key}: 1h`),
  check: (object, at, facts) => needsSavepoints(object, at, facts, 'age', `${maxCheckpointAge.key} is set`),
};

export const jobParallelismMin: JobRule = {
  id: 'job-parallelism-min',
  summary: 'A job runs with at least one parallel task.',
  explanation:
    'job.parallelism says how many instances of each operator run. It may be left out where taskManager.replicas ' +
    'sizes the job or where the object itself sets parallelism.default; the default of the platform does not count.',
  examples: { good: 'spec: { job: { parallelism: 2 } }', bad: 'spec: { job: { parallelism: 0 } }' },
  net: {
    holds: 'self.?taskManager.?replicas.hasValue() || self.?job.?parallelism.orValue(1) >= 1',
    field: '.job.parallelism',
    leaves: 'a parallelism that is left out, for which the configuration may have a default',
  },
  check({ spec }, at, { configuration }) {
    if (!spec.job || isSizedByReplicas(spec)) return nothing;
    const { parallelism } = spec.job;
    if (parallelism === undefined) {
      if (hasOwnDefault(configuration)) return nothing;
      return [
        required(at.spec.job.parallelism, 'must be at least 1; it is left out and has no default here', {
          fix: 'set it to the number of parallel tasks',
        }),
      ];
    } else if (parallelism < 1) {
      return [
        invalid(at.spec.job.parallelism, `is ${parallelism}; at least 1 is needed`, {
          fix: 'set it to the number of parallel tasks',
        }),
      ];
    }
    return nothing;
  },
};

/** Session jobs have no TaskManagers of their own. */
function isSizedByReplicas(spec: {
  readonly job?: JobSpec;
  readonly taskManager?: { readonly replicas?: number };
}): boolean {
  return spec.taskManager?.replicas !== undefined;
}

function hasOwnDefault(configuration: EffectiveConfiguration): boolean {
  const found = configuration.lookup(defaultParallelism);
  return found?.origin === 'resource' && (defaultParallelism.read(found.text) ?? 0) >= 1;
}
