import { type FieldPath, pathTo } from '../api/field-path.ts';
import type { JobSpec } from '../api/flink-deployment/types.ts';
import type { EditEffect, EditFacts } from './facts.ts';
import { forbidden, invalid, nothing, type Rule } from './rule.ts';

interface Edited {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly job?: JobSpec; readonly flinkConfiguration?: unknown };
}

interface Facts extends EditFacts {
  readonly previous?: Pick<Edited, 'metadata'>;
}

/** By which an edit that loses state is wanted all the same. */
const lossAnnotation = 'sluice.dev/allow-state-loss';

/** A piece of YAML that says what was brought about last. */
const deployed = (jobStatus: string, job: string) =>
  `{ status: { jobStatus: ${jobStatus}, reconciliationStatus: { state: DEPLOYED, ` +
  `lastReconciledSpec: '{"spec":{"flinkVersion":"v1_20","deploymentName":"session","job":${job}}}' } } }`;

const directories =
  'flinkConfiguration: { execution.checkpointing.savepoint-dir: s3://savepoints, execution.checkpointing.dir: s3://checkpoints }';

export const upgradeEffect: Rule<Edited, Facts> = {
  id: 'upgrade-effect',
  summary: 'The author of an edit is told what it does to the job.',
  explanation:
    'Most edits of a spec stop what runs and begin it again. This says how, and from which state, by the very decisions that ' +
    'the engine takes. It is told from what the object says when it is edited: where the job fails meanwhile, what is done ' +
    'is another thing. sluice plan says more.',
  severity: 'warning',
  examples: {
    good: '{ spec: { job: { state: suspended } } }',
    bad: '{ spec: { job: { state: running } } }',
    given: { previous: deployed('{ state: FINISHED }', '{"state":"suspended"}') },
  },
  check(_, __, { effect }) {
    const { summary } = effect?.() ?? {};
    return summary === undefined ? nothing : [invalid(pathTo([]), summary)];
  },
};

type Field = NonNullable<EditEffect['loss']>['field'];

const places: Readonly<Record<Field, (at: FieldPath<Edited>) => FieldPath<unknown>>> = {
  'job.upgradeMode': (at) => at.spec.job.upgradeMode,
  'job.savepointRedeployNonce': (at) => at.spec.job.savepointRedeployNonce,
  'job.allowNonRestoredState': (at) => at.spec.job.allowNonRestoredState,
  flinkConfiguration: (at) => at.spec.flinkConfiguration,
};

export const stateLoss: Rule<Edited, Facts> = {
  id: 'state-loss',
  summary: 'An edit loses state only where its author means it.',
  explanation:
    'A stateless upgrade begins empty, a redeployment drops what is newer than its savepoint, and the jobs of a session cluster ' +
    'without high availability end with it. The setting rules.stateLoss says what becomes of such edits: warn lets them pass ' +
    `with a warning, deny refuses them, allow says nothing. The annotation ${lossAnnotation} with a reason confirms one edit: that ` +
    'which sets or changes it.',
  category: 'policy',
  examples: {
    good: `{ spec: { job: { upgradeMode: savepoint }, ${directories} } }`,
    bad: '{ spec: { job: { upgradeMode: stateless } } }',
    given: {
      previous: deployed(
        '{ state: RUNNING, upgradeSavepointPath: s3://savepoints/savepoint-1 }',
        '{"state":"running"}',
      ),
    },
  },
  check(object, at, { effect, previous }) {
    const { loss } = effect?.() ?? {};
    if (!loss || isConfirmed(object, previous)) return nothing;
    const fix = `keep the state, or set ${lossAnnotation} to another reason`;
    return [forbidden(places[loss.field](at), loss.message, { fix })];
  },
};

/** By this very edit: what stands there from an earlier one says nothing about this one. */
function isConfirmed({ metadata }: Edited, previous: Facts['previous']): boolean {
  const [reason, before] = [metadata, previous?.metadata].map((each) => each?.annotations?.[lossAnnotation]);
  return reason !== undefined && reason.trim() !== '' && reason !== before;
}
