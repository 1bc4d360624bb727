import type { SchemaRule } from './schema-rules.ts';

const kinds = ['flinkClusterV1beta1'] as const;

const inJob = (yaml: string): string => `spec: { job: { jarFile: ./job.jar, ${yaml} } }`;

const image: readonly SchemaRule[] = [
  {
    id: 'image-required',
    kinds,
    summary: 'A cluster names its image.',
    explanation: 'JobManager, TaskManagers and the job submitter all run it; there is no image to fall back to.',
    examples: { good: 'spec: { image: { name: "flink:1.20" } }', bad: 'spec: { image: null }' },
  },
  {
    id: 'image-name-required',
    kinds,
    summary: 'The image of a cluster has a name.',
    explanation: 'For example flink:1.20, or an image of your own that is built on one and holds the job.',
    examples: { good: 'spec: { image: { name: "flink:1.20" } }', bad: 'spec: { image: { name: "" } }' },
  },
  {
    id: 'image-pull-policy-enum',
    kinds,
    summary: 'pullPolicy is Always, Never or IfNotPresent.',
    explanation: 'The words are those of Kubernetes, with their capitals. Left out, it is Always.',
    examples: {
      good: 'spec: { image: { pullPolicy: IfNotPresent } }',
      bad: 'spec: { image: { pullPolicy: if-not-present } }',
    },
  },
  {
    id: 'hadoop-config-map-name-not-empty',
    kinds,
    summary: 'The ConfigMap of hadoopConfig has a name that is not empty.',
    explanation: 'The ConfigMap is mounted into every pod. Leave hadoopConfig out as a whole where there is none.',
    examples: {
      good: 'spec: { hadoopConfig: { configMapName: hadoop } }',
      bad: 'spec: { hadoopConfig: { configMapName: "" } }',
    },
  },
];

function component(id: string, field: string, title: string): readonly SchemaRule[] {
  const within = (yaml: string): string => `spec: { ${field}: ${yaml} }`;
  return [
    {
      id: `${id}-port-range`,
      kinds,
      summary: `Ports of the ${title} are between 1 and 65535.`,
      explanation:
        'Ports below 1024 are allowed, but need a user that may open them, which the usual Flink image does not run as.',
      examples: { good: within('{ ports: { rpc: 7000 } }'), bad: within('{ ports: { rpc: 70000 } }') },
    },
    {
      id: `${id}-extra-port-shape`,
      kinds,
      summary: `Each of extraPorts of the ${title} has a containerPort between 1 and 65535 and a known protocol.`,
      explanation:
        'The protocol is TCP, UDP or SCTP in capitals, and TCP where it is left out. The name may be left out.',
      examples: {
        good: within('{ extraPorts: [{ name: metrics, containerPort: 9249 }] }'),
        bad: within('{ extraPorts: [{ name: metrics, containerPort: 9249, protocol: tcp }] }'),
      },
    },
    {
      id: `${id}-quantity-format`,
      kinds,
      summary: `CPU and memory of the ${title} are written as Kubernetes quantities.`,
      explanation:
        'A quantity is a number with an optional suffix, such as 500m of a CPU, 2Gi or 600M of memory. There is no blank ' +
        'before the suffix, and no B for bytes.',
      examples: {
        good: within('{ resources: { limits: { cpu: "2", memory: 2Gi } } }'),
        bad: within('{ resources: { limits: { cpu: "2", memory: 2 GB } } }'),
      },
    },
  ];
}

