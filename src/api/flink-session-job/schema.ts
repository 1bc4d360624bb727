import type { KindDefinition } from '../definition.ts';
import {
  jobSpec,
  jobStatus,
  lifecycleState,
  observedError,
  observedGeneration,
  reconciliationStatus,
} from '../flink-deployment/job-schema.ts';
import { flinkConfiguration, restartNonce } from '../flink-deployment/schema.ts';
import { kindNames } from '../kinds.ts';
import { struct, text } from '../schema.ts';

const spec = struct('FlinkSessionJobSpec', 'The job and the session cluster that runs it.', {
  deploymentName: text(
    'Name of the FlinkDeployment in the same namespace whose session cluster runs the job. It can never be changed.',
  ),
  job: { ...jobSpec, description: 'The Flink job to run.' },
  restartNonce,
  flinkConfiguration: flinkConfiguration(
    'Configuration of this job, laid over that of its cluster. What belongs to the cluster, such as memory, has no effect here.',
  ),
});

const status = struct('FlinkSessionJobStatus', 'The job as last seen.', {
  jobStatus,
  error: observedError,
  observedGeneration,
  lifecycleState,
  reconciliationStatus,
});

export const flinkSessionJob: KindDefinition = {
  name: kindNames.flinkSessionJob,
  shortNames: ['sessionjob'],
  columns: [
    { name: 'Job Status', type: 'string', jsonPath: '.status.jobStatus.state', priority: 0 },
    { name: 'Lifecycle State', type: 'string', jsonPath: '.status.lifecycleState', priority: 0 },
  ],
  served: true,
  storage: true,
  schema: struct('FlinkSessionJob', 'A job that runs on a session cluster, which is a FlinkDeployment without a job.', {
    spec,
    status,
  }),
  podTemplates: 'loose',
};
