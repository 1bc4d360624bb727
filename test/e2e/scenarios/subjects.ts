import type { JsonObject } from '../../../src/values/json.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import {
  flinkBlueGreenDeployment,
  flinkDeployment,
  flinkSessionJob,
  flinkStateSnapshot,
} from '../../support/flink-objects.ts';

/** One kind as the scenarios see it. */
export interface Subject {
  readonly kind: string;
  readonly plural: string;
  /** A valid object. */
  readonly valid: object;
  /** A merge patch that breaks several rules of a new object. */
  readonly broken: JsonObject;
  /** What is then said, one text for each fault. */
  readonly faults: readonly string[];
  /** A merge patch of a running object that no rule minds. */
  readonly goodEdit: JsonObject;
  /** A merge patch of a running object that is refused, and what is said. */
  readonly badEdit: JsonObject;
  readonly refusal: string;
  /** What the mutating side adds to a new object. */
  readonly defaulted?: { readonly path: readonly string[]; readonly value: unknown };
  readonly scalable?: boolean;
}

/** What the objects of the scenarios refer to; one of each is in every namespace. */
export const surroundings: readonly object[] = [
  flinkDeployment({ metadata: { name: 'target' } }),
  flinkDeployment({ metadata: { name: 'session' }, spec: { job: null } }),
];

export const subjects: readonly Subject[] = [
  {
    kind: 'FlinkDeployment',
    plural: 'flinkdeployments',
    valid: flinkDeployment({ spec: { job: { parallelism: null }, taskManager: { replicas: 2 } } }),
    broken: {
      spec: { flinkVersion: 'v1_14', serviceAccount: null, flinkConfiguration: { 'kubernetes.cluster-id': 'x' } },
    },
    faults: ['flink-version-unsupported', 'service-account-required', 'forbidden-config-key'],
    goodEdit: { spec: { image: 'flink:1.20.1' } },
    badEdit: { spec: { flinkConfiguration: { 'kubernetes.cluster-id': 'x' } } },
    refusal: 'forbidden-config-key',
    defaulted: { path: ['spec', 'job', 'upgradeMode'], value: 'stateless' },
    scalable: true,
  },
  {
    kind: 'FlinkSessionJob',
    plural: 'flinksessionjobs',
    valid: flinkSessionJob(),
    broken: { spec: { job: { parallelism: 0, jarURI: 'ftp://repo.example.com/job.jar' } } },
    faults: ['spec.job.parallelism', 'jar-uri-scheme-not-allowed'],
    goodEdit: { spec: { job: { parallelism: 3 } } },
    badEdit: { spec: { job: { jarURI: 'ftp://repo.example.com/job.jar' } } },
    refusal: 'jar-uri-scheme-not-allowed',
    defaulted: { path: ['metadata', 'labels', 'target.session'], value: 'session' },
  },
  {
    kind: 'FlinkStateSnapshot',
    plural: 'flinkstatesnapshots',
    valid: flinkStateSnapshot({ spec: { jobReference: { name: 'target' } } }),
    broken: { spec: { checkpoint: {}, jobReference: null } },
    faults: ['snapshot-exactly-one-kind', 'snapshot-job-reference-required'],
    goodEdit: { metadata: { labels: { team: 'shop' } } },
    badEdit: { spec: { checkpoint: {} } },
    refusal: 'snapshot-exactly-one-kind',
  },
  {
    kind: 'FlinkBlueGreenDeployment',
    plural: 'flinkbluegreendeployments',
    valid: flinkBlueGreenDeployment(),
    broken: { spec: { template: { spec: { job: { parallelism: 0 }, serviceAccount: null } } } },
    faults: ['job-parallelism-min', 'service-account-required'],
    goodEdit: { spec: { template: { spec: { image: 'flink:1.20.1' } } } },
    badEdit: { spec: { template: { spec: { job: { parallelism: 0 } } } } },
    refusal: 'job-parallelism-min',
  },
  {
    kind: 'FlinkCluster',
    plural: 'flinkclusters',
    valid: flinkCluster({ spec: { taskManager: { replicas: 2 } } }),
    broken: { spec: { flinkVersion: 'new', job: { parallelism: 0 } } },
    faults: ['flink-version-parseable', 'job-entry-point-required', 'job-parallelism-positive'],
    goodEdit: { spec: { image: { name: 'flink:1.20.1' } } },
    badEdit: { spec: { flinkVersion: 'new' } },
    refusal: 'flink-version-parseable',
    defaulted: { path: ['spec', 'jobManager', 'ports', 'rpc'], value: 6123 },
    scalable: true,
  },
];