const jobManager: readonly SchemaRule[] = [
  {
    id: 'jobmanager-replicas-range',
    kinds,
    summary: 'There is exactly one JobManager.',
    explanation:
      'This operator knows no standby JobManagers; with high availability, Kubernetes starts a new one instead.',
    examples: { good: 'spec: { jobManager: { replicas: 1 } }', bad: 'spec: { jobManager: { replicas: 2 } }' },
  },
  {
    id: 'jobmanager-access-scope-enum',
    kinds,
    summary: 'accessScope is Cluster, VPC, External, NodePort or Headless.',
    explanation: 'It decides what kind of Service leads to the JobManager. Left out, it is Cluster.',
    examples: {
      good: 'spec: { jobManager: { accessScope: NodePort } }',
      bad: 'spec: { jobManager: { accessScope: LoadBalancer } }',
    },
  },
  ...component('jobmanager', 'jobManager', 'JobManager'),
];

const taskManager: readonly SchemaRule[] = [
  {
    id: 'taskmanager-replicas-range',
    kinds,
    summary: 'There is at least one TaskManager.',
    explanation: 'Without one no task can run. Left out, there are three.',
    examples: { good: 'spec: { taskManager: { replicas: 4 } }', bad: 'spec: { taskManager: { replicas: 0 } }' },
  },
  ...component('taskmanager', 'taskManager', 'TaskManager'),
];

const job: readonly SchemaRule[] = [
  {
    id: 'job-restart-policy-enum',
    kinds,
    summary: 'restartPolicy is Never or FromSavepointOnFailure.',
    explanation: 'It decides what happens when the job fails. Left out, it is Never.',
    examples: {
      good: inJob(
        'restartPolicy: FromSavepointOnFailure, maxStateAgeToRestoreSeconds: 3600, savepointsDir: /savepoints',
      ),
      bad: inJob('restartPolicy: OnFailure'),
    },
  },
  {
    id: 'job-mode-enum',
    kinds,
    summary: 'mode of a job is Detached, Blocking or Application.',
    explanation:
      'It decides who runs the main method and for how long: a submitter that lets go, one that waits until the job ends, or ' +
      'the JobManager itself. Left out, it is Detached.',
    examples: { good: inJob('mode: Blocking'), bad: inJob('mode: blocking') },
  },
  {
    id: 'job-savepoint-format-enum',
    kinds,
    summary: 'savepointFormatType is CANONICAL or NATIVE.',
    explanation: 'The words are those of Flink, in capitals. Left out, Flink decides. Flink knows them from 1.15 on.',
    examples: { good: inJob('savepointFormatType: NATIVE'), bad: inJob('savepointFormatType: native') },
  },
  {
    id: 'job-cleanup-policy-enum',
    kinds,
    summary: 'Each clean-up action is KeepCluster, DeleteCluster or DeleteTaskManager.',
    explanation:
      'The actions of afterJobSucceeds, afterJobFails and afterJobCancelled are told one by one. Left out, they are ' +
      'DeleteCluster, KeepCluster and DeleteCluster.',
    examples: {
      good: inJob('cleanupPolicy: { afterJobFails: DeleteTaskManager }'),
      bad: inJob('cleanupPolicy: { afterJobFails: Delete }'),
    },
  },
  {
    id: 'job-max-state-age-non-negative',
    kinds,
    summary: 'maxStateAgeToRestoreSeconds is not negative.',
    explanation:
      'It is the oldest age of a savepoint that a restart or an update may go back to. 0 accepts none but the final one.',
    examples: { good: inJob('maxStateAgeToRestoreSeconds: 3600'), bad: inJob('maxStateAgeToRestoreSeconds: -1') },
  },
  {
    id: 'job-quantity-format',
    kinds,
    summary: 'CPU and memory of the job submitter are written as Kubernetes quantities.',
    explanation:
      'A quantity is a number with an optional suffix, such as 500m of a CPU or 2Gi of memory, without a blank.',
    examples: {
      good: inJob('resources: { limits: { cpu: "1", memory: 1Gi } }'),
      bad: inJob('resources: { limits: { cpu: "1", memory: 1 Gi } }'),
    },
  },
];

/** Findings of the schema that FlinkCluster has names of its own for. */
export const clusterSchemaRules: readonly SchemaRule[] = [...image, ...jobManager, ...taskManager, ...job];
