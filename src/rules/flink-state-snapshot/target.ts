import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import type { FlinkStateSnapshot } from '../../api/flink-state-snapshot/types.ts';
import type { SnapshotFacts } from '../facts.ts';
import { invalid, nothing, type Rule, required } from '../rule.ts';
import { existsAlready } from './kind.ts';

type TargetRule = Rule<FlinkStateSnapshot, SnapshotFacts>;

const savepointOf = (name: string) => `spec: { savepoint: {}, jobReference: { kind: FlinkDeployment, name: ${name} } }`;

/** An application and a session cluster. */
const clusters =
  '[{ apiVersion: flink.apache.org/v1beta1, kind: FlinkDeployment,' +
  ' metadata: { name: word-count, namespace: default }, spec: { job: {} } },' +
  ' { apiVersion: flink.apache.org/v1beta1, kind: FlinkDeployment,' +
  ' metadata: { name: session, namespace: default }, spec: {} }]';

/** Whether the target will still be asked for the snapshot. Later it may go away; the snapshot stays valid. */
const pending = ({ spec, status }: FlinkStateSnapshot): boolean =>
  !existsAlready(spec) && (status?.state ?? 'TRIGGER_PENDING') === 'TRIGGER_PENDING';

export const snapshotNamespaceRequired: TargetRule = {
  id: 'snapshot-namespace-required',
  summary: 'A snapshot of a job has a namespace.',
  explanation:
    'The job is looked for in the namespace of the snapshot. kubectl and the API server fill in a namespace, so only ' +
    'an object that was sent by hand can lack it.',
  examples: { good: 'metadata: { namespace: default }', bad: 'metadata: { namespace: null }' },
  check({ metadata, spec }, at) {
    if (metadata.namespace !== undefined || !spec.jobReference || existsAlready(spec)) return nothing;
    return [
      required(at.metadata.namespace, 'is missing, so the job cannot be looked for', {
        fix: 'name the namespace of the job',
      }),
    ];
  },
};

export const snapshotJobReferenceRequired: TargetRule = {
  id: 'snapshot-job-reference-required',
  summary: 'A snapshot to be taken names the job to take it of.',
  explanation:
    'jobReference names the FlinkDeployment or FlinkSessionJob in the same namespace whose job is snapshotted. Only ' +
    'a savepoint that already exists needs none.',
  examples: {
    good: savepointOf('word-count'),
    bad: 'spec: { savepoint: {}, jobReference: null }',
  },
  net: {
    holds: 'has(self.jobReference) || (self.?savepoint.?alreadyExists.orValue(false) && !has(self.checkpoint))',
    field: '.jobReference',
    reason: 'FieldValueRequired',
  },
  check({ spec }, at) {
    if (spec.jobReference || existsAlready(spec)) return nothing;
    return [
      required(at.spec.jobReference, 'must name the resource whose job is snapshotted', {
        fix: 'add jobReference with kind FlinkDeployment or FlinkSessionJob and a name',
      }),
    ];
  },
};

export const snapshotTargetNotFound: TargetRule = {
  id: 'snapshot-target-not-found',
  summary: 'The job that a snapshot is taken of exists in its namespace.',
  explanation:
    'The operator asks the job of the named resource for the snapshot. When there is no such resource in the ' +
    'namespace, the snapshot would wait or be abandoned. A snapshot that was taken already outlives its job.',
  examples: { good: savepointOf('word-count'), bad: savepointOf('wrod-count'), given: { context: clusters } },
  check(object, at, { target }) {
    const { metadata, spec } = object;
    if (!spec.jobReference || !pending(object)) return nothing;
    const { kind, name } = spec.jobReference;
    const path = at.spec.jobReference.name;
    if (name === undefined) {
      return [
        required(path, 'must name the resource whose job is snapshotted', {
          fix: 'name a FlinkDeployment or FlinkSessionJob',
        }),
      ];
    } else if (kind === undefined) {
      return [
        invalid(path, 'cannot be looked for, because jobReference.kind is missing', {
          fix: 'set kind to FlinkDeployment or FlinkSessionJob',
        }),
      ];
    } else if (target === 'absent') {
      return [
        invalid(path, `names no ${kind} in namespace ${metadata.namespace}`, {
          fix: `name an existing ${kind}, or create it first`,
        }),
      ];
    }
    return nothing;
  },
};

export const snapshotTargetHasNoJob: TargetRule = {
  id: 'snapshot-target-has-no-job',
  summary: 'The deployment that a snapshot is taken of has a job of its own.',
  explanation:
    'A session cluster is a FlinkDeployment without a job; its jobs are FlinkSessionJobs. A snapshot that refers to ' +
    'the cluster finds no job to snapshot and fails.',
  examples: {
    good: savepointOf('word-count'),
    bad: savepointOf('session'),
    given: { context: clusters },
  },
  check(object, at, { target }) {
    const kind = object.spec.jobReference?.kind;
    if (kind !== 'FlinkDeployment' || typeof target === 'string' || !pending(object)) return nothing;
    if ((target as FlinkDeployment).spec?.job) return nothing;
    return [
      invalid(at.spec.jobReference.name, 'names a session cluster, which has no job of its own', {
        fix: 'refer to the FlinkSessionJob whose job is meant',
      }),
    ];
  },
};

export const snapshotTargetUnchecked: TargetRule = {
  id: 'snapshot-target-unchecked',
  summary: 'It is known whether the job that a snapshot is taken of exists.',
  explanation:
    'Whether the named resource exists can only be judged with its cluster or with the other manifests at hand. ' +
    'Without them the snapshot may still be refused when it is applied.',
  severity: 'warning',
  examples: {
    good: "spec: { jobReference: null, savepoint: { alreadyExists: true, path: 's3://flink/savepoint-1' } }",
    bad: savepointOf('elsewhere'),
  },
  check(object, at, { target }) {
    const { kind, name } = object.spec.jobReference ?? {};
    if (target !== 'unknown' || kind === undefined || name === undefined || !pending(object)) return nothing;
    return [
      invalid(at.spec.jobReference.name, `was not checked: nothing here can say whether this ${kind} exists`, {
        fix: 'check it together with the manifest of that resource',
      }),
    ];
  },
};

export const snapshotSpecChanged: TargetRule = {
  id: 'snapshot-spec-changed',
  summary: 'What is snapshotted, and how, stays once the snapshot was triggered.',
  explanation:
    'A snapshot is taken once. Changing the job, the sort, the path or the format afterwards is stored but has no ' +
    'effect, and the resource then describes a snapshot that was never taken.',
  severity: 'warning',
  category: 'change',
  examples: {
    good: 'status: { state: COMPLETED }',
    bad: 'spec: { jobReference: { name: other } }\nstatus: { state: COMPLETED }',
    given: { previous: 'status: { state: COMPLETED }' },
  },
  check(object, at, { previous }) {
    if (!previous?.spec || pending(object)) return nothing;
    const { jobReference, savepoint, checkpoint } = object.spec;
    const before = previous.spec;
    const changed =
      jobReference?.name !== before.jobReference?.name ||
      jobReference?.kind !== before.jobReference?.kind ||
      !checkpoint !== !before.checkpoint ||
      savepoint?.path !== before.savepoint?.path ||
      savepoint?.formatType !== before.savepoint?.formatType;
    if (!changed) return nothing;
    return [
      invalid(at.spec, 'was changed, but the snapshot was triggered before and is not taken again', {
        fix: 'create another FlinkStateSnapshot',
      }),
    ];
  },
};
