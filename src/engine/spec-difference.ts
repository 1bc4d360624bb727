import type { FlinkDeploymentSpec } from '../api/flink-deployment/types.ts';
import { flattenConfiguration } from '../values/flink-configuration.ts';
import { equalJson, isObject } from '../values/json.ts';

/** What a change takes, the strongest last. */
export type ChangeType = 'ignore' | 'scale' | 'upgrade' | 'savepoint-redeploy';

export interface Change {
  /** Without `spec.`, such as `job.parallelism`. */
  readonly path: string;
  readonly type: ChangeType;
}

const strength: readonly ChangeType[] = ['ignore', 'scale', 'upgrade', 'savepoint-redeploy'];

/** The strongest of several changes; `ignore` where there are none. */
export function strongest(changes: readonly Change[]): ChangeType {
  return changes.reduce<ChangeType>(
    (most, { type }) => (strength.indexOf(type) > strength.indexOf(most) ? type : most),
    'ignore',
  );
}

interface FieldRule {
  readonly type: ChangeType;
  /** Only in this mode; an upgrade in the other. */
  readonly mode?: 'native' | 'standalone';
  /** Taking the field away means nothing. */
  readonly ignoresRemoval?: true;
}

/** Fields that are no reason for a plain upgrade. Source: `spec/flink-engine.md` 3.2. */
const fieldRules: Readonly<Record<string, FieldRule>> = {
  'job.parallelism': { type: 'scale', mode: 'standalone' },
  'job.upgradeMode': { type: 'ignore' },
  'job.allowNonRestoredState': { type: 'ignore' },
  'job.initialSavepointPath': { type: 'ignore' },
  'job.savepointTriggerNonce': { type: 'ignore' },
  'job.checkpointTriggerNonce': { type: 'ignore' },
  'job.autoscalerResetNonce': { type: 'ignore' },
  'job.savepointRedeployNonce': { type: 'savepoint-redeploy', ignoresRemoval: true },
  restartNonce: { type: 'upgrade', ignoresRemoval: true },
  // Brought about beside the cluster, which goes on; the reference restarts the job for it.
  ingress: { type: 'ignore' },
  'taskManager.replicas': { type: 'scale', mode: 'standalone' },
};

/** Keys of the configuration by how they begin, the first that fits. Source: `spec/flink-engine.md` 3.3. */
const keyRules: readonly (FieldRule & { readonly prefix: string })[] = [
  { prefix: 'job.autoscaler', type: 'ignore' },
  { prefix: 'parallelism.default', type: 'ignore' },
  { prefix: 'kubernetes.operator', type: 'ignore' },
  { prefix: 'pipeline.jobvertex-parallelism-overrides', type: 'scale', mode: 'native' },
];

/** Looked into field by field where both sides have them; everything else is one value. */
const groups = ['job', 'taskManager'];

type Mode = 'native' | 'standalone';

/** What is different in a spec, and what it takes to bring it about. Source: `spec/flink-engine.md` 3. */
export function specChanges(before: FlinkDeploymentSpec, after: FlinkDeploymentSpec, mode: Mode): Change[] {
  return fieldChanges(implied(before), implied(after), '', mode);
}

/** What a field that is left out means, so that writing it down, as the reference does, is no change. */
function implied(spec: FlinkDeploymentSpec): Fields {
  const { job, jobManager } = spec;
  return {
    ...spec,
    mode: spec.mode ?? 'native',
    ...(job && {
      job: { ...job, state: job.state ?? 'running', upgradeMode: job.upgradeMode ?? 'stateless', args: job.args ?? [] },
    }),
    ...(jobManager && { jobManager: { ...jobManager, replicas: jobManager.replicas ?? 1 } }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldChanges(before: Fields, after: Fields, at: string, mode: Mode): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): Change[] => {
    const path = `${at}${name}`;
    const [old, now] = [before[name] ?? undefined, after[name] ?? undefined];
    if (path === 'flinkConfiguration') return configurationChanges(old, now, mode);
    if (groups.includes(path) && isObject(old) && isObject(now)) return fieldChanges(old, now, `${path}.`, mode);
    if (equalJson(old, now)) return [];
    const rule = fieldRules[path] ?? { type: 'upgrade' };
    return rule.ignoresRemoval && now === undefined ? [] : [{ path, type: typeIn(rule, mode) }];
  });
}

function configurationChanges(before: unknown, after: unknown, mode: Mode): Change[] {
  const [old, now] = [flattenConfiguration(before), flattenConfiguration(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys
    .filter((key) => old.text(key) !== now.text(key))
    .map((key) => {
      const rule = keyRules.find(({ prefix }) => key.startsWith(prefix)) ?? { type: 'upgrade' };
      return { path: `flinkConfiguration.${key}`, type: typeIn(rule, mode) };
    });
}

const typeIn = ({ type, mode: only }: FieldRule, mode: Mode): ChangeType =>
  only === undefined || only === mode ? type : 'upgrade';
