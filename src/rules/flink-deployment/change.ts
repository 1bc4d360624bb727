import type { FieldPath } from '../../api/field-path.ts';
import type { FlinkDeployment, FlinkDeploymentSpec } from '../../api/flink-deployment/types.ts';
import type { DeploymentFacts } from '../facts.ts';
import { forbidden, invalid, nothing, type Problem, type Rule, required } from '../rule.ts';

type ChangeRule = Rule<FlinkDeployment, DeploymentFacts>;

const sessionReconciled = '{"spec":{"flinkVersion":"v1_20","serviceAccount":"flink"}}';
const jobReconciled = '{"spec":{"flinkVersion":"v1_20","serviceAccount":"flink","job":{"parallelism":1}}}';
const standaloneReconciled = '{"spec":{"flinkVersion":"v1_20","mode":"standalone","job":{"parallelism":1}}}';
const suspendedReconciled =
  '{"spec":{"flinkVersion":"v1_19","job":{"parallelism":1,"state":"suspended","upgradeMode":"last-state"}}}';

const wasDeployed: ChangeRule['when'] = (_, facts) => facts.lastSpec.state !== 'none';

/** A piece of YAML that says what the operator last brought about. */
const reconciled = (lastReconciledSpec: string) =>
  `status: { reconciliationStatus: { lastReconciledSpec: '${lastReconciledSpec}' } }`;

/** The spec that the operator last brought about; `undefined` before the first deployment and when it cannot be read. */
function lastSpec({ lastSpec }: DeploymentFacts): FlinkDeploymentSpec | undefined {
  return lastSpec.state === 'known' ? lastSpec.spec : undefined;
}

export const switchSessionToJob: ChangeRule = {
  id: 'switch-session-to-job',
  summary: 'A session cluster never turns into an application.',
  explanation:
    'A session cluster runs jobs that it was given from outside, an application brings its only job along. Turning ' +
    'one into the other would stop every job of the cluster without a word, so the operator refuses to do it.',
  category: 'change',
  examples: {
    good: `{ spec: { job: null }, ${reconciled(sessionReconciled)} }`,
    bad: `{ spec: { job: { parallelism: 1 } }, ${reconciled(sessionReconciled)} }`,
  },
  when: wasDeployed,
  check({ spec }, at, facts) {
    const last = lastSpec(facts);
    if (last && !last.job && spec.job) {
      return [
        forbidden(at.spec.job, 'cannot be added: this is a session cluster', {
          fix: 'create a FlinkSessionJob for this cluster, or a FlinkDeployment of another name',
        }),
      ];
    }
    return nothing;
  },
};

export const switchJobToSession: ChangeRule = {
  id: 'switch-job-to-session',
  summary: 'An application never turns into a session cluster.',
  explanation:
    'Taking the job away from an application would leave it open what becomes of the running job and its state. The ' +
    'operator refuses it; suspending the job keeps its state.',
  category: 'change',
  examples: {
    good: `{ spec: { job: { state: suspended } }, ${reconciled(jobReconciled)} }`,
    bad: `{ spec: { job: null }, ${reconciled(jobReconciled)} }`,
  },
  when: wasDeployed,
  check({ spec }, at, facts) {
    if (lastSpec(facts)?.job && !spec.job) {
      return [
        forbidden(at.spec.job, 'cannot be removed: this cluster was deployed for its job', {
          fix: 'set job.state: suspended to stop the job, or create a FlinkDeployment of another name',
        }),
      ];
    }
    return nothing;
  },
};

const modeExplanation =
  'The two modes create different Deployments and give the TaskManagers to different owners, so a running cluster cannot ' +
  'change hands. A mode that is left out means native.';

export const switchNativeToStandalone: ChangeRule = {
  id: 'switch-native-to-standalone',
  summary: 'A native cluster never turns into a standalone one.',
  explanation: modeExplanation,
  category: 'change',
  examples: {
    good: `{ spec: { mode: native }, ${reconciled(jobReconciled)} }`,
    bad: `{ spec: { mode: standalone }, ${reconciled(jobReconciled)} }`,
  },
  when: wasDeployed,
  check: (object, at, facts) => changeOfMode(object, at, facts, 'native', 'standalone'),
};

export const switchStandaloneToNative: ChangeRule = {
  id: 'switch-standalone-to-native',
  summary: 'A standalone cluster never turns into a native one.',
  explanation: modeExplanation,
  category: 'change',
  examples: {
    good: `{ spec: { mode: standalone }, ${reconciled(standaloneReconciled)} }`,
    bad: `{ spec: { mode: native }, ${reconciled(standaloneReconciled)} }`,
  },
  when: wasDeployed,
  check: (object, at, facts) => changeOfMode(object, at, facts, 'standalone', 'native'),
};

type Mode = 'native' | 'standalone';

