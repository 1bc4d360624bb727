import type { KindId } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import { defaultFlinkCluster, defaultFlinkClusterV1alpha1 } from '../defaults/flink-cluster.ts';
import { defaultFlinkDeployment } from '../defaults/flink-deployment.ts';
import { defaultFlinkSessionJob } from '../defaults/flink-session-job.ts';
import { defaultFlinkStateSnapshot } from '../defaults/flink-state-snapshot.ts';
import { flinkBlueGreenDeploymentRules } from '../rules/flink-blue-green-deployment/index.ts';
import { flinkClusterRules, flinkClusterV1alpha1Rules } from '../rules/flink-cluster/index.ts';
import { sameClusterSpec } from '../rules/flink-cluster/same-spec.ts';
import { flinkDeploymentRules } from '../rules/flink-deployment/index.ts';
import { flinkSessionJobRules } from '../rules/flink-session-job/index.ts';
import { flinkStateSnapshotPresenceRules, flinkStateSnapshotRules } from '../rules/flink-state-snapshot/index.ts';
import { presenceRules } from '../rules/presence.ts';
import type { Rule } from '../rules/rule.ts';
import { equalJson } from '../values/json.ts';
import { type Circumstances, clusterFacts, deploymentFacts, sessionJobFacts, snapshotFacts } from './facts.ts';

type DefaultsMode = 'full' | 'minimal';

/** Where a kind meets its defaults, facts and rules. */
export interface AdmittedKind {
  readonly id: KindId;
  /** Judge objects that lack metadata or spec; all the others need both. */
  readonly presenceRules: readonly Rule<never, never>[];
  readonly rules: readonly Rule<never, never>[];
  readonly metadataRules: readonly Rule<never, never>[];
  /** Tests of the reference operator that its webhook waves through. */
  readonly hasCanaries: boolean;
  /** The rules that an UPDATE breaks with any fault of the new object, besides the rule that names the fault. */
  readonly updateRules?: UpdateRules | undefined;
  facts(object: never, circumstances: Circumstances): unknown;
  defaulted(object: KubeObject, operation: string, mode: DefaultsMode): KubeObject;
  sameSpec(previous: KubeObject, object: KubeObject): boolean;
}

interface UpdateRules {
  readonly schema: string;
  readonly rules: string;
}

interface Definition<T, Facts> {
  /** Besides those of all kinds. */
  readonly presenceRules?: readonly Rule<T>[];
  readonly rules: readonly Rule<T, Facts>[];
  readonly hasCanaries?: boolean;
  readonly updateRules?: UpdateRules;
  facts(object: T, circumstances: Circumstances): Facts | Promise<Facts>;
  defaulted?(object: KubeObject, operation: string, mode: DefaultsMode): KubeObject;
  sameSpec?(previous: KubeObject, object: KubeObject): boolean;
}

function admitted<T, Facts>(id: KindId, definition: Definition<T, Facts>): AdmittedKind {
  const rules = [...presenceRules, ...definition.rules] as unknown as readonly Rule<never, never>[];
  return {
    id,
    presenceRules: [...presenceRules, ...(definition.presenceRules ?? [])] as unknown as readonly Rule<never, never>[],
    rules,
    metadataRules: rules.filter(({ scope }) => scope === 'metadata'),
    hasCanaries: definition.hasCanaries ?? true,
    updateRules: definition.updateRules,
    facts: definition.facts,
    defaulted: definition.defaulted ?? ((object) => object),
    sameSpec: definition.sameSpec ?? ((previous, object) => equalJson(previous.spec, object.spec)),
  };
}

const cluster = {
  facts: clusterFacts,
  hasCanaries: false,
  sameSpec: (previous: KubeObject, object: KubeObject) => sameClusterSpec(previous, object),
};

/** One line for each kind; the compiler names the one that is missing. */
export const admittedKinds: { readonly [Id in KindId]: AdmittedKind } = {
  flinkDeployment: admitted('flinkDeployment', {
    rules: flinkDeploymentRules,
    facts: deploymentFacts,
    defaulted: defaultFlinkDeployment,
  }),
  flinkSessionJob: admitted('flinkSessionJob', {
    rules: flinkSessionJobRules,
    facts: sessionJobFacts,
    defaulted: defaultFlinkSessionJob,
  }),
  flinkStateSnapshot: admitted('flinkStateSnapshot', {
    presenceRules: flinkStateSnapshotPresenceRules,
    rules: flinkStateSnapshotRules,
    facts: snapshotFacts,
    defaulted: defaultFlinkStateSnapshot,
  }),
  flinkBlueGreenDeployment: admitted('flinkBlueGreenDeployment', {
    rules: flinkBlueGreenDeploymentRules,
    facts: deploymentFacts,
  }),
  flinkClusterV1beta1: admitted('flinkClusterV1beta1', {
    ...cluster,
    updateRules: { schema: 'update-schema-enforced', rules: 'update-revalidates-new-spec' },
    rules: flinkClusterRules,
    defaulted: defaultFlinkCluster,
  }),
  flinkClusterV1alpha1: admitted('flinkClusterV1alpha1', {
    ...cluster,
    rules: flinkClusterV1alpha1Rules,
    defaulted: defaultFlinkClusterV1alpha1,
  }),
};
