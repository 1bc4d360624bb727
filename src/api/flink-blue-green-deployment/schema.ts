import type { KindDefinition } from '../definition.ts';
import { jobStatus } from '../flink-deployment/job-schema.ts';
import { flinkDeploymentSpec, ingress } from '../flink-deployment/schema.ts';
import { kindNames } from '../kinds.ts';
import { choice, part, struct, text, textMap } from '../schema.ts';

const spec = struct(
  'FlinkBlueGreenDeploymentSpec',
  'A FlinkDeployment that is replaced by a second one before the first goes.',
  {
    configuration: textMap('Settings of the change-over: grace periods and the like.'),
    ingress: { ...ingress, description: 'An Ingress that always leads to the deployment in charge.' },
    template: struct('FlinkDeploymentTemplateSpec', 'The FlinkDeployment to make, once in blue and once in green.', {
      metadata: part('ObjectMeta', 'Labels and annotations of the FlinkDeployments.'),
      spec: flinkDeploymentSpec,
    }),
  },
);

const status = struct(
  'FlinkBlueGreenDeploymentStatus',
  'Which colour is in charge, and how far a change-over has come.',
  {
    jobStatus,
    blueGreenState: choice('ACTIVE: that colour runs alone; TRANSITIONING: the other one is coming up.', [
      'ACTIVE_BLUE',
      'ACTIVE_GREEN',
      'INITIALIZING_BLUE',
      'SAVEPOINTING_BLUE',
      'SAVEPOINTING_GREEN',
      'TRANSITIONING_TO_BLUE',
      'TRANSITIONING_TO_GREEN',
    ]),
    lastReconciledSpec: text('The spec that was last acted on, as JSON.'),
    lastReconciledTimestamp: text('When it was acted on.'),
    savepointTriggerId: text("Flink's id of the savepoint that the next colour will start from."),
    abortTimestamp: text('When a change-over that has not finished is given up.'),
    deploymentReadyTimestamp: text('When the new colour became ready.'),
    error: text('What went wrong last; empty when all is well.'),
  },
);

export const flinkBlueGreenDeployment: KindDefinition = {
  name: kindNames.flinkBlueGreenDeployment,
  shortNames: ['flinkbgdep'],
  columns: [{ name: 'Job Status', type: 'string', jsonPath: '.status.jobStatus.state', priority: 0 }],
  served: true,
  storage: true,
  schema: struct(
    'FlinkBlueGreenDeployment',
    'An application whose next version starts beside the running one and takes over when it is ready.',
    { spec, status },
  ),
  podTemplates: 'loose',
};