function changeOfMode(
  { spec }: FlinkDeployment,
  at: FieldPath<FlinkDeployment>,
  facts: DeploymentFacts,
  from: Mode,
  to: Mode,
): readonly Problem[] {
  const last = lastSpec(facts);
  if (!last || modeOf(last) !== from || modeOf(spec) !== to) return nothing;
  const fix = `set mode: ${from}, or create a FlinkDeployment of another name`;
  return [forbidden(at.spec.mode, `cannot change from ${from} to ${to}`, { fix })];
}

const modeOf = ({ mode }: FlinkDeploymentSpec): Mode => mode ?? 'native';

export const savepointRedeployRequiresInitialPath: ChangeRule = {
  id: 'savepoint-redeploy-requires-initial-path',
  summary: 'A redeployment from a savepoint names the savepoint.',
  explanation:
    'A new savepointRedeployNonce makes the operator throw the running job away and start it again from ' +
    'initialSavepointPath. Without a path it would start with empty state, and there is no way back.',
  category: 'change',
  examples: {
    good: `{ spec: { job: { savepointRedeployNonce: 2, initialSavepointPath: 's3://flink/savepoint-1' } }, ${reconciled(jobReconciled)} }`,
    bad: `{ spec: { job: { savepointRedeployNonce: 2 } }, ${reconciled(jobReconciled)} }`,
  },
  when: wasDeployed,
  check({ spec: { job } }, at, facts) {
    if (job?.savepointRedeployNonce === undefined) return nothing;
    const last = lastSpec(facts)?.job;
    if (!last || last.savepointRedeployNonce === job.savepointRedeployNonce) return nothing;
    if (job.initialSavepointPath === undefined || job.initialSavepointPath.trim() === '') {
      return [
        required(at.spec.job.initialSavepointPath, 'must name the savepoint, because savepointRedeployNonce changed', {
          fix: 'name the savepoint to start from, or leave the nonce as it was',
        }),
      ];
    }
    return nothing;
  },
};

export const versionChangeAfterLastStateSuspend: ChangeRule = {
  id: 'flink-version-change-after-last-state-suspend',
  summary: 'The Flink version stays while a job is suspended in last-state mode.',
  explanation:
    'A job that was suspended in last-state mode is resumed from the metadata of its last checkpoint, which another ' +
    'Flink version may not be able to read. Resumed first and upgraded then, it takes a savepoint that the new ' +
    'version understands.',
  category: 'change',
  examples: {
    good: `{ spec: { flinkVersion: v1_20, job: { upgradeMode: stateless } }, ${reconciled(suspendedReconciled)} }`,
    bad: `{ spec: { flinkVersion: v1_20, flinkConfiguration: { execution.checkpointing.dir: 's3://flink/checkpoints' }, job: { upgradeMode: last-state } }, ${reconciled(suspendedReconciled)} }`,
  },
  when: wasDeployed,
  check({ spec: { flinkVersion, job } }, at, facts) {
    if (!job || flinkVersion === undefined) return nothing;
    const last = lastSpec(facts);
    if (last?.job?.state !== 'suspended' || last.job.upgradeMode !== 'last-state') return nothing;
    if (last.flinkVersion === flinkVersion || (job.upgradeMode ?? 'stateless') === 'stateless') return nothing;
    return [
      invalid(
        at.spec.flinkVersion,
        `cannot change from ${last.flinkVersion} to ${flinkVersion} while the job is suspended in last-state mode`,
        { fix: `resume the job with ${last.flinkVersion} first, or set upgradeMode: stateless and lose its state` },
      ),
    ];
  },
};

export const lastReconciledSpecUnreadable: ChangeRule = {
  id: 'last-reconciled-spec-unreadable',
  summary: 'What the operator last brought about can be read where a change must be compared with it.',
  explanation:
    'Some changes of a running cluster are refused, and what is running stands as JSON in status. When that text is ' +
    'damaged, or written by a newer operator, such a change cannot be judged. Changes that need no comparison, ' +
    'metadata and deletion are not held up.',
  category: 'change',
  examples: {
    good: `{ spec: { mode: native }, ${reconciled(jobReconciled)} }`,
    bad: `{ spec: { mode: native }, ${reconciled('{')} }`,
  },
  when: wasDeployed,
  check({ spec }, at, { lastSpec, previous }) {
    if (lastSpec.state !== 'unreadable' || (previous?.spec && sameWhereCompared(previous.spec, spec))) return nothing;
    return [
      invalid(
        at.status.reconciliationStatus.lastReconciledSpec,
        `cannot be read, so the change cannot be judged: ${lastSpec.why}`,
        {
          fix: 'repair the text with kubectl edit --subresource=status',
        },
      ),
    ];
  },
};

/** Whether two specs agree in everything that the rules about changes compare. */
function sameWhereCompared(a: FlinkDeploymentSpec, b: FlinkDeploymentSpec): boolean {
  return (
    !a.job === !b.job &&
    modeOf(a) === modeOf(b) &&
    a.flinkVersion === b.flinkVersion &&
    a.job?.savepointRedeployNonce === b.job?.savepointRedeployNonce
  );
}
