import type { KindId } from '../api/kinds.ts';
import type { Rule } from './rule.ts';
import { clusterSchemaRules } from './schema-rules-cluster.ts';

/** What people are told about a finding of the schema; the check itself is compiled from src/api. */
export interface SchemaRule extends Omit<Rule<never>, 'check'> {
  /** Kinds in which it is found. The examples are laid over the smallest object of the first. */
  readonly kinds: readonly KindId[];
}

const flinkKinds: readonly KindId[] = [
  'flinkDeployment',
  'flinkSessionJob',
  'flinkStateSnapshot',
  'flinkBlueGreenDeployment',
];
const clusterKinds: readonly KindId[] = ['flinkClusterV1beta1', 'flinkClusterV1alpha1'];
const allKinds = [...flinkKinds, ...clusterKinds];

const general: readonly SchemaRule[] = [
  {
    id: 'schema-type',
    kinds: allKinds,
    summary: 'Every field has a value of its type.',
    explanation:
      'An API server refuses an object with a value of another type, and the operators cannot read it. The usual slip is ' +
      'about quotes: YAML takes 1 and true for a number and a flag, "1" and "true" for texts. Whole numbers must also fit ' +
      'into the 32 or 64 bits that the operators keep them in. A null in a list is no value; a null elsewhere is the same ' +
      'as leaving the field out.',
    examples: { good: 'spec: { job: { parallelism: 2 } }', bad: 'spec: { job: { parallelism: two } }' },
  },
  {
    id: 'schema-enum',
    kinds: flinkKinds,
    summary: 'A field that takes one of some words has one of them.',
    explanation:
      'The spelling counts, capitals and dashes included. The finding lists the words, and names the one that was ' +
      'probably meant. `sluice schema` makes a JSON schema with which an editor completes them.',
    examples: { good: 'spec: { job: { upgradeMode: last-state } }', bad: 'spec: { job: { upgradeMode: LAST_STATE } }' },
  },
  {
    id: 'schema-quantity',
    kinds: clusterKinds,
    summary: 'Amounts are written as Kubernetes quantities.',
    explanation:
      'A quantity is a number with an optional suffix: m for thousandths; k, M, G, T, P, E for powers of 1000; Ki, Mi, Gi, ' +
      'Ti, Pi, Ei for powers of 1024; or an exponent such as 1e3. There is no blank before the suffix, and no B for bytes.',
    examples: {
      good: 'spec: { jobManager: { volumes: [{ name: scratch, emptyDir: { sizeLimit: 10Gi } }] } }',
      bad: 'spec: { jobManager: { volumes: [{ name: scratch, emptyDir: { sizeLimit: 10 GB } }] } }',
    },
  },
  {
    id: 'schema-required',
    kinds: clusterKinds,
    summary: 'What Kubernetes needs for a pod is there: names of containers, volumes and variables, and the like.',
    explanation:
      'The reference operator fills such a field with an empty text and lets the object pass; then Kubernetes refuses the ' +
      'pods, and the cluster never starts.',
    examples: {
      good: 'spec: { envVars: [{ name: REGION, value: north }] }',
      bad: 'spec: { envVars: [{ value: north }] }',
    },
  },
  {
    id: 'schema-unknown-field',
    kinds: allKinds,
    severity: 'warning',
    summary: 'Every field is one that the kind has.',
    explanation:
      'An API server drops a field that it does not know without a word, so a misspelt setting has no effect. The finding ' +
      'names the field that was probably meant. Only beside metadata and spec of a flink.apache.org kind is such a field ' +
      'an error: the reference operator cannot read the object at all.',
    examples: {
      good: 'spec: { jobManager: { replicas: 1 } }',
      bad: 'spec: { jobManager: { replica: 1 } }',
    },
  },
  {
    id: 'schema-list-map-keys-unique',
    kinds: clusterKinds,
    summary: 'Items of a list that are told apart by a key have different keys.',
    explanation:
      'Kubernetes keeps some lists as maps: ports of a container by number and protocol, its variables by name, its ' +
      'mounts by path, resource claims by name. A second item with the same key is refused.',
    examples: {
      good: container('ports: [{ containerPort: 8125, protocol: UDP }, { containerPort: 8125, protocol: TCP }]'),
      bad: container('ports: [{ containerPort: 8125 }, { containerPort: 8125 }]'),
    },
  },
];

function container(yaml: string): string {
  return `spec: { taskManager: { sidecars: [{ name: metrics, ${yaml} }] } }`;
}

/** Everything that `checkSchema` can find, for `explain` and docs/rules.md. */
export const schemaRules: readonly SchemaRule[] = [...general, ...clusterSchemaRules];
